"""Reasons about sums: telescoping, and the value of a series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Expr, Sum, Symbol, oo

from ...calculus.identity import defined
from ...calculus.normal import normal
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
class TermByTerm:
    """Both sides are numbers, once every sum between whole numbers is added up term by term."""

    uses = ()
    text = "Add up all terms."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        gap = defined(claim.lhs - claim.rhs)
        met = gap == 0 if gap.is_Rational and claim.relation == "=" else None
        yield Obligation("the sums are equal, term by term", met)
