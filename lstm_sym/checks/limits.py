"""Limits on numbers: the left side is followed far out, and must come near to the right side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy
from sympy import Expr, Symbol

from ..lower.numpy import value
from ..proof.step import Claim
from .sampling import FEWEST, Agreement, Counterexample, OutOfReach, fulfilled
from .trial import Trial

POINTS = range(1, 13)
NEAR, FAR = 1e-3, 1e3


def approached(
    claim: Claim, of: Symbol, to: Expr, trials: Sequence[Trial], given: Sequence[Claim] = ()
) -> Agreement | Counterexample | OutOfReach:
    """Follow the left side as ``of`` goes to ``to``, in every trial in which the hypotheses hold.

    It must end near a finite limit, nearer than it began or at once, or far out if the limit is
    infinite.
    """
    worst, many = 0.0, 0
    for k, trial in enumerate(trials):
        if not all(fulfilled(condition, trial) for condition in given):
            continue
        many += 1
        values = followed(claim.lhs, of, sympy.sympify(to), trial)
        if claim.rhs.is_infinite:
            sign = 1 if claim.rhs.is_extended_positive else -1
            if not (sign * values[-1] > FAR and sign * values[-1] >= sign * values[-2]):
                return Counterexample(k, float(values[-1]), float(claim.rhs), f"{of} far out")
            continue
        limit = float(trial.value(claim.rhs))
        gap = abs(values[-1] - limit)
        if not gap <= NEAR * max(1.0, abs(limit)) or gap > abs(values[0] - limit) + NEAR**2:
            return Counterexample(k, float(values[-1]), limit, f"{of} far out")
        worst = max(worst, float(gap))
    if many < FEWEST and many < len(trials):
        return OutOfReach(f"its hypotheses hold in {many} of {len(trials)} trials only")
    return Agreement(worst, many)


def followed(e: Expr, of: Symbol, to: Expr, trial: Trial) -> list[Any]:
    """The values of ``e`` as ``of`` takes numbers that go to ``to``, fourfold nearer each time."""
    steps = [np.float64(4.0**k) for k in POINTS]
    if to.is_infinite:
        points = [step if to.is_extended_positive else -step for step in steps]
    else:
        points = [float(to) + 1 / step for step in steps]
    with np.errstate(all="ignore"):
        return [value(e, trial.env.bind({of: point})) for point in points]
