"""A placed diagram, drawn: forward as the cell computes, or backward as its error flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .diagram import CUT, DIRECT, GATE, OPERATION, WEIGHTS, Diagram, Edge
from .place import PORT, Placed, placed
from .svg import Drawing, Point

CAROUSEL, DROPPED = "carousel", "dropped"
BADGE = 8.5
WIDER = 2 * BADGE + 3  # between lines that bear badges


def forward(
    drawing: Drawing,
    diagram: Diagram,
    left: float = 0.0,
    top: float = 0.0,
    port: float = PORT,
) -> Placed:
    """Draw a diagram with its upper left corner there; every edge points to what hears.

    What is held passes its value, and is drawn as any other.
    """
    found = _moved(placed(diagram, port), left, top)
    for e, points in sorted(found.routes.items(), key=lambda item: item[0].kind == DIRECT):
        kind = WEIGHTS if e.kind == CUT else e.kind
        drawing.line(_from_circle(points, diagram, e, found.size), kind, data=named(e))
    _nodes(drawing, diagram, found)
    return found


def backward(
    drawing: Drawing,
    diagram: Diagram,
    numbers: Mapping[Edge, int],
    kinds: Mapping[Edge, str],
    left: float = 0.0,
    top: float = 0.0,
) -> Placed:
    """Draw the same the other way round, as errors flow, with the number of each edge.

    ``kinds`` tells some edges apart. What is cut keeps its direction and bears a cross.
    """
    found = _moved(placed(diagram, WIDER), left, top)
    for e, points in found.routes.items():
        if e.kind == CUT:
            drawing.line(points, "cut", data=named(e))
            drawing.cross(*_before(points, 15))
            continue
        drawing.line(points[::-1], f"error {kinds.get(e, '')}".strip(), data=named(e))
        drawing.badge(*_before(points, 15), str(numbers[e]), BADGE)
    _nodes(drawing, diagram, found)
    return found


def named(e: Edge) -> str:
    """An edge in letters: what is read, and what reads it."""
    times = (f"t{n.shift:+d}" if n.shift else "t" for n in (e.wrt, e.of))
    return "{0}[{2}] {1}[{3}]".format(e.wrt.name, e.of.name, *times)


def _nodes(drawing: Drawing, diagram: Diagram, found: Placed) -> None:
    w, h = found.size
    for node, (x, y) in found.at.items():
        role = diagram.roles[node.name]
        if role == OPERATION:
            drawing.circle(x, y, h / 2, "node")
        else:
            drawing.node(x, y, w, h, role, r=h / 2 if role == GATE else 6)
        drawing.text(x, y, diagram.words[node])


def _from_circle(points: Sequence[Point], diagram: Diagram, e: Edge, size: Point) -> list[Point]:
    """An operation is a circle: what leaves it at its side begins there."""
    (x, y), (z, w) = points[:2]
    if diagram.roles[e.wrt.name] == OPERATION and abs(y - w) < 0.01:
        back = (size[0] - size[1]) / 2
        x += -back if z > x else back
    return [(x, y), *points[1:]]


def _moved(found: Placed, left: float, top: float) -> Placed:
    """The same with its upper left corner there."""
    w, h = found.size
    dx = left - min(x for x, _ in found.at.values()) + w / 2
    dy = top - min(y for _, y in found.at.values()) + h / 2
    return Placed(
        {n: (x + dx, y + dy) for n, (x, y) in found.at.items()},
        found.size,
        {e: tuple((x + dx, y + dy) for x, y in way) for e, way in found.routes.items()},
        {s: (low + dx, high + dx) for s, (low, high) in found.blocks.items()},
    )


def _before(points: Sequence[Point], by: float) -> Point:
    """The point so far before the end of a line."""
    (x, y), (z, w) = points[-2:]
    far = max(abs(z - x), abs(w - y)) or 1.0
    return z - (z - x) * by / far, w - (w - y) * by / far
