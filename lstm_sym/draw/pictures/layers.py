"""Two recurrent layers over three steps, with the shape of what flows between them."""

from __future__ import annotations

from ...cells import builtin
from ...lower.latex import Printer
from ..gallery import Picture
from ..graph import graph, names
from ..paint import forward
from ..svg import Drawing
from ..words import formula, joined

STEPS = 3


def two_layers() -> str:
    """The states of the lower layer are the inputs of the upper one."""
    cell = builtin("rnn-stacked")
    diagram = graph(cell, 0, STEPS - 1)
    drawing = Drawing("Two recurrent layers over three steps", diagram.said())
    found = forward(drawing, diagram)
    printer = Printer(names(cell))
    right = max(x for x, _ in drawing.ends) + 26
    rows = [("input", cell.inputs[0])]
    rows += [(f"state of layer {k}", s) for k, s in enumerate(cell.carried, 1)]
    for what, s in rows:
        (y,) = {y for node, (_, y) in found.at.items() if node.name == s.name}
        size = formula(printer.doprint(s.dim))
        drawing.text(right, y, joined(f"{what}, ", size, " numbers"), "start", 14, "quiet")
    return drawing.svg()


PICTURES = (
    Picture(
        "layers",
        "Two layers, one above the other, over three steps. The input has m numbers at each time, "
        "every state n; the states of the lower layer are what the upper one hears.",
        two_layers,
    ),
)
