"""Quantities measured on random networks: the numbers are computed by the run, none is typed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.linalg import norm
from numpy.typing import NDArray
from sympy import Symbol

from ..calculus.truncation import truncated
from ..language.cell import Cell, t
from ..language.operators import Response
from ..language.vectors import Signal
from ..lower.numpy import Env
from .drawn import dimensions
from .network import Network
from .placing import places, sizes

MANY, STEPS, TEN = 10, 7, 10
Array = NDArray[Any]


@dataclass(frozen=True)
class Measured:
    """What was measured, on how many networks, and between which bounds it lay."""

    what: str
    many: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.what}: {self.low:.1%} to {self.high:.1%}, on {self.many} networks"


def lost_gradient(cell: Cell, seed: int) -> Measured:
    """|full gradient - truncated gradient| / |full gradient|, weights drawn from N(0, 1).

    Both gradients are complex steps: of the cell, and of the cell with its source vectors held.
    """
    rng = np.random.default_rng(seed)
    full = [_drawn(cell, rng) for _ in range(MANY)]
    cut = [replace(one, cell=truncated(cell)) for one in full]
    found = [_distance(a.gradients, b.gradients) for a, b in zip(full, cut, strict=True)]
    what = "the truncated gradient differs from the full one, in norm, by"
    return Measured(what, MANY, float(min(found)), float(max(found)))


def lost_paths(cell: Cell, seed: int) -> Measured:
    """|full derivative - direct one| / |full one| of the state, weights from N(0, 1)."""
    found = [norm(full - direct) / norm(full) for full, direct in _carried(cell, seed, STEPS)]
    what = f"over {STEPS - 1} steps the direct path misses, of the norm of the full derivative,"
    return Measured(what, MANY, float(min(found)), float(max(found)))


def full_paths(cell: Cell, seed: int) -> Measured:
    """|full derivative| / |direct one| of the state over ten steps, weights from N(0, 1)."""
    found = [norm(full) / norm(direct) for full, direct in _carried(cell, seed, TEN + 1)]
    what = f"over {TEN} steps the full derivative has, of the norm of the direct path,"
    return Measured(what, MANY, float(min(found)), float(max(found)))


def counted_twice(cell: Cell, seed: int) -> Measured:
    """|sum over time of dL/ds(t) ds(t)/dw| / |dL/dw| over all weights w that move the state s.

    The cosine of the two, as vectors over these weights, is told as well; norms are Euclidean.

    Weights and inputs are drawn from N(0, 1); the loss is heard at every step. dL/ds(t) is carried
    back through later states and ds(t)/dw forward through earlier ones, both by complex steps.
    """
    rng = np.random.default_rng(seed)
    state = _state(cell).name
    found, turned = [], []
    for network in (_drawn(cell, rng) for _ in range(MANY)):
        both, once = [], []
        for name, gradient in network.gradients.items():
            for at in np.ndindex(gradient.shape):
                times = range(1, network.steps + 1)
                moved = [network.sensitivity((state, time), name, at) for time in times]
                if np.any(moved):
                    errors = [network.errors[state, time] for time in times]
                    both.append(float(np.sum(np.multiply(errors, moved))))
                    once.append(float(gradient[at]))
        found.append(norm(both) / norm(once))
        turned.append(np.dot(both, once) / (norm(both) * norm(once)))
    mean, cosine = f"{sum(found) / MANY:.1%} on average", f"{min(turned):.2f} to {max(turned):.2f}"
    what = (
        f"over {STEPS} steps, back and forward at once give for all weights that move the states a "
        f"vector whose cosine with the gradient is {cosine}, and whose norm is of that of the "
        f"gradient {mean}"
    )
    return Measured(what, MANY, float(min(found)), float(max(found)))


def _carried(cell: Cell, seed: int, steps: int) -> Iterator[tuple[Array, Array]]:
    """The full and the direct derivative of the state, from the first step to the last.

    The state is the carried signal whose equation reads itself; the direct derivative multiplies
    what that equation says of it at every step. Both are complex steps.
    """
    rng = np.random.default_rng(seed)
    state = _state(cell)
    for network in (_drawn(cell, rng, steps) for _ in range(MANY)):
        env = Env(network.symbols)
        each = (Response(state(k), state(k - 1), "equation") for k in range(steps, 1, -1))
        direct = np.linalg.multi_dot([network.response(R, env) for R in each])
        yield network.response(Response(state(steps), state(1)), env), direct


def _state(cell: Cell) -> Signal:
    """The carried signal whose equation reads itself."""
    return next(s for s in cell.carried if (s(t), s(t - 1)) in cell.readings)


MEASURES: dict[str, Callable[[Cell, int], Measured]] = {
    "lost-gradient": lost_gradient,
    "lost-paths": lost_paths,
    "full-paths": full_paths,
    "counted-twice": counted_twice,
}


def _drawn(cell: Cell, rng: np.random.Generator, steps: int = STEPS) -> Network:
    """A network with standard normal weights and inputs, whose constant matrices place units."""
    symbols: dict[Symbol, Any] = {**sizes(cell, 2)}
    constants = {
        p.name: rng.standard_normal([int(symbols.get(d, d)) for d in dimensions(p)])
        for p in cell.parameters
        if not isinstance(p, Symbol)
    }
    width = {s.name: int(symbols.get(s.dim, s.dim)) for s in (*cell.inputs, *cell.computed)}
    given = {
        (s.name, time): rng.standard_normal(width[s.name])
        for s in cell.inputs
        for time in range(1 - cell.lags.get(s.name, 0), steps + 1)
    }
    given |= {(s.name, 0): np.zeros(width[s.name]) for s in cell.carried}
    targets = {
        (name, time): rng.standard_normal(width[name])
        for name in cell.outputs
        for time in range(1, steps + 1)
    }
    return Network(cell, symbols, {**constants, **places(cell, symbols)}, given, targets, steps)


def _distance(full: Mapping[str, Any], cut: Mapping[str, Any]) -> float:
    gap = sum(float(np.sum((full[name] - cut[name]) ** 2)) for name in full)
    return float(np.sqrt(gap / sum(float(np.sum(full[name] ** 2)) for name in full)))
