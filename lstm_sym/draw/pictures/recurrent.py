"""A recurrent network, folded and unrolled; and two layers of it with the shapes of what flows."""

from __future__ import annotations

from ...cells import builtin
from ..cellgraph import put
from ..gallery import Picture
from ..graph import Graph
from ..place import Placed, placed
from ..svg import Drawing

GAP = 64.0


def folded_and_unrolled() -> str:
    """The same network twice: as a circle with a delay, and with a copy for every step."""
    cell = builtin("rnn")
    title = "A recurrent network, folded and unrolled"
    once, thrice = Graph(cell, folded=True), Graph(cell, 0, 2)
    drawing = Drawing(title, f"Folded: {once.said()} Unrolled: {thrice.said()}")
    for graph, words in (
        (once, "one network, one step of delay"),
        (thrice, "a copy for each step"),
    ):
        left = max((x for x, _ in drawing.ends), default=-GAP) + GAP
        found = placed(graph)
        put(drawing, graph, found, left)
        _below(drawing, graph, found, words, left)
    return drawing.svg()


def _below(drawing: Drawing, graph: Graph, found: Placed, words: str, left: float) -> None:
    xs = [x for x, _ in found.at.values()]
    middle = left + (min(xs) + max(xs)) / 2
    drawing.text(middle, 46, words, size=14, kind="quiet")


PICTURES = (
    Picture(
        "rnn",
        "A recurrent network hears its own state of one step before. Unrolled over time it is an "
        "ordinary deep network whose layers share their weights.",
        folded_and_unrolled,
    ),
)
