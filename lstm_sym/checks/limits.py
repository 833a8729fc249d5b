"""Limits on numbers: the left side is followed far out, and must come near to the right side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import numpy as np
import sympy
from sympy import Expr, Product, Sum, Symbol, Tuple, preorder_traversal

from ..language.sums import Binding
from ..lower.numpy import value
from ..proof.step import Claim
from .sampling import Agreement, Counterexample, Found, OutOfReach
from .trial import Trial

POINTS = range(1, 13)
NEAR, FAR, FEWEST = 1e-3, 1e3, 3


def approached(claim: Claim, of: Symbol, to: Expr, trials: Sequence[Trial]) -> Found:
    """Follow the left side as ``of`` goes to ``to``, in every trial.

    It must end near a finite limit, nearer than it began or at once, or far out if the limit is
    infinite. It is followed as far as its value is a number: exponentials overflow. What has ever
    more terms is not followed.
    """
    worst = 0.0
    for k, trial in enumerate(trials):
        meant = trial.derivation.meant(claim)
        if _lengthens(meant.lhs, of):
            return OutOfReach(f"the number of its terms grows with {of}")
        try:
            values = followed(meant.lhs, of, sympy.sympify(to), trial)
        except (LookupError, ArithmeticError) as why:
            return OutOfReach(str(why))
        if meant.rhs is sympy.zoo:
            return OutOfReach("the right side is one over zero")
        if meant.rhs.is_infinite:
            sign = 1 if meant.rhs.is_extended_positive else -1
            if not (sign * values[-1] > FAR and sign * values[-1] >= sign * values[-2]):
                return Counterexample(k, float(values[-1]), float(meant.rhs), f"{of} far out")
            continue
        limit = float(trial.value(meant.rhs))
        reached = list(takewhile(np.isfinite, values))
        if len(reached) < FEWEST:
            return OutOfReach(f"{of} cannot go far in floating point")
        gap = abs(reached[-1] - limit)
        if not gap <= NEAR * max(1.0, abs(limit)) or gap > abs(reached[0] - limit) + NEAR**2:
            return Counterexample(k, float(reached[-1]), limit, f"{of} far out")
        worst = max(worst, float(gap))
    return Agreement(worst, len(trials))


def _lengthens(e: Expr, of: Symbol) -> bool:
    """Whether a sum, a product or a path in ``e`` has a number of terms that hangs on ``of``."""
    for part in preorder_traversal(e):
        if isinstance(part, Binding) and any(a.has(of) for a in part.args[part.bound + 1 :]):
            return True
        if isinstance(part, Sum | Product) and any(
            Tuple(*ends).has(of) for _, *ends in part.limits
        ):
            return True
    return False


def followed(e: Expr, of: Symbol, to: Expr, trial: Trial) -> list[Any]:
    """The values of ``e`` as ``of`` takes numbers that go to ``to``, fourfold nearer each time."""
    steps = [np.float64(4.0**k) for k in POINTS]
    if to.is_infinite:
        points = [step if to.is_extended_positive else -step for step in steps]
    else:
        points = [float(to) + 1 / step for step in steps]
    with np.errstate(all="ignore"):
        return [value(e, trial.env.bind({of: point})) for point in points]
