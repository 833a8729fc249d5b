"""What is wrong with a backward pass, judged by the gradients that it returns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language.cell import Cell
from ..language.vectors import BAR, vectors
from .cases import Case
from .mutants import Mistake, mistakes
from .passes import Pass, derived_pass
from .runs import Runner

Array = NDArray[Any]
Gradients = Mapping[str, Array]
DOUBLE, SINGLE = 1e-9, 1e-4
SMALL = 1e-6
PATIENCE = 30.0


@dataclass(frozen=True)
class Gap:
    """Where the returned numbers are farthest from the derivative."""

    parameter: str
    at: tuple[int, ...]
    returned: float
    right: float
    relative: float

    @property
    def entry(self) -> str:
        """The parameter and its entry, units counted from 1."""
        at = ", ".join(str(i + 1) for i in self.at)
        return f"{self.parameter}[{at}]" if at else self.parameter


@dataclass(frozen=True)
class Diagnosis:
    """The verdict on a backward pass.

    ``smallest`` is the first case that fails, ``wrong`` what is wrong there, and ``worst`` the
    entry that is farthest off; ``named`` are the mistakes, each by one or two, that reproduce the
    returned numbers in every case; ``parts`` names the first equation at which they part if none.
    """

    precision: str
    gap: float
    cases: int
    smallest: Case | None = None
    worst: Gap | None = None
    wrong: tuple[str, ...] = ()
    named: tuple[tuple[Mistake, ...], ...] = ()
    parts: str = ""
    tried: int = 0
    finished: bool = field(default=True)

    @property
    def is_verified(self) -> bool:
        """Whether every gradient is right in every case."""
        return self.smallest is None


def diagnose(
    cell: Cell,
    returned: Sequence[tuple[Case, Gradients]],
    tell: Callable[[str], None] = lambda what: None,
    patience: float = PATIENCE,
) -> Diagnosis:
    """Compare the returned gradients with the complex step, and name the mistake behind a gap.

    Single mistakes are tried first, then pairs, for at most ``patience`` seconds.
    """
    single = {
        name
        for _, given in returned
        for name, gradient in given.items()
        if np.asarray(gradient).dtype == np.float32
    }
    gaps = [_gaps(case.network.gradients, given) for case, given in returned]
    largest = max(gap.relative for found in gaps for gap in found.values())
    precision = "float32" if single else "float64"
    allowed = {p.name: SINGLE if p.name in single else DOUBLE for p in cell.learnt}
    off = [{p for p, gap in found.items() if gap.relative > allowed[p]} for found in gaps]
    failing = [k for k, wrong in enumerate(off) if wrong]
    if not failing:
        return Diagnosis(precision, largest, len(returned))
    first = failing[0]
    wrong, worst = off[first], _worst(gaps[first])
    learnt = tuple(p.name for p in cell.learnt if p.name in wrong)
    if not np.isfinite(largest):
        return Diagnosis(precision, largest, len(returned), returned[first][0], worst, learnt)
    tolerance = SINGLE if single else DOUBLE
    search = _Search(cell, returned, tolerance, patience)
    tell("trying single mistakes")
    named: tuple[tuple[Mistake, ...], ...] = tuple((m,) for m in search.singles())
    if not named:
        tell("trying pairs of mistakes")
        named = tuple(search.pairs())
    return Diagnosis(
        precision,
        largest,
        len(returned),
        returned[first][0],
        worst,
        learnt,
        named,
        "" if named else parting(derived_pass(cell), wrong),
        search.tried,
        search.finished,
    )


class _Search:
    """The mistakes whose numbers are the returned ones."""

    def __init__(
        self,
        cell: Cell,
        returned: Sequence[tuple[Case, Gradients]],
        tolerance: float,
        patience: float,
    ) -> None:
        self.all = mistakes(cell)
        self.returned, self.tolerance = returned, tolerance
        self.runner = Runner(self.all[0].right)
        self.until = time.monotonic() + patience
        self.tried, self.finished = 0, True

    def explains(self, wrong: Pass, among: Sequence[tuple[Case, Gradients]]) -> bool:
        """Whether a pass returns these numbers in these cases."""
        self.tried += 1
        return all(
            _agree(self.runner.gradients(wrong, case.network), given, self.tolerance)
            for case, given in among
        )

    def singles(self) -> list[Mistake]:
        """Every single mistake that explains all cases."""
        ordered = sorted(self.returned, key=lambda one: -one[0].network.steps)
        return [m for m in self.all if self.explains(m.wrong, ordered)]

    def pairs(self) -> Iterator[tuple[Mistake, ...]]:
        """Every pair that explains all cases; what one step shows settles the first of the two."""
        short = [one for one in self.returned if one[0].network.steps == 1][-1:]
        seen = [m for m in self.all if not self._is_hidden(m, short)]
        hidden = [m for m in self.all if m not in seen]
        one = [m for m in seen if self.explains(m.wrong, short)]
        both = combinations(seen, 2)
        if self.explains(self.all[0].right, short):
            candidates = chain(combinations(hidden, 2), both)
        else:
            candidates = chain(((m, other) for m in one for other in hidden), both)
        long = sorted(self.returned, key=lambda case: case[0].network.steps)
        for m, other in candidates:
            if time.monotonic() > self.until:
                self.finished = False
                return
            wrong = m.and_(other)
            if wrong is not None and self.explains(wrong, short) and self.explains(wrong, long):
                yield m, other

    def _is_hidden(self, m: Mistake, short: Sequence[tuple[Case, Gradients]]) -> bool:
        """Whether a mistake changes nothing in a run of one step."""
        return all(
            _agree(self.runner.gradients(m.wrong, c.network), c.network.gradients, self.tolerance)
            for c, _ in short
        )


def parting(right: Pass, wrong: set[str]) -> str:
    """Return the last equation, in the order of the backward pass, that all wrong gradients hear.

    What lies before it is heard by gradients that are right.
    """
    hears = {name: _heard(right, name) for name in right.equations}
    gradients = {p.name: hears[p.name + BAR] for p in right.cell.learnt}
    common = set.intersection(*(gradients[p] for p in wrong))
    if not common or len(wrong) == 1:
        return ""
    reach = {
        name: {p for p, heard in gradients.items() if name in heard} for name in right.equations
    }
    return min(sorted(common), key=lambda e: (len(reach[e] - wrong), len(reach[e])))


def _heard(right: Pass, name: str) -> set[str]:
    """The errors that an equation hears within its own step."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        equation = right.equations[waiting.pop()]
        for term in equation.terms:
            for v in vectors(term.e):
                if v.name.endswith(BAR) and term.lag == 0 and v.name not in found:
                    found.add(v.name)
                    waiting.append(v.name)
    return found


def _gaps(right: Gradients, given: Gradients) -> dict[str, Gap]:
    found = {}
    for name, true in right.items():
        here = np.asarray(given[name], float)
        apart = np.abs(here - true)
        apart = np.where(np.isfinite(here), apart, np.inf)
        at = tuple(int(i) for i in np.unravel_index(np.argmax(apart), apart.shape))
        scale = max(SMALL, float(np.max(np.abs(true))))
        found[name] = Gap(name, at, float(here[at]), float(true[at]), float(apart[at]) / scale)
    return found


def _worst(gaps: Mapping[str, Gap]) -> Gap:
    return max(gaps.values(), key=lambda gap: gap.relative)


def _agree(mine: Gradients, given: Gradients, tolerance: float) -> bool:
    return all(
        np.max(np.abs(v - given[name]), initial=0.0)
        <= 10 * tolerance * max(SMALL, float(np.max(np.abs(v), initial=0.0)))
        for name, v in mine.items()
    )
