"""Reasons about sums: telescoping, the value of a series, and a shift of what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Expr, Sum, Symbol, oo

from ...calculus.identity import defined
from ...calculus.normal import normal, same
from ...language.cell import t
from ...language.sums import OperatorSum
from ...language.symbols import binder
from ...language.unfolding import unfold
from ...lower.components import in_components
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Telescoping:
    """f(a) + ... + f(n - 1) = F(n), since F(a) = 0 and F(n + 1) - F(n) = f(n)."""

    over: Symbol
    uses: tuple[Step, ...] = ()
    text = "The sum telescopes: the right side grows by just the next term, from nothing."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        s, n = claim.lhs, self.over
        if claim.relation != "=" or not isinstance(s, Sum) or s.limits[0][2] != n - 1:
            yield Obligation(f"the left side is one sum up to {n} - 1", None)
            return
        ((k, first, _),) = s.limits
        if n in s.function.free_symbols | first.free_symbols:
            yield Obligation(f"only the end of the sum depends on {n}", None)
            return
        start = claim.rhs.xreplace({n: first})
        growth = claim.rhs.xreplace({n: n + 1}) - claim.rhs - s.function.xreplace({k: n})
        yield Obligation("an empty sum is zero", self._vanishes(start))
        yield Obligation("the right side grows by the next term", self._vanishes(growth))

    def _vanishes(self, e: Expr) -> bool:
        for step in self.uses:
            e = rewritten(e, step.claim)
        return normal(sympy.expand(e)) == 0


@dataclass(frozen=True)
class Series:
    """f(a) + f(a + 1) + ... is the limit of its partial sums f(a) + ... + f(n - 1)."""

    partial: Step
    over: Symbol
    text = "A series is the limit of its partial sums."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.partial,)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known, n = self.partial.claim, self.over
        rest, series = claim.lhs.as_independent(Sum, as_Add=True)
        met = claim.relation == known.relation == "=" and isinstance(series, Sum)
        whole = series.limits[0][2] == oo if met else False
        yield Obligation("the left side holds one series", True if met and whole else None)
        if not whole:
            return
        (k, first, _), f = series.limits[0], series.function
        other = known.lhs.function.xreplace({known.lhs.limits[0][0]: k})
        same = known.lhs.limits[0][1:] == (first, n - 1) and sympy.expand(other - f) == 0
        yield Obligation("the partial sums are those of the step used", same)
        found = sympy.limit(known.rhs, n, oo)
        yield Obligation(
            "they tend to the right side", sympy.expand(found + rest - claim.rhs) == 0 or None
        )


@dataclass(frozen=True)
class Shifted:
    """f(a) + ... + f(b) = g(a + s) + ... + g(b + s), since f(k) = g(k + s) for every k.

    ``of`` says that the left side of the claim is the sum of one of the two.
    """

    of: Step
    text = "The same terms, counted from another time."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of,)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known = self.of.claim
        fits = claim.lhs == known.lhs and claim.relation == known.relation == "="
        if not fits or not all(_is_over_time(side) for side in (claim.rhs, known.rhs)):
            yield Obligation("both are one sum, and of the same", None)
            return
        k = binder("k")
        (here, low, high), (there, start, end) = (_parts(c.rhs, k) for c in (claim, known))
        shift = start - low
        yield Obligation("they have as many terms", sympy.expand(end - high - shift) == 0)
        yield Obligation(
            "term by term they are the same", same(here, there.xreplace({k: k + shift}))
        )


def _is_over_time(e: Expr) -> bool:
    return isinstance(e, OperatorSum) or (isinstance(e, Sum) and len(e.limits) == 1)


def _parts(e: Expr, k: Symbol) -> tuple[Expr, Expr, Expr]:
    """The term of a sum at k, and its first and last k."""
    if isinstance(e, OperatorSum):
        return e.at(k), *e.limits
    ((bound, low, high),) = e.limits
    return e.function.xreplace({bound: k}), low, high


@dataclass(frozen=True)
class TermByTerm:
    """Both sides are numbers, once every sum between whole numbers is added up term by term."""

    uses = ()
    text = "Add up all terms."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        gap = defined(claim.lhs - claim.rhs)
        met = gap == 0 if gap.is_Rational and claim.relation == "=" else None
        yield Obligation("the sums are equal, term by term", met)


@dataclass(frozen=True)
class LastTerm:
    """A sum over the times up to t is that up to t - 1, and its last term."""

    uses = ()
    text = r"The sum up to \(t\) loses its last term."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        later = claim.xreplace({t: t + 1})
        sides = (in_components(unfold(side)) for side in (later.lhs, later.rhs))
        met = claim.relation == "=" and same(*sides)
        yield Obligation("without it both sides have one normal form", met)
