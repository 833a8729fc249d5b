"""Reasons that lift what holds of numbers to vectors, and that follow a small displacement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Abs, Derivative, Expr, Subs, Symbol

from ...calculus.normal import same
from ...calculus.selection import ranges, selected
from ...calculus.smooth import ENTIRE
from ...language.activations import Elementwise
from ...language.operators import Norm
from ...language.shapes import shape
from ...language.sums import Minimum
from ...language.vectors import Entry
from ...lower.components import in_components
from ..step import Claim, Obligation, Step, at_most
from .exact import Limit


@dataclass(frozen=True)
class Entrywise:
    """|f(x) - f(y)|_p ≤ c |x - y|_p for vectors, from |f(r) - f(s)| ≤ c |r - s| for numbers.

    What ``of`` is given of its two numbers is given of every entry: m ≤ r becomes m ≤ min x_i.
    """

    of: Step
    pairs: tuple[tuple[Symbol, Expr], tuple[Symbol, Expr]]
    inherits = False
    relations = ("≤",)
    text = "It holds for every entry, and a norm rises with every entry."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of,)

    @property
    def given(self) -> tuple[Claim, ...]:
        return tuple(dict.fromkeys(map(self._of_vectors, self.of.given)))

    def _of_vectors(self, h: Claim) -> Claim:
        for r, x in self.pairs:
            if h.relation == "≤" and h.rhs == r:
                return at_most(h.lhs, Minimum(lambda i, x=x: Entry(x, i), 1, *shape(x)))
        return h

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        (r, x), (s, y) = self.pairs
        known, norm = self.of.claim, claim.lhs
        alike = len(shape(x)) == 1 and shape(x) == shape(y)
        yield Obligation("two vectors of one size stand for the numbers", alike)
        if not isinstance(norm, Norm) or not isinstance(known.lhs, Abs) or not alike:
            yield Obligation("an absolute value was bounded, the claim bounds a norm", None)
            return
        p = norm.args[1]
        limit = known.rhs / Abs(r - s)
        yield Obligation("by a multiple of the distance", not limit.has(r, s))
        inside = known.lhs.args[0].xreplace({r: x, s: y})
        either = any(same(side, norm.args[0]) for side in (inside, -inside))
        met = known.relation == claim.relation == "≤" and shape(inside) == shape(x) and either
        yield Obligation("the same of the vectors", met)
        yield Obligation("by the same multiple", claim.rhs == limit * Norm(x - y, p))
        left = [h for h in self.given if h.lhs.has(r, s) or h.rhs.has(r, s)]
        yield Obligation("all that is given can be said of entries", not left)


@dataclass(frozen=True)
class DirectionalLimit(Limit):
    """|F(s)| / s tends to |F'(0)| as s > 0 goes to 0, where F(0) = 0 and F is differentiable."""

    to: Expr = sympy.S.Zero
    why: str = "a difference quotient tends to the derivative, and its norm to that norm"

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        s, whole = self.of, claim.lhs * self.of
        if not isinstance(whole, Norm) or not isinstance(claim.rhs, Norm) or self.to != 0:
            yield Obligation("the claim is about the norm of a difference quotient", None)
            return
        (F, p), (slope, other) = whole.args, claim.rhs.args
        smooth = all(isinstance(f, ENTIRE) for f in F.atoms(Elementwise) if f.has(s))
        yield Obligation("it is differentiable", smooth and claim.relation == "→")
        start, slope_there = (e.xreplace({s: sympy.S.Zero}) for e in (F, F.diff(s)))
        yield Obligation("it is zero at zero", same(start, sympy.S.Zero))
        met = p == other and not slope.has(s) and same(slope_there, slope)
        yield Obligation("that is its derivative there", met)


@dataclass(frozen=True)
class Directional:
    """dF/ds at s = p, differentiated in the ring, for a number F of vectors that depend on s.

    d|x|_2 = x^T dx / |x|_2, which asks that x is not zero; deltas are summed away.
    """

    given: tuple[Claim, ...] = ()
    uses: tuple[Step, ...] = ()
    text = "Differentiate in that direction; a norm changes by the part of the change along it."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs = claim.lhs
        if not isinstance(lhs, Subs) or not isinstance(lhs.expr, Derivative):
            yield Obligation("the left side is a derivative at a point", None)
            return
        F, (s,), (at,) = lhs.expr.expr, lhs.variables, lhs.point
        norms = {N.xreplace({s: at}) for N in F.atoms(Norm) if N.has(s)}
        nonzero = {h.rhs for h in self.given if h.relation == "<" and h.lhs == 0}
        yield Obligation("no norm that changes is zero", norms <= nonzero)
        slope = F.diff(s)
        known = not slope.has(Derivative) and lhs.expr.variables == (s,)
        yield Obligation("it can be differentiated", known)
        gap = in_components(slope.xreplace({s: at}) - claim.rhs)
        met = claim.relation == "=" and selected(gap, ranges((lhs, claim.rhs))) == 0
        yield Obligation("both sides have one normal form", met)
