"""The paths of an error through one step of any cell, each edge with what it multiplies by."""

from __future__ import annotations

from collections.abc import Iterable

from ..calculus.graph import how_many, strands
from ..calculus.jacobian import jacobian
from ..calculus.outputs import with_outputs
from ..language.cell import Cell, t
from ..language.operators import Response
from ..language.vectors import Vector
from ..lower.latex import Printer
from .diagram import CUT, DIRECT, Diagram, Edge, Node
from .graph import graph, names
from .paint import CAROUSEL, DROPPED, backward
from .svg import Drawing
from .words import Words, formula, joined, spoken, width

ROW, LETTERS, GAP = 23.0, 14.0, 34.0
WIDEST, MOST = 660.0, 40
TOLD = {
    CAROUSEL: "a state straight to itself: the carousel",
    DROPPED: "a matrix reads a state: dropped by the truncation of 1997",
}


class TooLarge(ValueError):
    """A cell has more to show than a picture can hold."""


def flow(cell: Cell) -> str:
    """Draw all paths of the error from the states of one step to those before it.

    Only what lies on such a path is drawn. Every edge has a number, and below stands the immediate
    derivative that it multiplies by. Raises TooLarge if there are too many edges.
    """
    diagram = paths(cell)
    if len(diagram.edges) > MOST:
        many = len(diagram.edges)
        raise TooLarge(f"{many} edges are on paths of {cell.name}; a picture holds {MOST}")
    drawing = Drawing(f"Error flow through one step of {cell.title or cell.name}")
    numbers = numbered(diagram)
    backward(drawing, diagram, numbers, kinds(diagram))
    rows = [derivative(cell, e) for e in numbers]
    key(drawing, rows, kinds(diagram).values())
    drawing.desc = f"{_counted(cell, diagram)} {said(rows)}"
    return drawing.svg()


def paths(cell: Cell) -> Diagram:
    """What lies on a path from a state before the step to a state of the step."""
    heard = {(s.wrt, s.of) for terms in strands(cell).values() for s in terms}
    pairs = {tuple(Node(v.name, int(v.moment - t)) for v in pair) for pair in heard}
    carried = {s.name for s in cell.carried}
    whole = graph(cell).only(lambda e: (e.wrt, e.of) in pairs)
    starts = [n for n in whole.nodes if n.name in carried and n.shift]
    return whole.between(starts, map(Node, carried))


def kinds(diagram: Diagram) -> dict[Edge, str]:
    """The edges that are a carousel, and those that the truncation of 1997 drops."""
    found = {}
    for e in diagram.edges:
        if e.wrt.shift != e.of.shift and e.kind != CUT:
            straight = e.wrt.name == e.of.name
            if e.kind != DIRECT or straight:
                found[e] = CAROUSEL if e.kind == DIRECT else DROPPED
    return found


def _counted(cell: Cell, diagram: Diagram) -> str:
    """How many paths there are from state to state."""
    steps = strands(cell)
    ends = [u for u in cell.equations if u in {s(t) for s in cell.carried}]
    starts = [cell.signal(n.name)(t + n.shift) for n in diagram.nodes if n.shift]
    many = sum(how_many(steps, v).get(u, 0) for v in starts for u in ends)
    return f"{many} path{'s' * (many != 1)} from state to state."


def said(rows: Iterable[Words]) -> str:
    """The numbers of a picture and what they mean, in words."""
    return " ".join(f"{k}: {spoken(row)}." for k, row in enumerate(rows, 1))


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


def key(drawing: Drawing, rows: list[Words], kinds: Iterable[str] = ()) -> None:
    """What numbers and lines mean, below all that is drawn, in two columns if there is room."""
    top = max(y for _, y in drawing.ends) + GAP
    left = min(x for x, _ in drawing.ends)
    wide = max((width(row, LETTERS) for row in rows), default=0) + 26
    sheet = max(x for x, _ in drawing.ends) - left
    columns = max(1, min(2, int((max(sheet, WIDEST) + GAP) // (wide + GAP)), (len(rows) + 2) // 3))
    deep = -(-len(rows) // columns)
    for k, row in enumerate(rows):
        x, y = left + (k // deep) * (wide + GAP), top + (k % deep) * ROW
        drawing.badge(x + 9, y, str(k + 1))
        drawing.text(x + 26, y, row, "start", LETTERS)
    used = set(kinds)
    for k, kind in enumerate(kind for kind in TOLD if kind in used):
        y = top + deep * ROW + 6 + k * ROW
        drawing.line(((left, y), (left + 40, y)), f"error {kind}", arrow=False)
        drawing.text(left + 50, y, TOLD[kind], "start", LETTERS, "quiet")
