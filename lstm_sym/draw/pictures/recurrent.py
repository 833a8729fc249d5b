"""A recurrent network, folded and unrolled; and two layers of it with the shapes of what flows."""

from __future__ import annotations

from ...cells import builtin
from ..gallery import Picture
from ..graph import folded, graph
from ..paint import forward
from ..svg import Drawing

GAP = 64.0


def folded_and_unrolled() -> str:
    """The same network twice: as a circle with a delay, and with a copy for every step."""
    cell = builtin("rnn")
    once, thrice = folded(cell), graph(cell, 0, 2)
    drawing = Drawing(
        "A recurrent network, folded and unrolled",
        f"Folded: {once.said()} Unrolled: {thrice.said()}",
    )
    for diagram, words in ((once, "one step of delay"), (thrice, "a copy for each step")):
        left = max((x for x, _ in drawing.ends), default=-GAP) + GAP
        found = forward(drawing, diagram, left)
        xs = [x for x, _ in found.at.values()]
        bottom = max(y for _, y in found.at.values())
        drawing.text((min(xs) + max(xs)) / 2, bottom + 40, words, size=14, kind="quiet")
    return drawing.svg()


PICTURES = (
    Picture(
        "rnn",
        "A recurrent network hears its own state of one step before. Unrolled over time it is an "
        "ordinary deep network whose layers share their weights.",
        folded_and_unrolled,
    ),
)
