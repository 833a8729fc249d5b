"""Reasons about the largest value of a function, and about single instances of a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sympy import Derivative, Expr, Rational, Symbol, sympify

from ...calculus.enclosure import enclosed
from ...calculus.identity import is_identity
from ...calculus.signs import holds
from ..step import Claim, Obligation, Step, below
from .exact import regions

DIGITS = 60


@dataclass(frozen=True)
class Peak:
    """F(x) < c for all x > 0: F' = G (1 - H) with G > 0, H rises, and H(a) < 1 < H(b).

    F rises up to a and falls from b on; between a and b interval arithmetic encloses it below c.
    ``derivative``, ``positive``, ``rising``, ``low`` and ``high`` are the steps that say so.
    """

    of: Symbol
    derivative: Step
    positive: Step
    rising: Step
    low: Step
    high: Step
    ends: tuple[Rational, Rational]

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.derivative, self.positive, self.rising, self.low, self.high)

    @property
    def given(self) -> tuple[Claim, ...]:
        return (below(0, self.of),)

    relations = ("<",)
    text = (
        "It rises before the root and falls after it; between the ends that enclose the root, "
        "outward-rounded intervals enclose the value."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        x, (a, b), F = self.of, self.ends, claim.lhs
        slope, rises = self.derivative.claim, self.rising.claim
        if not isinstance(rises.rhs, Derivative) or claim.relation != "<" or claim.rhs.has(x):
            yield Obligation("the claim is F(x) < c, and H' is what rises", None)
            return
        G, H = self.positive.claim.rhs, rises.rhs.expr
        yield Obligation(
            "F' = G (1 - H)",
            slope.lhs == Derivative(F, x)
            and slope.relation == "="
            and is_identity(slope.rhs - G * (1 - H)),
        )
        yield Obligation("G is positive", self.positive.claim == below(0, G))
        yield Obligation("H rises", rises == below(0, Derivative(H, x)))
        at = [H.xreplace({x: end}) for end in (a, b)]
        crossed = self.low.claim == below(at[0], 1) and self.high.claim == below(1, at[1])
        yield Obligation("H passes 1 between the ends", crossed and bool(0 < a < b))
        conditions = {condition for step in self.uses for condition in step.given}
        yield Obligation("all of that for x > 0", conditions <= set(self.given))
        low, _ = enclosed(claim.rhs - F, DIGITS, {x: (a, b)})
        yield Obligation("between the ends F is below c", low > 0)


@dataclass(frozen=True)
class Instance:
    """A step already shown, with expressions put for some of its numbers."""

    of: Step
    put: Mapping[Symbol, Expr]
    given: tuple[Claim, ...] = ()
    inherits = False
    relations = ("=", "≤", "<")
    text = "A special case."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of,)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        yield Obligation(
            "it is the step used, at these numbers", claim == self.of.claim.xreplace(self.put)
        )
        kept = all(sympify(e).is_positive for s, e in self.put.items() if s.is_positive)
        yield Obligation("what is positive stays so", kept)
        for condition in (c.xreplace(self.put) for c in self.of.given):
            met = condition in self.given or holds(
                condition.rhs - condition.lhs, condition.relation, regions(self.given)
            )
            yield Obligation("its hypotheses hold there", met)
