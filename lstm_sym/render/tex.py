"""document(record): a derivation or a cell as one LaTeX document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .blocks import sentence
from .errata import WAYS
from .words import tex, tex_prose

Record = dict[str, Any]

PREAMBLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\usepackage[hidelinks]{hyperref}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\begin{document}
"""
# What a reader must be told of a step that is not verified.
UNPROVED = {"undecided": "Undecided.", "refuted": "Refuted."}


def document(record: Record) -> str:
    """Return a document that compiles with any LaTeX distribution."""
    inside = "\n\n".join(body(record))
    title = _words(record, record["title"])
    return f"{PREAMBLE}\\section*{{{title}}}\n\n{inside}\n\n\\end{{document}}\n"


def _words(record: Record, words: str) -> str:
    """Ours may hold mathematics; those of a cell may be anybody's."""
    return tex(words) if record["kind"] == "cell" else tex_prose(words)


def body(record: Record) -> Iterator[str]:
    """What was derived, step by step; a step can be linked to by its id."""
    if record["about"]:
        yield _words(record, record["about"])
    for step in record["steps"]:
        anchor = rf"\hypertarget{{{step['id']}}}{{}}"
        yield anchor + (rf"\paragraph{{{tex_prose(step['title'])}.}}" if step["title"] else "")
        yield shown(step["latex"])
        if step["status"] in UNPROVED:
            yield rf"\textbf{{{UNPROVED[step['status']]}}} {_found(step)}"
        yield tex_prose(" ".join(filter(None, (step["reason"], sentence(step["hypotheses"])))))
        if step["erratum"]:
            yield from misprint(step["erratum"])
        yield symbols(step["symbols"])


def symbols(symbols: Sequence[Record]) -> str:
    """What symbols mean, in a sentence."""
    return rf"{{\small Symbols: {'; '.join(map(_symbol, symbols))}.}}"


def _symbol(symbol: Record) -> str:
    """A symbol, its shape or range, and what it means."""
    shape = rf" (\({symbol['shape']}\))" if symbol["shape"] else ""
    words = ", ".join(filter(None, (tex(symbol["remark"]), tex_prose(symbol["means"]))))
    return rf"\({symbol['symbol']}\){shape} {words}".rstrip()


def shown(formula: str) -> str:
    """A formula on lines of its own."""
    return f"\\[\n{formula}\n\\]"


def _found(step: Record) -> str:
    """Why a step is not verified."""
    bad = [e for e in step["evidence"] if e["verdict"] in UNPROVED]
    return " ".join(tex(f"{e['checker']}: {e['detail']}.") for e in bad)


def misprint(erratum: Record) -> Iterator[str]:
    """What is printed in the source, and what became of it."""
    kind = "No erratum" if erratum["way"] == "proposed" else "Erratum"
    fate = rf"\textbf{{{kind} {tex(erratum['id'])}: {erratum['verdict']}.}}"
    if erratum["printed_latex"]:
        yield f"{fate} {WAYS[erratum['way']]}:"
        yield shown(erratum["printed_latex"])
        yield tex(f"Its two sides: {erratum['counterexample']}.")
    else:
        yield f"{fate} {tex_prose(erratum['says'])}"
