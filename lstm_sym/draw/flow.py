"""The paths of an error through one step of a cell, drawn from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Identity, MatMul

from ..calculus.graph import Strand, how_many, strands
from ..language.cell import Cell
from ..language.operators import Diag, Matrix
from ..language.vectors import Vector
from ..lower.latex import Printer
from ..lower.text import text
from .diagram import CUT, SIGNAL, STATE
from .layers import Place, layered
from .svg import Drawing, Point
from .words import Words, formula, width

MOST = 40
COLUMN, ROW, WIDE, HIGH = 150.0, 62.0, 58.0, 30.0
LONGEST, SMALL = 74.0, 13.0
PIECES, RAISED, APART = 16, 11.0, 36.0
CAROUSEL, INNER = "carousel", ""
KINDS = {
    CAROUSEL: "a state straight to itself: the carousel",
    CUT: "a matrix reads a state: cut by the truncation of 1997",
    INNER: "within the step",
}
Edge = tuple[Vector, Vector]
Edges = dict[Edge, list[Strand]]


class TooLarge(ValueError):
    """A cell has more to show than a picture can hold."""


def flow(cell: Cell) -> str:
    """Return the graph of one step: from the states before it to the states after it.

    Only what lies on such a path is drawn. An edge stands for the immediate derivative of what it
    leads to by what it comes from. Raises TooLarge if there are too many nodes.
    """
    edges = _edges(cell)
    nodes = list(dict.fromkeys(a for a, _ in edges if a not in cell.equations))
    nodes += [u for u in cell.equations if any(u in pair for pair in edges)]
    if len(nodes) > MOST:
        raise TooLarge(f"{len(nodes)} vectors are on paths of {cell.name}; a picture holds {MOST}")
    return _drawn(cell, nodes, edges).svg()


def _edges(cell: Cell) -> Edges:
    """What lies on a path from a state before the step to a state after it, with its terms."""
    graph, states = strands(cell), _states(cell)
    reached: set[Vector] = set()
    for u, heard in graph.items():
        if any(_is_before(s.wrt, cell) or s.wrt in reached for s in heard):
            reached.add(u)
    wanted = {u for u in reached if u.name in states}
    found: Edges = {}
    for u, heard in reversed([*graph.items()]):
        for s in heard if u in wanted else ():
            if s.wrt in reached or _is_before(s.wrt, cell):
                wanted.add(s.wrt)
                found.setdefault((s.wrt, u), []).append(s)
    return dict(reversed(found.items()))


def _states(cell: Cell) -> set[str]:
    return {u.name for u in cell.carried}


def _is_before(v: Vector, cell: Cell) -> bool:
    return v.name in _states(cell) and v not in cell.equations


def _drawn(cell: Cell, nodes: list[Vector], edges: Edges) -> Drawing:
    printer = Printer([s.name for s in (*cell.inputs, *cell.computed)])
    found, kinds = layered(nodes, list(edges)), {pair: _kind(*pair, edges[pair]) for pair in edges}
    title = f"Error flow through one step of {cell.title or cell.name}"
    drawing = Drawing(title, _described(cell, nodes, edges))
    for pair, kind in sorted(kinds.items(), key=lambda item: item[1] == CAROUSEL):
        said = " ".join(map(text, pair))
        drawing.curve(_curve(found.ways[pair]), kind, data=said)
    taken: list[Point] = []
    for pair, terms in edges.items():
        words = _short(terms, printer)
        at = next((at for at in _beside(found.ways[pair]) if _is_free(at, taken)), None)
        if words and at:
            drawing.text(*at, words, size=SMALL)
            taken.append(at)
    for v, place in found.places.items():
        x, y = _centre(place)
        role = STATE if v.name in _states(cell) else SIGNAL
        drawing.node(x, y, WIDE, HIGH, role, r=HIGH / 2 if role == SIGNAL else 6)
        drawing.text(x, y, formula(printer.doprint(v)))
    _legend(drawing, set(kinds.values()), ROW * found.height + HIGH)
    return drawing


def _kind(a: Vector, b: Vector, terms: list[Strand]) -> str:
    """Whether an edge is a carousel, is cut by truncation, or lies within the step."""
    if not any(s.direct for s in terms) and a.moment != b.moment:
        return CUT
    return CAROUSEL if a.name == b.name else INNER


def _described(cell: Cell, nodes: list[Vector], edges: Edges) -> str:
    """The picture in words: how many paths there are, and what each edge multiplies by."""
    graph, after = strands(cell), [u for u in nodes if u in cell.equations]
    ends = [u for u in after if u.name in _states(cell)]
    many = sum(how_many(graph, v).get(u, 0) for v in nodes if v not in graph for u in ends)
    said = "; ".join(
        f"{text(a)} to {text(b)}: {' + '.join(text(s.operator) for s in terms)}"
        for (a, b), terms in edges.items()
    )
    return f"{many} path{'s' * (many != 1)} from state to state. {said}."


def _short(terms: list[Strand], printer: Printer) -> Words:
    """What an edge multiplies by, if that is short: its matrices, or the entries of a diagonal."""
    found = []
    for s in terms:
        factors = s.operator.args if isinstance(s.operator, MatMul) else (s.operator,)
        matrices = [A for A in factors if isinstance(A, Matrix)]
        if matrices:
            found.append(" ".join(map(printer.doprint, matrices)))
        elif isinstance(s.operator, Identity):
            found.append("1")
        elif isinstance(s.operator, Diag):
            found.append(printer.doprint(s.operator.args[0]))
    try:
        words = formula(", ".join(found))
    except ValueError:
        return ()
    return words if width(words, SMALL) <= LONGEST else ()


def _centre(place: Place) -> Point:
    column, row = place
    return COLUMN * column, ROW * row


def _ends(way: tuple[Place, ...]) -> list[Point]:
    """The points that a curve goes through: from the right of a node to the left of another."""
    (x, y), *between, (u, v) = map(_centre, way)
    return [(x + WIDE / 2, y), *between, (u - WIDE / 2, v)]


def _curve(way: tuple[Place, ...]) -> list[Point]:
    """Points of a smooth curve that is level at every place it passes."""
    (x, y), *others = _ends(way)
    found = [(x, y)]
    for u, v in others:
        for k in range(1, PIECES + 1):
            s = k / PIECES
            found.append((x + (u - x) * s, y + (v - y) * s * s * (3 - 2 * s)))
        x, y = u, v
    return found


def _beside(way: tuple[Place, ...]) -> Iterator[Point]:
    """Where the name of a curve may stand: above where it is level first, or else on its way."""
    if len(way) > 2:
        x, y = _centre(way[1])
        yield x, y - RAISED
    curve = _curve(way)[: PIECES + 1]
    for k in (PIECES // 2, PIECES // 3, 2 * PIECES // 3):
        x, y = curve[k]
        yield x, y - RAISED


def _is_free(at: Point, taken: list[Point]) -> bool:
    return not any(abs(at[0] - x) < APART and abs(at[1] - y) < SMALL for x, y in taken)


def _legend(drawing: Drawing, kinds: Iterable[str], top: float) -> None:
    left = -WIDE / 2
    for i, kind in enumerate(kind for kind in KINDS if kind in kinds):
        y = top + 12 + 20 * i
        drawing.curve([(left, y), (left + 34, y)], kind)
        drawing.text(left + 44, y, KINDS[kind], "start", 13, "")
