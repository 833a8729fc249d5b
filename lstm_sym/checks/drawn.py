"""Networks drawn at random: sizes, parameters, inputs, initial states and targets of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol

from ..language.cell import Cell
from ..language.operators import Matrix
from ..language.vectors import Vector
from .network import Network

Array = NDArray[Any]
LONGEST = 4
SCALES = (1.0, 1.0, 0.05, 2.0)


def network(
    cell: Cell,
    rng: np.random.Generator,
    loss: str = "every step",
    scale: float = 1.0,
    calm: float = 1.0,
    least: int = 2,
) -> Network:
    """Draw sizes, parameters (on a scale), inputs, initial states and targets for a cell.

    Some networks have small weights, so that slopes come near their suprema and bounds are tight,
    and some have large ones. ``calm`` scales every number that is drawn,
    ``least`` is the smallest size.
    """
    free = [s for s in cell.sizes if isinstance(s, Symbol)]
    sizes = {s: int(k) for s, k in zip(free, rng.permutation(len(free)) + least, strict=True)}
    scale *= calm * float(rng.choice(SCALES))
    longest_lag = max(cell.lags.values(), default=1)
    steps = int(rng.integers(LONGEST + 4, LONGEST + 7)) + longest_lag - 1
    return filled(cell, sizes, steps, rng, loss, scale, calm)


def filled(
    cell: Cell,
    sizes: Mapping[Symbol, int],
    steps: int,
    rng: np.random.Generator,
    loss: str = "every step",
    scale: float = 1.0,
    calm: float = 1.0,
) -> Network:
    """A run of given sizes and steps: weights on a scale, all else on the scale ``calm``."""
    symbols: dict[Symbol, Any] = dict(sizes)
    constants: dict[str, Array] = {}

    def array(*dims: Any) -> Array:
        return rng.standard_normal([int(symbols.get(d, d)) for d in dims])

    for p in cell.parameters:
        if isinstance(p, Symbol):
            symbols[p] = calm * float(rng.standard_normal())
        else:
            constants[p.name] = scale * array(*dimensions(p))
    given = {}
    for s in (*cell.inputs, *cell.carried):
        before, after = 1 - cell.lags.get(s.name, 0), steps + cell.leads.get(s.name, 0)
        for time in range(before, after + 1):
            if s in cell.inputs or not 1 <= time <= steps:
                given[s.name, time] = calm * array(s.dim)
    seen = range(1, steps + 1) if loss == "every step" else [steps]
    targets = {(name, time): array(cell.signal(name).dim) for name in cell.outputs for time in seen}
    return Network(cell, symbols, constants, given, targets, steps)


def dimensions(p: Matrix | Vector) -> tuple[Expr, ...]:
    """The sizes of a parameter."""
    return p.shape if isinstance(p, Matrix) else (p.dim,)
