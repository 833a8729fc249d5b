"""The graph of a cell, drawn."""

from __future__ import annotations

from .graph import DIRECT, GATE, Graph
from .place import Placed, placed
from .svg import Drawing


def drawn(graph: Graph, title: str) -> Drawing:
    """Draw a graph of a cell."""
    drawing = Drawing(title, graph.said())
    found = placed(graph)
    put(drawing, graph, found)
    return drawing


def put(drawing: Drawing, graph: Graph, found: Placed, left: float = 0.0) -> None:
    """Draw the nodes and edges of a placed graph, its own left end at ``left``."""
    w, h = found.size
    left -= min(x for x, _ in found.at.values()) - w / 2
    for e, points in sorted(found.routes.items(), key=lambda item: item[0].kind == DIRECT):
        said = f"{e.wrt.name}[{e.wrt.shift}] {e.of.name}[{e.of.shift}]"
        drawing.line([(left + x, y) for x, y in points], e.kind, data=said)
    for node, (x, y) in found.at.items():
        role = graph.roles[node.name]
        drawing.node(left + x, y, w, h, role, r=h / 2 if role == GATE else 6)
        drawing.text(left + x, y, graph.words(node))
