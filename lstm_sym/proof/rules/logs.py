"""Reasons about logarithms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, expand, expand_log, log

from ..rewriting import rewritten
from ..step import Claim, Obligation, Step, below


@dataclass(frozen=True)
class Logarithm:
    """log(a)/q ≤ log(b) from a ≤ b^q, and log(b) ≤ log(a)/q from b^q ≤ a, for positive numbers."""

    of: Step
    relations = ("≤",)
    text = "Take logarithms, and divide by the lag."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of,)

    @property
    def given(self) -> tuple[Claim, ...]:
        low, high = self.of.claim.lhs, self.of.claim.rhs
        return (below(0, _unpowered(low)), below(0, _unpowered(high)))

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known = self.of.claim
        exponents = {e.exp for e in (known.lhs, known.rhs) if e.is_Pow and e.exp.is_Symbol}
        if len(exponents) != 1 or claim.relation != "≤" or known.relation not in ("≤", "<"):
            yield Obligation("a power was compared with a number", None)
            return
        (q,) = exponents
        yield Obligation("the exponent is a count", q.is_integer and q.is_positive)
        low, high = (
            log(_unpowered(e)) / (1 if e.is_Pow and e.exp == q else q)
            for e in (known.lhs, known.rhs)
        )
        met = (claim.lhs, claim.rhs) == (low, high)
        yield Obligation("the claim compares the logarithms", met or None)


@dataclass(frozen=True)
class LogLaws:
    """Equal, once log(a b) is log(a) + log(b) and log(a^q) is q log(a), for positive numbers."""

    uses: tuple[Step, ...] = ()
    text = "The logarithm of a product is the sum of the logarithms, that of a power a multiple."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        met = claim.relation == "=" and expand(expand_log(lhs - rhs, factor=True)) == 0
        yield Obligation("both sides are one sum of logarithms", met or None)


def _unpowered(e: Expr) -> Expr:
    """The base of a power with a symbolic exponent; what is none is left."""
    return e.base if e.is_Pow and e.exp.is_Symbol else e
