"""Reasons about functions of one number that rise, or that turn once, or change slowly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Abs, Derivative, Expr, Mul, Subs, Symbol

from ...calculus.identity import is_identity
from ...calculus.smooth import is_smooth
from ..step import Claim, Obligation, Step, at_most, below, equal
from .exact import regions


@dataclass(frozen=True)
class Grows:
    """c < F(x) for x > x0: F tends to c from above at x0, and F' > 0 beyond."""

    of: Symbol
    slope: Step
    start: Expr = sympy.S.Zero
    relations = ("<",)
    text = "It begins there, and rises."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.slope,)

    @property
    def given(self) -> tuple[Claim, ...]:
        return (below(self.start, self.of),)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        x, F = self.of, claim.rhs
        rises = self.slope.claim == below(0, Derivative(F, x))
        yield Obligation("its derivative was shown to be positive", rises)
        yield Obligation("it has no jump beyond", is_smooth(F, x, regions(self.given)))
        begins = sympy.limit(F, x, self.start, "+")
        met = claim.relation == "<" and is_identity(begins - claim.lhs)
        yield Obligation(f"it begins at {claim.lhs}", met or None)
        fixed = not claim.lhs.has(x) and {h for h in self.slope.given if _says(h, x)} <= {
            *self.given
        }
        yield Obligation("for all numbers beyond", fixed)


@dataclass(frozen=True)
class Rises:
    """F(a) ≤ F(b), from a ≤ b and F' > 0 everywhere between: at all numbers, or above some x0 < a.

    ``beyond`` is the step x0 < a, if the derivative was shown to be positive for x > x0 only.
    """

    of: Symbol
    slope: Step
    order: Step
    beyond: Step | None = None
    relations = ("≤",)
    text = "The function rises."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.slope, self.order, *([] if self.beyond is None else [self.beyond]))

    inherits = False

    @property
    def given(self) -> tuple[Claim, ...]:
        own = [h for h in self.slope.given if not _says(h, self.of)]
        others = [h for step in self.uses[1:] for h in step.given]
        return tuple(dict.fromkeys((*own, *others)))

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        x, known, order = self.of, self.slope.claim, self.order.claim
        steep = known.rhs
        if known.lhs != 0 or known.relation != "<" or not isinstance(steep, Derivative):
            yield Obligation("a derivative was shown to be positive", None)
            return
        F = steep.expr
        yield Obligation("by the number that grows", steep.variables == (x,))
        sides = at_most(F.xreplace({x: order.lhs}), F.xreplace({x: order.rhs}))
        ordered = order.relation in ("≤", "<") and not (order.lhs.has(x) or order.rhs.has(x))
        yield Obligation("both sides are values of it, in order", ordered and claim == sides)
        limits = [h for h in self.slope.given if _says(h, x)]
        yield Obligation("it has no jump", is_smooth(F, x, regions(limits)))
        low = None if self.beyond is None else self.beyond.claim
        here = [h.relation == "<" and h.rhs == x and low == below(h.lhs, order.lhs) for h in limits]
        yield Obligation("between them the derivative is positive", all(here))


@dataclass(frozen=True)
class Highest:
    """F(x) ≤ F(c) for x > 0, where c > 0 and F'(c) = 0, and F'' < 0 for all x > 0."""

    of: Symbol
    at: Expr
    stationary: Step
    curvature: Step
    positive: Step
    relations = ("≤",)
    text = "The function is concave, and flat there: it is nowhere higher."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.stationary, self.curvature, self.positive)

    @property
    def given(self) -> tuple[Claim, ...]:
        return (below(0, self.of),)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        x, c, F = self.of, self.at, claim.lhs
        flat = self.stationary.claim == equal(Subs(Derivative(F, x), x, c), 0)
        yield Obligation("it has no jump", is_smooth(F, x, regions(self.given)))
        yield Obligation("it is flat there", flat)
        yield Obligation("it is concave", self.curvature.claim == below(Derivative(F, x, x), 0))
        yield Obligation("that is a positive number", self.positive.claim == below(0, c))
        region = {h for step in self.uses for h in step.given if _says(h, x)} <= {*self.given}
        yield Obligation("for all positive numbers", region)
        top = claim.relation == "≤" and not claim.rhs.has(x)
        met = top and is_identity(claim.rhs - F.xreplace({x: c}))
        yield Obligation("the right side is its value there", met or None)


@dataclass(frozen=True)
class MeanValue:
    """|F(x) - F(y)| ≤ c |x - y| for x, y ≥ m, from |F'(z)| ≤ c for z ≥ m.

    ``slope`` says |F'(z)| ≤ c, given m ≤ z; the claim is given m ≤ x and m ≤ y.
    """

    of: Symbol
    slope: Step
    between: tuple[Expr, Expr]
    inherits = False
    relations = ("≤",)
    text = "By the mean value theorem: somewhere between, the slope is that of the chord."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.slope,)

    @property
    def given(self) -> tuple[Claim, ...]:
        own = [h for h in self.slope.given if not _says(h, self.of)]
        ends = [
            h.xreplace({self.of: end})
            for h in self.slope.given
            if _says(h, self.of)
            for end in self.between
        ]
        return tuple(dict.fromkeys((*own, *ends)))

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        z, (x, y), known = self.of, self.between, self.slope.claim
        steep = known.lhs.args[0] if isinstance(known.lhs, Abs) else None
        if not isinstance(steep, Derivative) or known.relation not in ("≤", "<"):
            yield Obligation("the absolute value of a derivative was bounded", None)
            return
        F, c = steep.expr, known.rhs
        yield Obligation("by one number for all", steep.variables == (z,) and not c.has(z))
        limits = [h for h in self.slope.given if _says(h, z)]
        yield Obligation("on an interval", all(z in (h.lhs, h.rhs) for h in limits))
        yield Obligation("it has no jump there", is_smooth(F, z, regions(limits)))
        rise = Abs(F.xreplace({z: x}) - F.xreplace({z: y}))
        met = claim == at_most(rise, c * Abs(x - y))
        yield Obligation("the claim compares two values of the function", met)


@dataclass(frozen=True)
class Positive:
    """0 < A B^p ..., of factors that were each shown to be positive; ``of`` says what it equals."""

    factors: tuple[Step, ...]
    of: Step | None = None
    relations = ("<",)
    text = "Every factor is positive."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (*([] if self.of is None else [self.of]), *self.factors)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        e = claim.rhs
        if self.of is not None:
            known = self.of.claim
            yield Obligation("it is the product", known.relation == "=" and known.lhs == e)
            e = known.rhs
        shown = {step.claim.rhs for step in self.factors if _is_positive(step.claim)}
        bases = [factor.as_base_exp()[0] for factor in Mul.make_args(e)]
        exponents = [factor.as_base_exp()[1] for factor in Mul.make_args(e)]
        yield Obligation("the claim is that it is positive", _is_positive(claim))
        each = all(base.is_positive or base in shown for base in bases)
        real = all(exponent.is_extended_real for exponent in exponents)
        yield Obligation("every factor was shown to be positive", each and real)


def _is_positive(claim: Claim) -> bool:
    return claim.lhs == 0 and claim.relation == "<"


def _says(claim: Claim, x: Symbol) -> bool:
    """Whether a hypothesis speaks of x."""
    return bool(claim.lhs.has(x) or claim.rhs.has(x))
