"""The network in numbers: what is fixed, what is learnt, and how its weights begin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..cells import builtin
from ..emit.program import Program, program
from ..language.cell import Cell

Array = NDArray[np.floating]
Weights = dict[str, Array]
CELLS = {"lstm": "feedback-lstm", "rnn": "feedback-rnn"}
BASE = 0.001  # standard deviation of the base weights around 1
SOURCES = 2


def compiled(kind: str, dtype: str = "float32") -> Program:
    """The emitted NumPy program of the network whose modulator is of a kind, lstm or rnn."""
    return program(builtin(CELLS[kind]), "numpy", dtype)


def beginning(cell: Cell, hidden: int, draw: np.random.Generator) -> Weights:
    r"""Draw all parameters: learnt ones from \(U(-1/\sqrt{n}, 1/\sqrt{n})\), n hidden units.

    The base weights are \(N(1, 0.001)\) (NKS22, after eq. (4)). The modulation has an entry for
    each of the 2 x 2 weights, row by row.
    """
    weights = SOURCES * SOURCES
    sizes = {"x": SOURCES, "y": SOURCES, "h": hidden, "M": weights}
    widths = {cell.signal(name).dim: width for name, width in sizes.items()}
    reach = 1 / np.sqrt(hidden)
    found = {
        "R": np.tile(np.eye(SOURCES), (SOURCES, 1)),
        "S": np.kron(np.eye(SOURCES), np.ones((1, SOURCES))),
        "w": draw.normal(1.0, BASE, weights),
    }
    for parameter in cell.learnt:
        dims = getattr(parameter, "shape", None) or (parameter.dim,)
        found[parameter.name] = draw.uniform(-reach, reach, [widths[d] for d in dims])
    return {name: np.asarray(v, np.float32) for name, v in found.items()}


def effective(weights: Weights, modulation: Array) -> Array:
    r"""The weights in force, \(M \odot W_0\), as matrices: (..., 4) gives (..., 2, 2)."""
    return (modulation * weights["w"]).reshape(*modulation.shape[:-1], SOURCES, SOURCES)
