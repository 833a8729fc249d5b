"""The constant error carousel: a state that hears itself with the factor one."""

from __future__ import annotations

from ...cells import builtin
from ..diagram import DELAY, Edge
from ..flow import derivative
from ..gallery import Picture
from ..graph import folded
from ..paint import forward
from ..svg import Drawing
from ..words import spoken


def carousel() -> str:
    """The memory cell of 1997, folded; the loop of its memory stands out."""
    cell = builtin("lstm97")
    diagram = folded(cell)
    (loop,) = (e for e in diagram.edges if e.kind == DELAY and e.wrt == e.of)
    before = Edge(type(loop.wrt)(loop.wrt.name, -1), loop.of)
    words = derivative(cell, before)
    drawing = Drawing("The constant error carousel", f"{diagram.said()} {spoken(words)}.")
    found = forward(drawing, diagram)
    drawing.line(found.routes[loop], "error carousel")
    right = max(x for x, _ in drawing.ends)
    _, y = found.at[loop.of]
    drawing.text(right + 30, y, words, "start", kind="math flow")
    return drawing.svg()


PICTURES = (
    Picture(
        "carousel",
        "The memory cell of 1997. Dashed lines are one step late; along the loop of the memory an "
        "error is multiplied by one, as often as it goes round.",
        carousel,
    ),
)
