"""book(...): all chapters as one LaTeX document: the story, every derivation, every cell."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..draw import tikz
from . import demonstration, evidence
from .errata import errata
from .literature import Literature
from .prose import chapter, latex, typewritten
from .site import reference
from .story import PUT, START, NotDerived, Shelf
from .tex import PREAMBLE, body, misprint, shown, symbols
from .words import tex, tex_prose

Record = dict[str, Any]
TITLE = "The mathematics of recurrent networks"
HEAD = PREAMBLE.replace("{article}", "[11pt,a4paper]{report}").replace(
    r"\begin{document}",
    rf"""\usepackage[margin=28mm]{{geometry}}
\usepackage{{longtable}}
\makeatletter
\renewcommand*\l@section{{\@dottedtocline{{1}}{{1.5em}}{{3.2em}}}}
\renewcommand*\@pnumwidth{{2.2em}}
\renewcommand*\@tocrmarg{{3.2em}}
\makeatother
{tikz.PREAMBLE}
\title{{{TITLE}}}
\author{{derived, proved and checked by lstm\_sym}}
\date{{}}
\begin{{document}}
\maketitle
\tableofcontents""",
)


def book(
    chapters: Sequence[tuple[str, Sequence[Record]]],
    prose: Mapping[str, str],
    shelf: Shelf,
    literature: Literature,
) -> str:
    """Return a document that compiles with a plain TeX distribution, its figures included.

    ``chapters`` are the titles of the chapters of derivations and cells with their records,
    ``prose`` the chapters of the story; one that names what was not derived is left out.
    """
    places = _places(chapters, prose, literature)
    told = [part for name in _in_order(prose) for part in _told(name, prose[name], shelf, places)]
    parts = [HEAD]
    if told:
        parts += [r"\part{The story}", *told]
    parts.append(r"\part{The derivations}")
    for title, records in chapters:
        parts.append(rf"\chapter{{{tex_prose(title)}}}")
        for record in records:
            parts += [_section(record), *body(record)]
    parts += [*_errata([r for _, records in chapters for r in records], literature)]
    parts += [*_bibliography(literature), r"\end{document}"]
    return "\n\n".join(parts) + "\n"


def _section(record: Record) -> str:
    title = tex(record["title"]) if record["kind"] == "cell" else tex_prose(record["title"])
    return rf"\section{{{title}}}\hypertarget{{{record['label']}}}{{}}"


def _places(
    chapters: Sequence[tuple[str, Sequence[Record]]], prose: Iterable[str], literature: Literature
) -> set[str]:
    """What links of the book can lead to."""
    records = [record for _, some in chapters for record in some]
    steps = {step["id"] for record in records for step in record["steps"]}
    cited = {f"cite.{key.lower()}" for key in literature.references}
    return steps | cited | {record["label"] for record in records} | set(map(_anchor, prose))


def _in_order(prose: Iterable[str]) -> list[str]:
    """The first page of the site before all chapters."""
    return sorted(prose, key=lambda name: (name != START, name))


def _anchor(name: str) -> str:
    """How links of the site call a chapter of the story."""
    return chapter(name.partition("-")[2] or name)


def _told(name: str, text: str, shelf: Shelf, places: Container[str]) -> list[str]:
    """A chapter of the story; none if it names what was not derived."""
    title, _, rest = text.partition("\n")
    anchor = _anchor(name)
    parts = [rf"\chapter{{{tex_prose(title.removeprefix('# '))}}}\hypertarget{{{anchor}}}{{}}"]
    at = 0
    try:
        for found in PUT.finditer(rest):
            kind, what = found.groups()
            before = rest[at : found.start()]
            # The last paragraph before an explorer leads to it: paper has neither.
            words = before.rstrip().rpartition("\n\n")[0] if kind == "explorer" else before
            parts += [latex(words, places), *PARTS[kind](what, shelf)]
            at = found.end()
    except NotDerived:
        return []
    return [*parts, latex(rest[at:], places)]


def _formula(name: str, shelf: Shelf) -> Iterator[str]:
    _, step = shelf.step(name)
    yield shown(step["latex"])
    yield rf"{{\small \hyperlink{{{name}}}{{{tex(name)}}}. {tex(evidence.summary(step))}.}}"


def _misprint(name: str, shelf: Shelf) -> Iterator[str]:
    yield from misprint(shelf.step(name)[1]["erratum"])


def _cell(name: str, shelf: Shelf) -> Iterator[str]:
    yield typewritten(shelf.record(name)["cell"]["text"])


def _symbols(name: str, shelf: Shelf) -> Iterator[str]:
    yield symbols(shelf.record(name)["cell"]["symbols"])


def _evidence(name: str, shelf: Shelf) -> Iterator[str]:
    _, step = shelf.step(name)
    found = [
        rf"\item {tex(evidence.CHECKS[e['checker']])}: {tex(e['detail'])}" for e in step["evidence"]
    ]
    yield "\n".join([r"\begin{itemize}", *found, r"\end{itemize}"])


def _picture(name: str, shelf: Shelf) -> Iterator[str]:
    if name not in shelf.pictures:
        raise NotDerived(name)
    picture = shelf.pictures[name]
    yield "\\begin{center}\n" + tikz.tikz(picture["svg"]) + "\n\\end{center}"
    yield rf"\begin{{quote}}\small {tex_prose(picture['shows'])}.\end{{quote}}"


def _explorer(name: str, shelf: Shelf) -> Iterator[str]:
    """Paper does not answer."""
    yield from ()


def _demonstration(name: str, _: Shelf) -> Iterator[str]:
    yield latex(demonstration.TABLES[name]())


PARTS: dict[str, Callable[[str, Shelf], Iterator[str]]] = {
    "formula": _formula,
    "misprint": _misprint,
    "cell": _cell,
    "symbols": _symbols,
    "evidence": _evidence,
    "picture": _picture,
    "explorer": _explorer,
    "demonstration": _demonstration,
}


def _errata(records: Sequence[Record], literature: Literature) -> Iterator[str]:
    known = errata(records, literature)
    if not known:
        return
    yield r"\chapter{Errata}"
    yield r"\begin{description}"
    for erratum in known:
        says = tex_prose(literature.catalogue["errata"][erratum["id"]]["says"])
        steps = ", ".join(
            rf"\hyperlink{{{one['step']}}}{{{tex(one['step'])}}}" for one in erratum["steps"]
        )
        place = f"{tex(erratum['formula'])}, {tex(erratum['kind'])}"
        yield rf"\item[{erratum['id']}] {place}: {says}. Shown by {steps}."
    yield r"\end{description}"


def _bibliography(literature: Literature) -> Iterator[str]:
    if not literature.references:
        return
    yield r"\chapter{Bibliography}"
    yield r"\begin{description}"
    for key, fields in sorted(literature.references.items()):
        yield rf"\item[\hypertarget{{cite.{key.lower()}}}{{{tex(key)}}}] {latex(reference(fields))}"
    yield r"\end{description}"
