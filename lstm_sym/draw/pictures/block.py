"""The memory block of 1997: a cell around which two gates stand."""

from __future__ import annotations

from ...cells import builtin
from ..circuit import Circuit
from ..gallery import Picture
from ..paint import forward
from ..svg import Drawing

SHOWN = ("net_in", "y_in", "net_out", "y_out", "net_c", "s", "y_c")


def memory_block() -> str:
    """Every operation between the net inputs of a block and what its cells show."""
    diagram = Circuit(builtin("hs97"), SHOWN).diagram()
    drawing = Drawing("A memory block without forget gate", diagram.said())
    forward(drawing, diagram)
    return drawing.svg()


PICTURES = (
    Picture(
        "block",
        "A memory block of 1997, upwards. The input gate scales what enters, the state is added to "
        "and never scaled, the output gate scales what is shown.",
        memory_block,
    ),
)
