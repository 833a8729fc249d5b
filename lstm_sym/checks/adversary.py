"""An adversary: it climbs towards networks on which a bound of the error flow would fail.

Many networks climb at once, each by random steps that are kept when the ratio of a norm to its
bound grows; the length of a step follows its success. The best of them is run again by itself, its
derivative by the complex step, which knows nothing of the calculus that the climb uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Symbol

from ..language.cell import Cell
from ..lower.numpy import Env, value
from ..proof.rules import Lifted, PathNorms
from ..proof.step import Derivation, Step
from .drawn import dimensions
from .evidence import Evidence, Verdict
from .jacobians import Array
from .placing import sizes
from .ratios import Ratios
from .sampling import TOLERANCE
from .trajectory import Trajectory, run

CLIMBERS, ALL, ROUNDS, LENGTH, SIZE = 10, 60, 80, 3, 2
AGREED = 1e-6
SCALES = (0.1, 0.5, 1.0, 3.0, 8.0)
SHORTEST, LONGEST = 1e-4, 2.0
START = "(t)"
Numbers = Mapping[str, Array]


@dataclass(frozen=True)
class Summit:
    """The largest part of a bound that was reached: in the climb, and by a run of its own."""

    part: float
    confirmed: float
    climbs: int = CLIMBERS

    @property
    def evidence(self) -> Evidence:
        """A bound that was passed is refuted; nothing is said if the two roads do not agree."""
        most = max(self.part, self.confirmed)
        if most > 1 + TOLERANCE:
            return Evidence("adversarial", Verdict.REFUTED, f"{most:.6g} times the bound")
        if abs(self.part - self.confirmed) > AGREED * most:
            what = f"{self.part:.6g} of the bound in the climb, {self.confirmed:.6g} by itself"
            return Evidence("adversarial", Verdict.UNDECIDED, what)
        what = f"{self.climbs} climbs, the best to {most:.1%} of the bound"
        return Evidence("adversarial", Verdict.SUPPORTED, what)


def summits(derivation: Derivation, seed: int) -> dict[str, Summit]:
    """Climb for every claim that bounds a derivative over one step or several; by label."""
    steps = [step for step in derivation.steps if isinstance(step.by, PathNorms | Lifted)]
    if derivation.cell is None or not steps:
        return {}
    with np.errstate(all="ignore"):
        return _Climb(derivation.cell, steps, np.random.default_rng(seed)).summits()


@dataclass(frozen=True)
class _Climb:
    """A batch of networks: so many climbers for each claim."""

    cell: Cell
    steps: Sequence[Step]
    rng: np.random.Generator
    symbols: dict[Symbol, Any] = field(init=False)

    def __post_init__(self) -> None:
        numbers = [p for p in self.cell.parameters if isinstance(p, Symbol)]
        drawn = {p: float(self.rng.standard_normal()) for p in numbers}
        object.__setattr__(self, "symbols", {**sizes(self.cell, SIZE), **drawn})

    @property
    def each(self) -> int:
        """How many climb for each claim: more if there are few."""
        return max(CLIMBERS, ALL // len(self.steps))

    def summits(self) -> dict[str, Summit]:
        """The summit of every claim."""
        many = self.each * len(self.steps)
        scale = self.rng.choice(SCALES, many)
        here = self._moved({name: np.zeros((many, *s)) for name, s in self.shapes.items()}, scale)
        length, found = np.full(many, 0.5), self._parts(here)
        for _ in range(ROUNDS):
            there = self._moved(here, length * scale)
            parts = self._parts(there)
            better = parts > found
            here = {name: np.where(_wide(better, v), there[name], v) for name, v in here.items()}
            found = np.where(better, parts, found)
            length = np.clip(np.where(better, 1.5, 0.9) * length, SHORTEST, LONGEST)
        return {step.label: self._summit(i, here, found) for i, step in enumerate(self.steps)}

    def _moved(self, numbers: Numbers, length: Array) -> dict[str, Array]:
        return {
            name: v + _wide(length, v) * self.rng.standard_normal(v.shape)
            for name, v in numbers.items()
        }

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """What climbs: parameters, inputs over time, and the states that a run begins with."""
        env = Env(self.symbols)
        found = {
            p.name: tuple(int(value(d, env)) for d in dimensions(p))
            for p in self.cell.parameters
            if not isinstance(p, Symbol)
        }
        moving = (*self.cell.inputs, *self.cell.carried)
        return found | {s.name + START: (self.times, int(value(s.dim, env))) for s in moving}

    @property
    def lead(self) -> int:
        """How many times before the first a run begins with."""
        return max(self.cell.lags.values())

    @property
    def times(self) -> int:
        """How many times there are, before the first and after the last too."""
        return self.lead + LENGTH + 1 + max(self.cell.leads.values())

    def _run(self, numbers: Numbers) -> Trajectory:
        """The runs of all climbers, or of one whose numbers have no axis of climbers."""
        constants = {name: v for name, v in numbers.items() if not name.endswith(START)}
        batch = numbers[self.cell.carried[0].name + START].shape[:-2]
        signals = {}
        for s in (*self.cell.inputs, *self.cell.computed):
            given, width = numbers.get(s.name + START), int(value(s.dim, Env(self.symbols)))
            rest = np.zeros((self.times, *batch, width))
            signals[s.name] = rest if given is None else np.moveaxis(given, -2, 0).copy()
        made = Trajectory(self.cell, self.symbols, constants, signals, self.lead, LENGTH)
        return run(made, finite=False)

    def _parts(self, numbers: Numbers) -> Array:
        """What part of the bound of its own claim every climber reaches; -1 if its run fails."""
        ratios, found = Ratios(self.steps, self._run(numbers)), []
        for i, (left, right) in enumerate(zip(ratios.norms(), ratios.bounds(), strict=True)):
            own = slice(i * self.each, (i + 1) * self.each)
            found.append(np.broadcast_to(left / right, self.each * len(self.steps))[own])
        return np.nan_to_num(np.concatenate(found), nan=-1.0, posinf=-1.0)

    def _summit(self, i: int, here: Numbers, found: Array) -> Summit:
        k = int(np.argmax(found[i * self.each : (i + 1) * self.each]))
        alone = self._run({name: v[i * self.each + k] for name, v in here.items()})
        ratios = Ratios([self.steps[i]], alone)
        (most,), reached = ratios.bounds(), ratios.confirmed(self.steps[i])
        confirmed = float(np.float64(reached) / most) if reached else 0.0
        return Summit(max(float(found[i * self.each + k]), 0.0), confirmed, self.each)


def _wide(v: Array, like: Array) -> Array:
    """A number for every climber, to be multiplied with what every climber has."""
    return v.reshape(-1, *[1] * (like.ndim - 1))
