"""A counterexample that a reader can follow by hand: few units, few steps, plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..checks.network import Network
from .colours import roots
from .numbers import Array, Sizes, drawn, mapped
from .system import System
from .weights import WeightMap

PLAIN = (-1.0, -0.5, 0.5, 1.0, 2.0)
SIMPLEST = (0.0, 1.0)
WIDTHS, STEPS, TRIES, DRAWN = (1, 2), 4, 12, 4
VISIBLE, SEEN = 0.02, 1e-6


@dataclass(frozen=True)
class Counterexample:
    """Two runs from zero, every size being ``n``, and the first time at which an output differs.

    ``outputs`` are the names of that output in A and in B, ``left`` and ``right`` its values.
    """

    n: int
    time: int
    ours: Network
    theirs: Network
    outputs: tuple[str, str]
    left: Array
    right: Array

    @property
    def many(self) -> int:
        """How many weights and inputs are not zero."""
        held = (*self.ours.constants.values(), *self.ours.given.values())
        return sum(int(np.count_nonzero(v)) for v in held)


def counterexample(a: System, b: System, chosen: WeightMap) -> Counterexample | None:
    """Return the plainest numbers found for which B, its weights made of A's, is not A.

    One unit is tried before two; then every number that may be is made 0, or else 1. Of several
    drawn so, that with the fewest steps and numbers is returned.
    """
    for visible in (VISIBLE, SEEN):
        for n in WIDTHS:
            runs = _Runs(a, b, chosen, n, visible)
            rng = np.random.default_rng(n)
            drawn_numbers = [rng.choice(PLAIN, runs.many) for _ in range(TRIES)]
            found = [(numbers, runs.compared(numbers)) for numbers in drawn_numbers]
            simple = [runs.simpler(numbers, c) for numbers, c in found if c][:DRAWN]
            if simple:
                return min(simple, key=lambda c: (c.time, c.many))
    return None


@dataclass
class _Feed:
    """A draw that hands out given numbers, one after the other; zeros when there are no more."""

    numbers: Sequence[float] | Array = ()
    asked: int = 0

    def __call__(self, shape: tuple[int, ...]) -> Array:
        many = int(np.prod(shape, dtype=int))
        here = np.zeros(many)
        given = self.numbers[self.asked : self.asked + many]
        here[: len(given)] = given
        self.asked += many
        return here.reshape(shape)


@dataclass(frozen=True)
class _Runs:
    """Runs of A and of B with every size n; a difference counts if it is ``visible``."""

    a: System
    b: System
    chosen: WeightMap
    n: int
    visible: float

    @property
    def many(self) -> int:
        """How many numbers make a run."""
        feed = _Feed()
        self._ours(feed, STEPS)
        return feed.asked

    def _ours(self, feed: _Feed, steps: int) -> Network:
        return drawn(self.a.cell, Sizes.all(self.a.cell, self.b.cell, self.n).a, steps, feed)

    def compared(self, numbers: Array, steps: int = STEPS) -> Counterexample | None:
        """The first difference of the two runs."""
        ours = self._ours(_Feed(numbers), steps)
        sizes = Sizes.all(self.a.cell, self.b.cell, self.n)
        theirs = mapped(ours, self.a, self.b, self.chosen, sizes)
        pairs = [(v.name, u.name) for u, v in roots(self.a, self.b).items() if u in self.b.outputs]
        with np.errstate(all="ignore"):
            runs = ours.trajectory, theirs.trajectory
        for time in range(1, steps + 1):
            for names in pairs:
                left, right = (run[name, time] for run, name in zip(runs, names, strict=True))
                size = max(1.0, float(np.max(np.abs([left, right]))))
                if np.max(np.abs(left - right)) >= self.visible * size:
                    return Counterexample(self.n, time, ours, theirs, names, left, right)
        return None

    def simpler(self, numbers: Array, found: Counterexample) -> Counterexample:
        """The same with as many zeros and ones as leave a difference, at no later time."""
        for k in range(len(numbers)):
            for simple in SIMPLEST:
                if numbers[k] in SIMPLEST:
                    break
                tried = numbers.copy()
                tried[k] = simple
                better = self.compared(tried, found.time)
                if better is not None:
                    numbers, found = tried, better
        return self.compared(numbers, found.time) or found
