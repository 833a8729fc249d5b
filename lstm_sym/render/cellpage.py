"""The parts of the page of a cell: its text, its sizes, and all that is derived of it by kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from ..draw.kinds import KINDS
from . import claims, evidence, notation, symboltable
from .blocks import fold, formula, sentence
from .cited import cited_plainly
from .literature import Literature
from .pictures import figure
from .places import path
from .words import fenced, markdown

Record = dict[str, Any]
ABOUT = {
    "Forward": "What the cell computes at time \\(t\\), in this order.",
    "Errors": "The error of a vector \\(v\\) is \\(\\bar v = dL/dv\\), as a column.",
    "Gradients": "Every parameter is used at every time; what it did is added up.",
    "One step of the state": "The derivative of each state by each state before it.",
    "Errors, truncated": "What a matrix reads of earlier steps passes no error back: the "
    "truncation of 1997. These errors change; all others keep their form.",
    "Forward in time": "Real-time recurrent learning: the derivative of every signal by one weight "
    "is carried forward in time, without looking back. The first weight is followed through every "
    "signal, each further one only through those whose equations it stands in: all others pass it "
    "on as they pass on the first.",
    "Counts": "How much is learnt, and what a step costs. The gradients take as many products a "
    "step as there are learnt weights.",
}


def parts(record: Record, literature: Literature, drawn: Collection[str] = ()) -> Iterator[str]:
    """The page of a cell, part by part; its title, comment and source may be anybody's words."""
    yield f"# {markdown(record['title'])}"
    yield markdown(record["about"])
    if record["source"]:
        yield f"After {cited_plainly(record['source'], literature)}."
    yield from _cell(record, path(record))
    if drawn:
        yield "## Pictures"
        yield from (
            figure(record["label"], kind, shows) for kind, shows in KINDS.items() if kind in drawn
        )
    for group, members in groupby(record["steps"], key=lambda step: step["group"]):
        yield from _group(group, list(members), path(record))
    yield from _program(record["program"])


def _program(program: Record) -> Iterator[str]:
    """The program, folded, under what the complex step says of it."""
    yield "## Program"
    if not program["text"]:
        yield f"No program is written of this cell: {markdown(program['why'])}."
        return
    yield (
        "The loss and its gradient in NumPy, by the formulas above: every line names those that it "
        "computes. `python -m lstm_sym code` writes it, and the same for C, PyTorch and JAX."
    )
    (found,) = program["evidence"]
    title = f"{found['verdict'].capitalize()}: {found['detail']}"
    kind = evidence.KINDS.get(program["status"], "success")
    yield fold(kind, title, fenced(program["text"].rstrip(), "python"))


def _group(group: str, steps: list[Record], here: str) -> Iterator[str]:
    """The formulas of one kind; what is assumed of all of them is said once."""
    common = [h for h in steps[0]["hypotheses"] if all(h in s["hypotheses"] for s in steps)]
    yield f"## {group}"
    yield ABOUT[group]

    def own(step: Record) -> list[str]:
        return [h for h in step["hypotheses"] if h not in common]

    for hypotheses, inside in groupby(steps, key=own):
        for step in inside:
            yield formula(step, anchor=step["label"])
            yield claims.data(step, anchor=step["label"])
        yield sentence(hypotheses)
    yield fold("why", "Why", " ".join(filter(None, (steps[0]["reason"], sentence(common)))), True)
    yield symboltable.folded(symboltable.union(steps), here)
    yield evidence.box(steps)


def _cell(record: Record, here: str) -> Iterator[str]:
    cell = record["cell"]
    if cell["text"]:
        yield fenced(notation.source(record))
    kinds = {"states": "States", "inputs": "Inputs", "outputs": "Seen by the loss"}
    kinds |= {"backward": "Computed backward in time"} if cell["backward"] else {}
    yield " ".join(f"{word}: {_names(cell[kind])}." for kind, word in kinds.items())
    yield f"## Symbols {{ #{symboltable.HERE} }}"
    yield symboltable.table(cell["symbols"], here)


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
