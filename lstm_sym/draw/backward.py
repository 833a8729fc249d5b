"""The gradient paths of any cell: how the error of its states goes one step back."""

from __future__ import annotations

from ..calculus.jacobian import jacobian
from ..calculus.outputs import with_outputs
from ..language.cell import Cell, t
from ..language.operators import Response
from ..language.vectors import Vector
from ..lower.latex import Printer
from .diagram import CUT, Diagram, Edge, Node
from .graph import graph, names
from .paint import backward
from .svg import Drawing
from .words import Words, formula, joined, spoken, width

ROW, LETTERS, GAP = 23.0, 14.0, 34.0
WIDEST, MOST = 660.0, 40


def gradient_paths(cell: Cell) -> str:
    """Draw all paths from the states of time t to those before; "" if there are none, or too many.

    Every edge has a number, and below stands the derivative that it multiplies by.
    """
    whole = graph(cell)
    carried = {s.name for s in cell.carried}
    ends = [Node(name) for name in carried]
    starts = [n for n in whole.nodes if n.name in carried and n.shift]
    diagram = whole.only(lambda e: e.kind != CUT).between(starts, ends)
    if not diagram.edges or len(diagram.edges) > MOST:
        return ""
    drawing = Drawing(f"Gradient paths of {cell.title or cell.name}")
    numbers = numbered(diagram)
    backward(drawing, diagram, numbers)
    rows = [derivative(cell, e) for e in numbers]
    key(drawing, rows)
    drawing.desc = " ".join(f"{k}: {spoken(row)}." for k, row in enumerate(rows, 1))
    return drawing.svg()


def numbered(diagram: Diagram) -> dict[Edge, int]:
    """A number for every edge that passes errors, from what is computed first."""
    open_edges = [e for e in diagram.edges if e.kind != CUT]
    return {e: k for k, e in enumerate(open_edges, 1)}


def derivative(cell: Cell, e: Edge) -> Words:
    """The immediate derivative of an edge, as the engine finds it."""
    of, wrt = (cell.signal(n.name)(t + n.shift) for n in (e.of, e.wrt))
    return equation(cell, of, wrt)


def equation(cell: Cell, of: Vector, wrt: Vector) -> Words:
    """The immediate derivative of a vector u(t) by one that its equation reads, with both sides."""
    printer = Printer(names(cell))
    J = with_outputs(cell, jacobian(cell.equations[of], wrt, of.dim))
    left = printer.doprint(Response(of, wrt, "equation"))
    return joined(formula(left), " = ", formula(printer.doprint(J)))


def key(drawing: Drawing, rows: list[Words]) -> None:
    """What the numbers mean, below all that is drawn, in two columns if there is room."""
    top = max(y for _, y in drawing.ends) + GAP
    left = min(x for x, _ in drawing.ends)
    wide = max(width(row, LETTERS) for row in rows) + 26
    sheet = max(x for x, _ in drawing.ends) - left
    columns = max(1, min(2, int((max(sheet, WIDEST) + GAP) // (wide + GAP)), (len(rows) + 2) // 3))
    deep = -(-len(rows) // columns)
    for k, row in enumerate(rows):
        x, y = left + (k // deep) * (wide + GAP), top + (k % deep) * ROW
        drawing.badge(x + 9, y, str(k + 1))
        drawing.text(x + 26, y, row, "start", LETTERS)
