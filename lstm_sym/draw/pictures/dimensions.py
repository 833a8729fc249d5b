"""An LSTM cell with a circle for every number, and the count of its weights."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from sympy import Symbol

from ...cells import builtin
from ...checks.drawn import dimensions
from ...language.cell import Cell
from ...lower.latex import Printer
from ..gallery import Picture
from ..graph import graph, names
from ..paint import forward
from ..svg import Drawing
from ..words import Words, formula, joined

CIRCLE = "○"
ROW = 25.0


def numbers_of_a_cell(inputs: int = 3, hidden: int = 2) -> str:
    """The step of an LSTM whose input and state have so many numbers."""
    cell = builtin("lstm")
    sizes = {cell.signal("x").dim: inputs, cell.signal("h").dim: hidden}
    diagram = graph(cell)
    shown = {
        n: joined(words, " ", CIRCLE * sizes[cell.signal(n.name).dim])
        for n, words in diagram.words.items()
    }
    drawing = Drawing(f"An LSTM cell with {inputs} inputs and {hidden} hidden units")
    forward(drawing, replace(diagram, words=shown))
    rows = counts(cell, sizes)
    y = max(y for _, y in drawing.ends) + 34
    left = min(x for x, _ in drawing.ends)
    for words, many in rows:
        drawing.text(left, y, words, "start")
        drawing.text(left + 330, y, str(many), "end", 15, "")
        y += ROW
    total = sum(many for _, many in rows)
    two = sum(many for _, many in counts(builtin("lstm-torch"), _same(sizes)))
    drawing.line(((left, y - 11), (left + 330, y - 11)), "faint", arrow=False)
    sums = (("together", total), ("in PyTorch, two biases a gate", two))
    for k, (said, many) in enumerate(sums):
        drawing.text(left, y + 6 + ROW * k, said, "start", 14, "quiet")
        drawing.text(left + 330, y + 6 + ROW * k, str(many), "end", 15, "" if k else "flow")
    drawing.desc = f"{diagram.said()} It has {total} weights, in PyTorch {two}."
    return drawing.svg()


def counts(cell: Cell, sizes: dict[Symbol, int]) -> list[tuple[Words, int]]:
    """How many weights each equation has, and how they are made up."""
    printer, found = Printer(names(cell)), []
    for u in cell.equations:
        own = [p for p in cell.learnt if u in cell.speaking[p.name]]
        shapes = [tuple(sizes.get(d, d) for d in dimensions(p)) for p in own]
        if own:
            parts = [
                joined(formula(printer.doprint(p)), " ", " × ".join(map(str, dims)))
                for p, dims in zip(own, shapes, strict=True)
            ]
            words = joined(formula(printer.doprint(u)), ":  ", *_with(" + ", parts))
            found.append((words, sum(map(prod, shapes))))
    return found


def _same(sizes: dict[Symbol, int]) -> dict[Symbol, int]:
    """The same sizes by the names of another cell: its input, then its state."""
    cell = builtin("lstm-torch")
    ends = (cell.signal("x").dim, cell.signal("h").dim)
    return dict(zip(ends, sizes.values(), strict=True))


def _with(sign: str, parts: list[Words]) -> list[Words | str]:
    found: list[Words | str] = []
    for part in parts:
        found += [sign, part] if found else [part]
    return found


PICTURES = (
    Picture(
        "dimensions",
        "An LSTM cell with three inputs and two hidden units, a circle for every number. Each of "
        "the four small layers hears all five numbers that come in.",
        numbers_of_a_cell,
    ),
)
