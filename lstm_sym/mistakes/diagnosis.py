"""What is wrong with a backward pass, judged by the gradients that it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..checks.directions import EVERY, MANY, SURE, Directions, moved, scale, witness
from ..checks.shaken import rounded
from ..language.cell import Cell
from .cases import Case
from .mistake import Mistake
from .passes import Pass, derived_pass, heard
from .search import SMALL, Gradients, Returned, Search

Array = NDArray[Any]
TOLERANCES = {"float16": 2e-2, "float32": 1e-4, "float64": 1e-9}
ROUNDS = 10
PATIENCE, LEAST = 20.0, 1e-3


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

    ``witness`` says what of its gradients was compared. ``smallest`` is the first case that fails,
    ``wrong`` what is wrong there, and ``worst`` the entry that is farthest off; ``named`` are the
    mistakes, each by one or two, that reproduce the returned numbers in every case; ``parts`` names
    the first equation at which they part if none, and ``notes`` say what the numbers show besides.
    """

    precision: str
    gap: float
    cases: int
    smallest: Case | None = None
    worst: Gap | None = None
    wrong: tuple[str, ...] = ()
    named: tuple[tuple[Mistake, ...], ...] = ()
    parts: str = ""
    notes: tuple[str, ...] = ()
    tried: int = 0
    finished: bool = field(default=True)
    witness: str = EVERY

    @property
    def is_verified(self) -> bool:
        """Whether every gradient is right in every case."""
        return self.smallest is None


def diagnose(
    cell: Cell,
    returned: Returned,
    tell: Callable[[str], None] = lambda what: None,
    patience: float = PATIENCE,
    every: bool = False,
) -> Diagnosis:
    """Compare the returned gradients with the complex step, and name the mistake behind a gap.

    They are compared along random directions, at a cost that does not grow with the number of
    weights; if those part in some case, or at once with ``every``, entry by entry. Single mistakes
    are tried first, then pairs, for at most ``patience`` seconds of the processor. A gradient in
    half or single precision is compared as such: what rounding does to the derived one is
    measured, and excuses a gap.
    """
    precisions = _precisions(returned)
    precision = max(precisions.values(), key=TOLERANCES.__getitem__)
    least = min(map(TOLERANCES.__getitem__, precisions.values()))
    with np.errstate(all="ignore"):
        along = np.inf if every else max(_along(case, given) for case, given in returned)
    if along <= least / SURE:
        return Diagnosis(precision, along, len(returned), witness=witness(MANY))
    gaps = [_gaps(case.network.gradients, given) for case, given in returned]
    largest = max(gap.relative for found in gaps for gap in found.values())
    off = [_off(case, found, precisions) for (case, _), found in zip(returned, gaps, strict=True)]
    failing = [k for k, wrong in enumerate(off) if wrong]
    if not failing:
        return Diagnosis(precision, largest, len(returned))
    first = failing[0]
    worst = max(gaps[first].values(), key=lambda gap: gap.relative)
    learnt = tuple(p.name for p in cell.learnt if p.name in off[first])
    found = Diagnosis(precision, largest, len(returned), returned[first][0], worst, learnt)
    if not np.isfinite(largest):
        return found
    search = Search(cell, returned, TOLERANCES[precision], patience)
    tell("trying single mistakes")
    named: tuple[tuple[Mistake, ...], ...] = tuple((m,) for m in search.singles())
    rounded = largest < TOLERANCES["float32"]
    if not (named or rounded):
        tell("trying pairs of mistakes")
        named = tuple(search.pairs())
    right = derived_pass(cell)
    single = [case.network.steps == 1 for case, _ in returned]
    is_late = any(single) and not any(o for o, one in zip(off, single, strict=True) if one)
    late = recurrent(right, off[first]) if is_late else []
    parts = "" if named or rounded or late else parting(right, off[first])
    notes = tuple(_notes(returned, rounded, bool(named or parts), late))
    return Diagnosis(
        *(precision, largest, len(returned), returned[first][0], worst, learnt),
        *(named, parts, notes, search.tried, search.finished),
    )


def _precisions(returned: Returned) -> dict[str, str]:
    """The least precision in which each gradient was returned; whole numbers are double."""
    found: dict[str, str] = {}
    for _, given in returned:
        for name, gradient in given.items():
            kind = np.asarray(gradient).dtype.name
            here = kind if kind in TOLERANCES else "float64"
            found[name] = max(found.get(name, here), here, key=TOLERANCES.__getitem__)
    return found


def _notes(returned: Returned, rounded: bool, is_placed: bool, late: list[str]) -> Iterator[str]:
    """What the numbers show of a pass that is wrong, in sentences."""
    if not any(np.any(v) for _, given in returned for v in given.values()):
        yield "All of its gradients are zero."
        return
    if rounded:
        yield "No gap is larger than rounding to float32 leaves: is something in it float32?"
        return
    if is_placed:
        return
    if late:
        yield (
            "Runs of one step are right: look at what goes back from a step to the one before,"
            f" in {' and '.join(late)}."
        )
    else:
        yield "Right gradients hear the same errors: look at the sums of the wrong ones."


def recurrent(right: Pass, wrong: set[str]) -> list[str]:
    """The errors that hear something of another step, and that wrong gradients alone hear."""
    good = set().union(*(heard(right, p.name) for p in right.cell.learnt if p.name not in wrong))
    return [
        equation.place
        for name, equation in right.equations.items()
        if not equation.is_gradient
        and name not in good
        and any(term.lag != 0 for term in equation.terms)
    ]


def parting(right: Pass, wrong: set[str]) -> str:
    """Return the last equation, in the order of the backward pass, that all wrong gradients hear.

    What lies before it is heard by gradients that are right. Empty if those hear all of it.
    """
    errors = {name for name, e in right.equations.items() if not e.is_gradient}
    hears = {p.name: heard(right, p.name) & errors for p in right.cell.learnt}
    good = set().union(*(hears[p] for p in hears if p not in wrong))
    common = set.intersection(*(hears[p] for p in wrong)) - good
    if not common:
        return ""
    reach = {name: {p for p in hears if name in hears[p]} for name in common}
    return min(sorted(common), key=lambda e: len(reach[e]))


def _off(case: Case, gaps: Mapping[str, Gap], precisions: Mapping[str, str]) -> set[str]:
    """The gradients that are wrong in a case: by more than the tolerance of their precision.

    And by more than ROUNDS times what rounding a forward pass to that precision does to the derived
    gradient: where units saturate, 1 - y^2 is little but rounding.
    """
    off = {p for p, gap in gaps.items() if gap.relative > TOLERANCES[precisions[p]]}
    for precision in sorted({precisions[p] for p in off}):
        with np.errstate(all="ignore"):
            moved = rounded(case.network, precision)
        off -= {
            p
            for p in off
            if precisions[p] == precision
            and abs(gaps[p].returned - gaps[p].right) <= ROUNDS * np.max(moved[p])
        }
    return off


def _along(case: Case, given: Mapping[str, Array]) -> float:
    """The gap of all gradients along random directions, relative to what ``_gaps`` is."""
    found = {name: np.asarray(v, float) for name, v in given.items()}
    largest = max(float(np.max(np.abs(v))) for v in found.values())
    scales = {name: max(SMALL, scale(v, largest, LEAST)) for name, v in found.items()}
    directions = Directions.drawn(found, scales, np.random.default_rng(case.network.steps))
    return directions.gap(moved(case.network, directions.at))


def _gaps(right: Gradients, given: Mapping[str, Array]) -> dict[str, Gap]:
    """The worst entry of every gradient, relative to its largest or to a share of all."""
    largest = max(float(np.max(np.abs(v))) for v in right.values())
    found = {}
    for name, true in right.items():
        here = np.asarray(given[name], float)
        apart = np.abs(here - true)
        apart = np.where(np.isfinite(here), apart, np.inf)
        at = tuple(int(i) for i in np.unravel_index(np.argmax(apart), apart.shape))
        size = max(SMALL, scale(true, largest, LEAST))
        found[name] = Gap(name, at, float(here[at]), float(true[at]), float(apart[at]) / size)
    return found
