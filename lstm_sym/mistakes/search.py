"""The mistakes, one or two, whose numbers are the returned ones."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language.cell import Cell
from .cases import Case
from .mistake import Mistake
from .mutants import mistakes, within
from .passes import Pass, heard
from .runs import Runner

Array = NDArray[Any]
Gradients = Mapping[str, Array]
Returned = Sequence[tuple[Case, Gradients]]
SMALL = 1e-6


class Search:
    """The mistakes whose numbers are the returned ones.

    Pairs are sought for at most ``patience`` seconds of the processor. What is told apart by a run
    of one step, or of two, is not tried on longer ones.
    """

    def __init__(self, cell: Cell, returned: Returned, tolerance: float, patience: float) -> None:
        self.all = mistakes(cell)
        self.right = self.all[0].right
        self.returned = sorted(returned, key=_cost)
        self.tolerance, self.patience = tolerance, patience
        self.runner = Runner(self.right)
        self.tried, self.finished = 0, True
        self.names = tuple(p.name for p in cell.learnt)
        self.one = [one for one in self.returned if one[0].network.steps == 1][-1:]
        self.two = [one for one in self.returned if one[0].network.steps == 2][-1:]
        self.fast = [*self.one, *self.two, *self.returned]

    def explains(self, wrong: Pass, among: Returned) -> bool:
        """Whether a pass returns these numbers in these cases."""
        self.tried += 1
        return all(
            agree(self.runner.gradients(wrong, case.network), given, self.tolerance)
            for case, given in among
        )

    def singles(self) -> list[Mistake]:
        """Every single mistake that explains all cases."""
        return [m for m in self.all if self.explains(m.wrong, self.fast)]

    def pairs(self) -> Iterator[tuple[Mistake, ...]]:
        """Every pair that explains all cases: of two equations, then of one."""
        if self.patience <= 0:
            self.finished = False
            return
        until = time.process_time() + self.patience
        for pair, wrong in self._candidates():
            if time.process_time() > until:
                self.finished = False
                return
            if self.explains(wrong, self.fast):
                yield pair

    def _candidates(self) -> Iterator[tuple[tuple[Mistake, ...], Pass]]:
        for k, j in self._compatible():
            both = self.all[k].and_(self.all[j])
            if both is not None:
                yield (self.all[k], self.all[j]), both
        seen = set()
        for m in self.all:
            if len(m.equations) == 1 and self._may_explain_alone(m):
                for two in _twice(m):
                    key = two.equations
                    if key not in seen:
                        seen.add(key)
                        yield (two,), two.wrong

    @cached_property
    def _short(self) -> tuple[Array, Array, list[Array]]:
        """Of every mistake, after one step: which gradients are right, and which as returned.

        And what it changes after two steps.
        """
        right, given = [], []
        for m in self.all:
            mine = [(self.runner.gradients(m.wrong, c.network), c, g) for c, g in self.one]
            right.append(self._alike((v, c.network.gradients) for v, c, _ in mine))
            given.append(self._alike((v, g) for v, _, g in mine))
        late = [
            np.concatenate(
                [
                    np.ravel(self.runner.gradients(m.wrong, c.network)[p] - c.network.gradients[p])
                    for c, _ in self.two
                    for p in self.names
                ]
            )
            for m in self.all
        ]
        return np.array(right), np.array(given), late

    def _alike(self, pairs: Any) -> list[bool]:
        known = list(pairs)
        return [
            all(agree({p: mine[p]}, other, self.tolerance) for mine, other in known)
            for p in self.names
        ]

    def _compatible(self) -> list[tuple[int, int]]:
        """The pairs that one step does not tell apart, those first whose changes add up at two.

        A gradient that one mistake leaves right after one step is as the other makes it.
        """
        if not self.one or not self.two:
            return list(combinations(range(len(self.all)), 2))
        right, given, late = self._short
        lost = np.zeros((len(right), len(right)), bool)
        for p in range(len(self.names)):
            r, g = right[:, p], given[:, p]
            lost |= np.outer(r, ~g) | np.outer(~g, r)
        found = [(int(k), int(j)) for k, j in np.argwhere(~lost) if k < j]
        whole = np.concatenate(
            [np.ravel(g[p] - c.network.gradients[p]) for c, g in self.two for p in self.names]
        )

        def apart(pair: tuple[int, int]) -> float:
            return float(np.max(np.abs(late[pair[0]] + late[pair[1]] - whole)))

        return sorted(found, key=apart)

    def _may_explain_alone(self, m: Mistake) -> bool:
        """Whether all that is wrong after one step hears the equation that is changed."""
        where = m.equations[0].name
        reach = {p for p in self.names if where in heard(self.right, p)}
        right = self._alike((g, c.network.gradients) for c, g in self.one)
        return all(ok or p in reach for p, ok in zip(self.names, right, strict=True))


def _twice(m: Mistake) -> Iterator[Mistake]:
    """A mistake and then another in the same equation, as one."""
    for other in within(m.wrong, [m.equations[0].name]):
        yield Mistake(m.kind, f"{m.says}, and {other.says}", other.equations, m.deaf, m.right)


def _cost(one: tuple[Case, Gradients]) -> int:
    return one[0].network.steps


def agree(mine: Gradients, given: Gradients, tolerance: float) -> bool:
    """Whether gradients are the same up to ten times the tolerance."""
    return all(
        np.max(np.abs(v - given[name]), initial=0.0)
        <= 10 * tolerance * max(SMALL, float(np.max(np.abs(v), initial=0.0)))
        for name, v in mine.items()
    )
