"""The bound of the error flow along a trajectory: the product of the comparison matrices."""

from __future__ import annotations

import numpy as np
from sympy import Expr, Integer, oo

from ..calculus.comparison import Comparison
from ..lower.numpy import value
from .horizon import CHUNK, Scaled, lags
from .trajectory import Array, Trajectory

P: dict[str, Expr] = {"2": Integer(2), "inf": oo}


Bounds = dict[tuple[str, str], list[float]]


def bounds(run: Trajectory, horizon: int, norm: str, way: int) -> Bounds:
    """Return bounds of the norms of d u(t)/d v(t-q), as powers of ten, for each of the lags.

    They are products of the matrices that bound single steps, each at its own time: sharper than
    a power of their largest. Empty if a cell has more paths than are listed.
    """
    comparison = Comparison(run.cell, P[norm], way)
    if not all(block.whole for block in comparison.blocks):
        return {}
    shown, places = lags(horizon), comparison.places
    states = [name for name, s in places if s == 1]
    found: Bounds = {(u, v): [] for u in states for v in states}
    whole = Scaled(np.eye(len(places)), 1)
    for q in range(1, horizon + 1):
        if q % CHUNK == 1:
            numbers = _matrices(comparison, run, q, min(q + CHUNK - 1, horizon))
        whole.settle(whole.times(numbers[(q - 1) % CHUNK]))
        if q in shown:
            for u, v in found:
                entry = whole.parts[places[u, 1], 0, places[v, 1]]
                with np.errstate(divide="ignore"):
                    found[u, v].append(float(np.log10(entry) + whole.exponents[0]))
    return found


def _matrices(comparison: Comparison, run: Trajectory, first: int, last: int) -> Array:
    """The comparison matrices of some steps, counted as they run."""
    end = run.steps + 1
    times = (first, last) if comparison.way > 0 else (end - last, end - first)
    K, env = comparison.matrix({}), run.env(*times)
    many = last - first + 1
    entries = [np.broadcast_to(value(e, env), (many,)) for e in K.flat()]
    return np.stack(entries, axis=-1).reshape(many, *K.shape)[:: comparison.way]
