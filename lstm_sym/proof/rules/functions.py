"""Reasons about functions of one number: identities and bounds of slopes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Expr

from ...calculus.bounds import certificate
from ...calculus.identity import is_identity
from ...language.activations import Slope
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class FromDefinition:
    """Both sides are one function once every activation is written by its definition."""

    given: tuple[Claim, ...] = ()
    text = "Differentiate the definition; both sides are one rational function of the exponential."
    uses = ()

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        yield Obligation(
            "the numerator of the difference is zero", is_identity(claim.lhs - claim.rhs)
        )


@dataclass(frozen=True)
class SumOfSquares:
    """lhs ≤ rhs, since rhs - lhs is even powers in the output y = f(z) times what is ≥ 0."""

    output: Expr
    uses: tuple[Step, ...] = ()
    relations = ("≤",)
    text = "The difference is a square, so it is nowhere negative."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        y = sympy.Dummy("y", real=True)
        lhs = claim.lhs
        for step in self.uses:
            lhs = rewritten(lhs, step.claim)
        gap = (claim.rhs - lhs).replace(lambda e: isinstance(e, Slope), lambda e: e.unfolded)
        p = gap.xreplace({self.output: y})
        known = p.has(y) and p.is_polynomial(y)
        found = certificate(p) if known else None
        shown = f": it is {found.identity}" if found else ""
        yield Obligation(f"the difference is a square{shown}", found is not None or None)
