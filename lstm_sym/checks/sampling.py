"""Both sides of a claim on random numbers: they agree, or here is a counterexample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from sympy import Symbol

from ..language.cell import t
from ..lower.numpy import EPSILON
from ..proof.step import Claim
from .network import OutOfTime
from .rounding import rounding
from .trial import Trial

TOLERANCE = 1e-10
HUGE = 1e12
SMALL, LEAST = 1e-2, 2


@dataclass(frozen=True)
class Agreement:
    """The claim held in every trial; ``gap`` is the worst relative gap."""

    gap: float
    many: int

    def __str__(self) -> str:
        return f"{self.many} random trials, {order(self.gap)}"


@dataclass(frozen=True)
class Counterexample:
    """The claim failed: the two sides, at the worst entry, and what the symbols were."""

    trial: int
    left: float
    right: float
    symbols: str

    def __str__(self) -> str:
        where = f" with {self.symbols}" if self.symbols else ""
        return f"{self.left:.6g} against {self.right:.6g} in trial {self.trial}{where}"


@dataclass(frozen=True)
class OutOfReach:
    """The claim speaks of what the trials do not hold."""

    why: str

    def __str__(self) -> str:
        return f"the trial does not reach it: {self.why}"


Found: TypeAlias = Agreement | Counterexample | OutOfReach


def tried(claim: Claim, trials: Sequence[Trial], given: tuple[Claim, ...] = ()) -> Found:
    """Compare both sides of the claim in every trial; a failure is shown where it is plainest.

    Where the hypotheses allow it, one trial is at the first time of the claim, one at its last.
    Numbers that overflow on both sides compare nothing, nor do those that rounding may explain.
    """
    each = [_compared(k, trial, claim, given) for k, trial in enumerate(trials)]
    found = [one for one in each if isinstance(one, Counterexample)]
    if found:
        return max(found, key=lambda c: np.nan_to_num(abs(c.left - c.right), nan=np.inf))
    missed = next((one for one in each if isinstance(one, OutOfReach)), None)
    gaps = [one.gap for one in each if isinstance(one, Agreement)]
    if missed is None and len(gaps) < min(LEAST, len(trials)):
        missed = OutOfReach("rounding hides it")
    return missed or Agreement(max([0.0, *gaps]), len(gaps))


def refuted(claim: Claim, trials: Sequence[Trial], given: tuple[Claim, ...] = ()) -> bool:
    """Whether the claim fails in some trial: as ``tried`` finds, but the first failure ends it."""
    return any(
        isinstance(_compared(k, trial, claim, given), Counterexample)
        for k, trial in enumerate(trials)
    )


@np.errstate(all="ignore")
def _compared(k: int, trial: Trial, claim: Claim, given: tuple[Claim, ...]) -> Found | None:
    """Both sides in one trial; None where rounding hides whether they agree."""
    try:
        time = _time(k, trial, claim, given)
        left, right = (np.asarray(side, float) for side in trial.sides(claim, time))
    except (OutOfTime, KeyError, IndexError) as gap:
        return OutOfReach(str(gap))
    if not (np.all(np.isfinite(left)) or np.all(np.isfinite(right))):
        return OutOfReach("both sides overflow")
    excess = _excess(left, right, claim.relation)
    if np.all(excess <= TOLERANCE):
        return Agreement(float(np.max(excess)), 1)
    if _is_huge(left, right) or _is_rounding(trial, claim, time, left - right):
        return None
    return _counterexample(k, left, right, _symbols(claim, trial, time))


def _is_huge(left: Any, right: Any) -> bool:
    """Whether numbers are so large that what is left of a difference may be rounding alone."""
    return bool(max(np.max(np.nan_to_num(np.abs(side), nan=0.0)) for side in (left, right)) > HUGE)


def _is_rounding(trial: Trial, claim: Claim, time: int | None, gap: Any) -> bool:
    """Whether two sides are apart by no more than what their own terms may be off."""
    meant = trial.derivation.meant(claim)
    env = trial.env if time is None else trial.env.bind({t: time})
    off = rounding(meant.lhs, env) + rounding(meant.rhs, env)
    return bool(np.all((np.abs(gap) <= off) | ~np.isfinite(off)))


def _time(k: int, trial: Trial, claim: Claim, given: tuple[Claim, ...]) -> int | None:
    """The first or the last time for the first two trials; None is the time of the trial."""
    speaks = t in claim.lhs.free_symbols | claim.rhs.free_symbols
    if trial.network is None or not speaks or k >= 2:
        return None
    first, last = trial.window(claim)
    time = (first, last)[k]
    return time if first <= last and _obeyed(trial, given, time) else None


def _obeyed(trial: Trial, given: tuple[Claim, ...], time: int) -> bool:
    """Whether the hypotheses hold at a time, and speak of no other that the run does not have."""
    try:
        return all(trial.obeys(one, time) for one in given)
    except OutOfTime:
        return False


def _counterexample(k: int, left: Any, right: Any, symbols: str) -> Counterexample:
    left, right = np.broadcast_arrays(left, right)
    gaps = np.nan_to_num(np.abs(left - right), nan=np.inf)
    at = np.unravel_index(np.argmax(gaps), gaps.shape)
    return Counterexample(k, float(left[at]), float(right[at]), symbols)


def _excess(left: Any, right: Any, relation: str) -> Any:
    """How far the relation is from holding, relative to the size of the two sides.

    It is nan, and so does not hold, where a side is none, or both are infinite.
    """
    size = max(SMALL, np.max(np.abs(left)), np.max(np.abs(right)))
    with np.errstate(invalid="ignore"):
        gap = left - right
        return np.abs(gap) / size if relation == "=" else np.maximum(gap, 0) / size


def distance(left: Any, right: Any) -> float:
    """The largest difference of two arrays, relative to the largest entry."""
    return float(np.max(_excess(np.asarray(left), np.asarray(right), "=")))


def _symbols(claim: Claim, trial: Trial, time: int | None) -> str:
    free = claim.lhs.free_symbols | claim.rhs.free_symbols
    numbers = trial.symbols if time is None else {**trial.symbols, t: time}
    known = {s: numbers[s] for s in free if isinstance(s, Symbol) and s in numbers}
    known = {s: number for s, number in known.items() if not isinstance(number, list)}
    return ", ".join(f"{s} = {known[s]:.6g}" for s in sorted(known, key=str))


def order(gap: float) -> str:
    """Say a gap by its order of magnitude."""
    if not np.isfinite(gap):
        return "no finite gap"
    return "no gap" if gap < EPSILON else f"worst gap below 1e{int(np.ceil(np.log10(gap)))}"
