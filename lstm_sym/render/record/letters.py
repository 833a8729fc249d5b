"""The same formulas in the letters of others: what is written for what, in LaTeX and as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sympy.core.basic import Basic

from ...language.cell import Cell
from ...language.vectors import BAR
from ...lower.latex import Printer
from ...lower.notation import Notation, notations
from ...lower.text import Printer as Plain
from ...proof.step import Derivation, Step
from .formulas import formula, of_step, written
from .hypotheses import hypotheses
from .symbols import Symbols

Record = dict[str, Any]
INLINE = re.compile(r"\\\((.*?)\\\)", re.DOTALL)


def letters(
    derivations: Sequence[Derivation],
    found: Sequence[Record],
    order: Sequence[str],
    places: Mapping[Basic, str],
) -> Record:
    """For every notation that has letters for the cell: what it writes for what the house writes.

    ``found`` are the records of all steps of the derivations, in their order.
    """
    cell = derivations[0].cell
    if cell is None:
        return {}
    known = {name: one for name, one in notations(cell.name).items() if fits(one, cell)}
    return {
        name: {
            "title": notation.title,
            **_written(notation, derivations, found, order, places),
        }
        for name, notation in known.items()
    }


def fits(notation: Notation, cell: Cell) -> bool:
    """Whether no two names of a cell are one in a notation, nor their errors, nor the loss."""
    signals = [s.name for s in (*cell.inputs, *cell.computed)]
    names = [*signals, *(s + BAR for s in signals), *(p.name for p in cell.parameters)]
    written = [*map(notation.named, names), notation.loss]
    return len(set(written)) == len(written)


def _written(
    notation: Notation,
    derivations: Sequence[Derivation],
    found: Sequence[Record],
    order: Sequence[str],
    places: Mapping[Basic, str],
) -> Record:
    printer, plain = Printer(order, notation), Plain(order, notation)
    steps = [(whole, step) for whole in derivations for step in whole.steps]
    tex: dict[str, str] = {}
    text: dict[str, str] = {}
    for (whole, step), own in zip(steps, found, strict=True):
        symbols = Symbols(whole, printer, places)
        tex |= dict(_formulas(step, own, printer))
        tex |= dict(_inline(own["symbols"], symbols.of_step(step, own["latex"])))
        told = list(hypotheses(step.claim, whole, printer, step.given))
        tex |= dict(pair for pair in zip(*map(_inside, (own["hypotheses"], told)), strict=True))
        text[own["text"]] = written(step.claim, plain)
        told = list(hypotheses(step.claim, whole, plain, step.given))
        text |= dict(zip(own["assumes"], told, strict=True))
    cell = derivations[0].cell
    assert isinstance(cell, Cell)
    first = [Symbols(derivations[0], p, places).of_cell(cell) for p in (Printer(order), printer)]
    tex |= dict(_inline(*first))
    return {"latex": _changed(tex), "text": _changed(text)}


def _formulas(step: Step, own: Record, printer: Printer) -> Iterator[tuple[str, str]]:
    yield own["latex"], of_step(step, printer)
    if step.printed is not None:
        yield own["erratum"]["printed_latex"], formula(step.printed.claim, printer)


def _inline(own: Sequence[Record], theirs: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """The symbols of two tables, and what stands between words there, row by row."""
    for one, other in zip(own, theirs, strict=True):
        yield one["symbol"], other["symbol"]
        yield from zip(_inside([one["means"]]), _inside([other["means"]]), strict=True)


def _inside(words: Sequence[str]) -> list[str]:
    """The formulas within words."""
    return [tex for line in words for tex in INLINE.findall(line)]


def _changed(pairs: Mapping[str, str]) -> dict[str, str]:
    return {own: theirs for own, theirs in pairs.items() if own != theirs}
