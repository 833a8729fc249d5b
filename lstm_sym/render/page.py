"""page(record): a derivation or a cell and its evidence, as one Markdown page.

A step has three levels: its claim; why it holds, which is open; its symbols and what was found of
it, which are folded. A script opens and folds them all; none is needed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from . import cellpage, claims, evidence, notation, symboltable
from .blocks import example, fold, formula, sentence
from .cited import catalogued, cited
from .graph import PAGE as GRAPH
from .literature import NONE, Literature
from .places import path
from .words import markdown

Record = dict[str, Any]


# A page whose steps have more rows of symbols than these tells them once, at its end; one that has
# far more has no numbers either, so that it stays light.
MANY, FAR_MORE, SYMBOLS = 150, 300, "symbols"
MINUS = re.compile(r"(?<![\w.)])-(?=\d)")
Users = Mapping[str, Sequence[str]]


def page(
    record: Record,
    literature: Literature = NONE,
    drawn: Collection[str] = (),
    users: Users | None = None,
) -> str:
    """Return the page of a record; the literature says how its sources are cited.

    ``drawn`` are the kinds of drawings that there are of a cell, ``users`` the steps that lean on
    a step, by its id.
    """
    if record["kind"] == "cell":
        parts = list(cellpage.parts(record, literature, drawn))
    else:
        parts = [f"# {record['title']}", record["about"]]
        if record["source"]:
            parts.append(f"After {cited(record['source'], literature)}.")
        here = path(record)
        rows = sum(len(step["symbols"]) for step in record["steps"])
        for step in record["steps"]:
            parts += _step(step, here, literature, users or {}, rows)
        if rows > MANY:
            parts += [f"## Symbols {{ #{SYMBOLS} }}", symboltable.told(record["steps"], here)]
    parts.insert(1, notation.switch(record))
    return "\n\n".join(part for part in parts if part) + "\n"


def _step(
    step: Record, here: str, literature: Literature, users: Users, rows: int
) -> Iterator[str]:
    yield f"## {step['title'] or step['label']} {{ #{step['label']} }}"
    yield formula(step)
    yield claims.data(step)
    if step["erratum"]:
        yield misprint(step)
    words = reason(step, literature)
    yield why(f"{words} [Symbols](#{SYMBOLS})." if rows > MANY else words)
    yield "" if rows > MANY else symboltable.folded(step["symbols"], here)
    yield "" if rows > FAR_MORE else example(step)
    drawn = literature.folder is not None
    yield evidence.box([step], _about(step, users.get(step["id"], ()), drawn))


def why(words: str) -> str:
    """Why a step holds, open: the level of a textbook."""
    return fold("why", "Why", words, opened=True)


def reason(step: Record, literature: Literature) -> str:
    """Why a step holds, by what, and where it is from."""
    words = [step["reason"]]
    if step["uses"]:
        words.append(f"Uses {_linked(step['uses'], step['id'])}.")
    words.append(sentence(step["hypotheses"]))
    sources = _sources(step, literature)
    words.append(f"Source: {sources}." if sources else "")
    return " ".join(filter(None, words))


def _about(step: Record, users: Sequence[str], drawn: bool) -> str:
    """Where a step is used, and where it stands among all claims if these are drawn."""
    words = [f"Used by {_linked(users, step['id'])}."] if users else []
    words += [f"[All that it leans on](../{GRAPH}#{step['id']})."] if drawn else []
    return " ".join(words)


def _linked(steps: Sequence[str], here: str) -> str:
    return ", ".join(f"[{_title(step)}]({_address(step, here)})" for step in steps)


def _sources(step: Record, literature: Literature) -> str:
    formulas = catalogued(step["formulas"], literature)
    if not step["source"]:
        return formulas
    place = cited(step["source"], literature)
    return f"{place} ({formulas})" if formulas else place


def _title(use: str) -> str:
    _, label = use.split("/")
    return label.replace("-", " ")


def _address(use: str, here: str) -> str:
    home, label = use.split("/")
    return f"#{label}" if home == here.split("/")[0] else f"{home}.md#{label}"


def misprint(step: Record) -> str:
    """What was printed in the place of a step, and what refutes it."""
    erratum = step["erratum"]
    where = (
        f"{step['source']['key']}, {step['source']['where']}" if step["source"] else "the source"
    )
    if not erratum["counterexample"]:
        head = (
            f"Erratum {erratum['id']}: a slip of notation in {where} is {erratum['verdict']} here"
        )
        inside = [erratum["says"]]
    elif not erratum["printed_latex"]:
        head = f"Erratum {erratum['id']}: what {where} says is {erratum['verdict']} by this"
        inside = [erratum["says"]]
    else:
        name, fate = erratum["id"], erratum["verdict"]
        head = {
            "printed": f"Erratum {name}: as printed in {where}, it is {fate}",
            "copied": f"Erratum {name} of copies: what they have for {where} is {fate}",
            "proposed": f"No erratum, {name}: what others would put into {where} is {fate}",
        }[erratum["way"]]
        found = markdown(MINUS.sub("−", erratum["counterexample"]))
        inside = ["$$", erratum["printed_latex"], "$$", "", f"Its two sides: {found}."]
    return "\n".join([f'!!! warning "{head}"', *(f"    {line}".rstrip() for line in inside)])
