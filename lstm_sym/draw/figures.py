"""figures(cell): what is drawn of any cell, by kind."""

from __future__ import annotations

from contextlib import suppress

from ..language.cell import Cell
from .flow import TooLarge, flow
from .graph import graph
from .paint import forward
from .svg import Drawing

# What is larger is no picture any more.
MOST = 64
STEPS = {"step": 1, "unrolled": 2}


def figures(cell: Cell) -> dict[str, str]:
    """Return the drawings of a cell by kind, but none that would have too many nodes."""
    called = cell.title or cell.name
    found = {}
    for kind, steps in STEPS.items():
        diagram = graph(cell, 0, steps - 1)
        if len(diagram.nodes) <= MOST:
            drawing = Drawing(f"{'One step' if steps == 1 else f'{steps} steps'} of {called}")
            forward(drawing, diagram)
            drawing.desc = diagram.said()
            found[kind] = drawing.svg()
    with suppress(TooLarge):
        found["flow"] = flow(cell)
    return found
