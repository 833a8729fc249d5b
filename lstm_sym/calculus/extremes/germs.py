"""Germs: a ratio far out is ruled by its leading monomials.

At +oo a ratio of polynomials in x and X = exp(rx^j) is a power of x times exponentials times a
number, which is enclosed: what is left of the other terms falls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import comb
from typing import Any

import sympy
from sympy import Expr, Rational, Symbol, exp

from ..arithmetic import INFINITE, Arithmetic, End
from ..enclosure import fraction
from ..ratios import Ground, Ratio

FARTHEST = 2**12
Enclosed = tuple[End, End]
Growth = tuple[Fraction, ...]
Thetas = Mapping[Symbol, Callable[[int], Enclosed | None]]


class Unsettled(ValueError):
    """How a function behaves far out was not found."""


@dataclass(frozen=True)
class Leading:
    """x^a exp(...) of some growth, times what is enclosed by ``value`` for all x from R on.

    ``exact`` is what it tends to, if that is a rational number that is known.
    """

    growth: Growth
    value: Any
    exact: Expr | None

    @property
    def grows(self) -> int:
        """1 if the growth is without bound, 0 if it is none, -1 if it goes to zero."""
        return next((1 if power > 0 else -1 for power in self.growth if power), 0)


class Germ:
    """A ratio for large x."""

    def __init__(
        self, x: Symbol, work: Arithmetic, ground: Ground, ratio: Ratio, thetas: Thetas
    ) -> None:
        self.x, self.work = x, work
        self.ground, self.ratio, self.thetas = ground, ratio, thetas
        degrees = [0 if m == 1 else sympy.degree(m, self.x) for m in ground.monomials]
        self.degrees = sorted({int(k) for k in degrees if k}, reverse=True)
        self._rates = [(int(k), fraction(r)) for k, r in zip(degrees, ground.rates, strict=True)]

    def leading(self, R: int) -> Leading | None:
        """The leading term, good for all x ≥ R; None if R is not large enough to see it."""
        found = self._polynomial(self.ratio.top, R)
        for factor, power in self.ratio.below:
            under = self._polynomial(factor, R)
            if found is None or under is None or self._holds_zero(under.value):
                return None
            growth = tuple(a - power * b for a, b in zip(found.growth, under.growth, strict=True))
            exact = (
                None
                if found.exact is None or under.exact is None
                else found.exact / under.exact**power
            )
            found = Leading(growth, found.value / under.value**power, exact)
        return found

    def bounds(self, R: int) -> Enclosed | None:
        """Numbers between which the function lies for all x ≥ R; None if they are not seen."""
        if self.ratio.top == 0:
            return Fraction(0), Fraction(0)
        found = self.leading(R)
        if found is None:
            return None
        if found.grows > 0:
            return -INFINITE, INFINITE
        if found.grows == 0:
            return self.work.ends(found.value)
        if not self._falls(found.growth, R):
            return None
        low, high = self.work.ends(found.value * self._at(found.growth, R))
        return min(low, Fraction(0)), max(high, Fraction(0))

    def leader(self) -> Expr:
        """The leading term as an expression; Unsettled if it is not exact."""
        for R in far():
            found = self.leading(R)
            if found is not None and found.exact is not None:
                powers = zip((*self.degrees,), found.growth[:-1], strict=True)
                rate = sympy.Add(*(_rational(k) * self.x**j for j, k in powers))
                return found.exact * exp(rate) * self.x ** _rational(found.growth[-1])
        raise Unsettled("a leading term")

    def _holds_zero(self, value: Any) -> bool:
        low, high = self.work.ends(value)
        return low <= 0 <= high

    def _polynomial(self, p: Any, R: int) -> Leading | None:
        if p == 0:
            return None
        groups: dict[Growth, list[tuple[Any, tuple[int, ...]]]] = {}
        for powers, c in p.terms():
            groups.setdefault(self._growth(powers), []).append((c, powers))
        first, *others = sorted(groups, reverse=True)
        value, exact = self._coefficient(groups[first], R)
        for growth in others:
            falls = tuple(a - b for a, b in zip(growth, first, strict=True))
            part, _ = self._coefficient(groups[growth], R)
            if value is None or part is None or not self._falls(falls, R):
                return None
            _, most = self.work.ends(self._at(falls, R))
            value = value + part * self.work.between(Fraction(0), Fraction(most))
        return None if value is None else Leading(first, value, exact)

    def _growth(self, powers: tuple[int, ...]) -> Growth:
        """The powers of exp(x^j), j falling, and of x."""
        many = len(self.ground.variables)
        rates = dict.fromkeys(self.degrees, Fraction(0))
        for k, (degree, rate) in zip(powers[many:], self._rates, strict=True):
            if degree:
                rates[degree] += k * rate
        at = dict(zip(self.ground.variables, powers, strict=False))
        return (*(rates[j] for j in self.degrees), Fraction(at.get(self.x, 0)))

    def _coefficient(
        self, terms: list[tuple[Any, tuple[int, ...]]], R: int
    ) -> tuple[Any, Expr | None]:
        """The enclosed coefficient, and its exact value if no theta is in it."""
        total, exact = self.work.between(Fraction(0), Fraction(0)), sympy.S.Zero
        many = len(self.ground.variables)
        for c, powers in terms:
            number = Fraction(int(c.numerator), int(c.denominator))
            part = self.work.between(number, number)
            free = True
            for s, k in zip(self.ground.variables, powers, strict=False):
                if k and s != self.x:
                    known = self.thetas[s](R)
                    if known is None:
                        return None, None
                    low, high = Fraction(known[0]), Fraction(known[1])
                    part, free = part * self.work.between(low, high) ** k, False
            for k, (degree, rate) in zip(powers[many:], self._rates, strict=True):
                if k and not degree:
                    one = self.work.between(k * rate, k * rate)
                    part, free = part * self.work.exp(one), False
            total = total + part
            exact = exact + _rational(number) if free and exact is not None else None
        return total, exact

    def _falls(self, growth: Growth, R: int) -> bool:
        """Whether x^a exp(sum of b_j x^j) falls for all x ≥ R: no coefficient of
        -(a + sum of j b_j x^j) about R is negative."""
        *rates, power = growth
        about = [Fraction(0)] * (max(self.degrees, default=0) + 1)
        about[0] -= power
        for j, b in zip(self.degrees, rates, strict=True):
            for i in range(j + 1):
                about[i] -= j * b * comb(j, i) * R ** (j - i)
        return all(c >= 0 for c in about)

    def _at(self, growth: Growth, R: int) -> Any:
        """The term of a growth at R."""
        *rates, power = growth
        rate = reduce(
            lambda total, pair: total + pair[1] * R ** pair[0],
            zip(self.degrees, rates, strict=True),
            Fraction(0),
        )
        factor = Fraction(R) ** int(power)
        return self.work.exp(self.work.between(rate, rate)) * self.work.between(factor, factor)


def far() -> Iterator[int]:
    """How far out is looked."""
    R = 2
    while R <= FARTHEST:
        yield R
        R *= 2


def _rational(k: Fraction) -> Rational:
    return Rational(k.numerator, k.denominator)
