"""page(record): a derivation or a cell and its evidence, as one Markdown page."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from . import cellpage, evidence, symboltable
from .blocks import formula, sentence
from .cited import catalogued, cited
from .literature import NONE, Literature
from .places import path
from .words import markdown

Record = dict[str, Any]


def page(record: Record, literature: Literature = NONE, drawn: Collection[str] = ()) -> str:
    """Return the page of a record; the literature says how its sources are cited.

    ``drawn`` are the kinds of drawings that there are of a cell.
    """
    if record["kind"] == "cell":
        parts = list(cellpage.parts(record, literature, drawn))
    else:
        parts = [f"# {record['title']}", record["about"]]
        if record["source"]:
            parts.append(f"After {cited(record['source'], literature)}.")
        here = path(record)
        parts += [block for step in record["steps"] for block in _step(step, here, literature)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _step(step: Record, here: str, literature: Literature) -> Iterator[str]:
    yield f"## {step['title'] or step['label']} {{ #{step['label']} }}"
    yield formula(step)
    yield _reason(step, literature)
    if step["erratum"]:
        yield misprint(step)
    yield symboltable.folded(step["symbols"], here)
    yield evidence.box([step])


def _reason(step: Record, literature: Literature) -> str:
    words = [step["reason"]]
    used = [f"[{_title(use)}]({_address(use, step['id'])})" for use in step["uses"]]
    if used:
        words.append(f"Uses {', '.join(used)}.")
    words.append(sentence(step["hypotheses"]))
    sources = _sources(step, literature)
    words.append(f"Source: {sources}." if sources else "")
    return " ".join(filter(None, words))


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
        found = markdown(erratum["counterexample"])
        inside = ["$$", erratum["printed_latex"], "$$", "", f"Its two sides: {found}."]
    return "\n".join([f'!!! warning "{head}"', *(f"    {line}".rstrip() for line in inside)])
