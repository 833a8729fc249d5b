"""The layer of a library that a cell is, and the arrays that its parameters are held in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..cells import builtin, names
from ..language.cell import Cell
from .imported import conventions


@dataclass(frozen=True)
class Layer:
    """A layer of a library; ``arrays`` are the parameters, in order, that each array holds."""

    name: str
    arrays: Mapping[str, tuple[str, ...]]


def layer_of(cell: Cell, library: str) -> Layer | None:
    """Return the layer of a library that says the same as a cell; None if there is none.

    The cell must be the built-in one of that layer: of its name and with its equations.
    """
    known = conventions()[library]
    for name, entry in known["layers"].items():
        same = entry["cell"] == cell.name and cell.name in names()
        if same and builtin(cell.name).equations == cell.equations:
            gates = entry["gates"]
            arrays = {
                known["key"].format(array=array, layer=0, back=""): tuple(
                    word.format(g=gate)
                    for word in words
                    for gate in (gates if "{g}" in word else [""])
                )
                for array, words in entry["arrays"].items()
            }
            return Layer(name, arrays)
    return None
