"""Reasons about numbers: exact values, and limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Symbol

from ...calculus.exact import exactly
from ...calculus.identity import defined
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Exact:
    """Both sides are numbers, computed exactly; the relation holds between them."""

    uses: tuple[Step, ...] = ()
    text = "Compute both sides exactly."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        gap = sympy.nsimplify(defined(exactly(rhs - lhs))) if not (rhs - lhs).free_symbols else None
        signs = {"=": "is_zero", "≤": "is_nonnegative", "<": "is_positive"}
        met = None if gap is None else getattr(gap, signs[claim.relation])
        yield Obligation("the relation holds between two exact numbers", met)


@dataclass(frozen=True)
class Limit:
    """lhs → rhs as a number goes to an end of its range, by SymPy's limit of the definitions."""

    of: Symbol
    to: sympy.Expr
    uses: tuple[Step, ...] = ()
    text = "The exponential beats every power."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        found = sympy.limit(defined(claim.lhs), self.of, self.to)
        yield Obligation(
            f"the limit is {found}", claim.relation == "→" and bool(found == claim.rhs)
        )
