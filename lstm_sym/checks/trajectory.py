"""A trajectory: a cell run forward on drawn numbers, all its signals kept as arrays over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from ..language.cell import Cell, t
from ..language.vectors import Vector
from ..lower.numpy import Env, value
from .drawn import dimensions
from .placing import places, sizes

Array = NDArray[Any]


@dataclass(frozen=True)
class Trajectory:
    """Every signal of a run: ``signals[name][lead + time]`` from time 1 - lead on.

    It may be a ``batch`` of runs, each with parameters of its own: their axes stand before the
    entries of a vector, and after the time.
    """

    cell: Cell
    symbols: Mapping[Symbol, Any]
    constants: Mapping[str, Array]
    signals: Mapping[str, Array]
    lead: int
    steps: int

    def env(self, first: int, last: int) -> Env:
        """What names stand for at all times from ``first`` to ``last`` at once: t is a batch."""

        def read(name: str, time: int) -> Array:
            start = self.lead + first + time
            return self.signals[name][start : start + last - first + 1]

        return Env({**self.symbols, t: 0}, self.constants, read)

    @property
    def batch(self) -> tuple[int, ...]:
        """The axes of a batch of runs; none for a single one."""
        return next(iter(self.signals.values())).shape[1:-1]

    def width(self, v: Vector) -> int:
        """The size of a vector, as a number."""
        return int(value(v.dim, Env(self.symbols)))


@dataclass(frozen=True)
class Draw:
    """How a trajectory is drawn.

    Matrices are drawn from N(0, gain^2 / columns), parameter vectors from N(0, gain^2 / size),
    numbers and inputs from N(0, 1); states begin at zero. ``put`` gives parameter vectors and
    numbers one value for all entries; ``size`` is every size that ``sizes`` does not give.
    """

    size: int = 16
    sizes: Mapping[str, int] | None = None
    gain: float = 1.0
    put: Mapping[str, float] | None = None
    seed: int = 1997


def trajectory(cell: Cell, steps: int, draw: Draw, sample: int = 0) -> Trajectory:
    """Draw the numbers of a cell and run it forward; the same draw and sample give the same run."""
    rng = np.random.default_rng([draw.seed, sample])
    symbols: dict[Symbol, Any] = {**sizes(cell, draw.size, draw.sizes)}
    put, env = draw.put or {}, Env(symbols)
    constants: dict[str, Array] = {}
    for p in cell.parameters:
        if isinstance(p, Symbol):
            symbols[p] = put.get(p.name, float(rng.standard_normal()))
            continue
        shape = [int(value(d, env)) for d in dimensions(p)]
        drawn = rng.standard_normal(shape) * draw.gain / np.sqrt(shape[-1])
        constants[p.name] = np.full(shape, put[p.name]) if p.name in put else drawn
    constants |= places(cell, symbols)
    lead, ahead = max(cell.lags.values()), max(cell.leads.values())
    signals = {
        s.name: np.zeros((lead + steps + ahead + 1, int(value(s.dim, env))))
        for s in (*cell.inputs, *cell.computed)
    }
    for s in cell.inputs:
        signals[s.name] = rng.standard_normal(signals[s.name].shape)
    return run(Trajectory(cell, symbols, constants, signals, lead, steps))


def run(made: Trajectory, finite: bool = True) -> Trajectory:
    """Compute every signal of the times 1 to T, in place.

    Raises OverflowError if one is no number any more, unless it need not be ``finite``.
    """
    env = Env(made.symbols, made.constants, lambda name, k: made.signals[name][made.lead + k])
    for time, heads in made.cell.schedule(made.steps):
        here = env.bind({t: time})
        for u in heads:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                out = value(made.cell.equations[u], here)
            if finite and not np.all(np.isfinite(out)):
                raise OverflowError(f"{u.name} leaves floating point at time {time}")
            made.signals[u.name][made.lead + time] = out
    return made
