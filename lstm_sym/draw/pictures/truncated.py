"""Forward and backward flow in a block of two cells, when errors are truncated as in 1997."""

from __future__ import annotations

from ...calculus.truncation import truncated
from ...cells import builtin
from ..diagram import CUT, Node
from ..expand import expanded, whole
from ..flow import derivative, key, kinds, said
from ..gallery import Picture
from ..graph import graph
from ..paint import WIDER, backward, forward
from ..svg import Drawing
from ..words import spoken

SHOWN = {"net_in", "y_in", "net_out", "y_out", "net_c", "s", "y_c", "net_k"}
CELLS, GAP = 2, 70.0


def block_of_two() -> str:
    """The symbolic network of 1997, its sources held: what has no derivative is cut."""
    cell = truncated(builtin("hs97"))
    seen = graph(cell).only(
        lambda e: e.of.name in SHOWN and (e.wrt.name in SHOWN or e.wrt == Node("y", -1))
    )
    diagram = expanded(cell, seen, {cell.signal("s").dim: CELLS})
    numbers = {e: k for k, e in enumerate((e for e in seen.edges if e.kind != CUT), 1)}
    rows = [derivative(cell, e) for e in numbers]
    cut = [e for e in seen.edges if e.kind == CUT]
    drawing = Drawing("Flow in a memory block of two cells, truncated")
    found = forward(drawing, diagram, port=WIDER)
    bottom = max(y for _, y in drawing.ends)
    backward(
        drawing,
        diagram,
        {e: numbers[whole(e)] for e in diagram.edges if e.kind != CUT},
        {e: kind for e in diagram.edges if (kind := kinds(seen).get(whole(e)))},
        top=bottom + GAP,
    )
    left = min(x for x, _ in found.at.values()) - found.size[0] / 2
    drawing.text(left, -24, "forward: what is computed", "start", 14, "quiet")
    drawing.text(
        left, bottom + GAP - 24, "backward: the errors that are left", "start", 14, "quiet"
    )
    key(drawing, rows, kinds(seen).values())
    names = " and ".join(dict.fromkeys(spoken(seen.words[e.of]) for e in cut))
    drawing.desc = f"{diagram.said()} No error goes back through {names}. {said(rows)}"
    return drawing.svg()


PICTURES = (
    Picture(
        "truncated",
        "One memory block with two cells. The gates are shared, so that their errors are sums over "
        "the cells. At the net inputs of gates and cells the error is cut; along the states it "
        "passes unchanged.",
        block_of_two,
    ),
)
