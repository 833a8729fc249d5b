"""The algebraic road: a function that is a ratio of polynomials in one gate y, decided exactly.

y is x itself, or the logistic function of a multiple of x, which takes each value in (0, 1) once.
The stationary points are the roots of a polynomial, counted and enclosed by Sturm's theorem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from typing import Any

import sympy
from sympy import QQ, Expr, Poly, Rational, Symbol, log, oo

from ..arithmetic import Intervals
from ..enclosure import fraction, sign, within
from ..identity import ratio
from .domain import LINE, Domain
from .shape import Node
from .signs import Zero

y = Symbol("y", real=True)
DEGREE, DIGITS = 40, 60


@dataclass(frozen=True)
class Gate:
    """``top``/``bottom`` in y between ``low`` and ``high``; the denominator is positive inside.

    y is x, or with a ``scale`` k the logistic function of kx. ``closed`` says which ends belong
    to the range.
    """

    top: Poly
    bottom: Poly
    low: Expr
    high: Expr
    x: Symbol
    scale: Expr | None = None
    closed: tuple[bool, bool] = (False, False)

    @property
    def expression(self) -> Expr:
        """The ratio in factors, those of one sign written so that they are positive."""
        return self._factored(self.top) / self._factored(self.bottom)

    def _factored(self, p: Poly) -> Expr:
        number, parts = p.factor_list()
        product = number
        for part, power in parts:
            side = _one_sign(part, self.low, self.high) or 1
            product *= (part * side).as_expr() ** power * side**power
        return product

    def gap(self, c: Rational, side: int) -> Poly:
        """±(c bottom - top): nowhere negative iff c is a bound from above (1) or below (-1)."""
        return (self.bottom * c - self.top) * side

    def __str__(self) -> str:
        means = self.x if self.scale is None else f"sigma({self.scale * self.x})"
        return f"y = {means} in ({self.low}, {self.high})"

    def place(self, at: Zero) -> Zero | Expr:
        """Where x is when y is somewhere, an end of the line for an end of (0, 1)."""
        if self.scale is None:
            return at
        odds = log(y / (1 - y)) / self.scale
        if at.exact is not None:
            exact = odds.xreplace({y: at.exact})
            low, high = within(Intervals(DIGITS), exact, {})
            return Zero(Fraction(low), Fraction(high), exact)
        ends = (Rational(e.numerator, e.denominator) for e in (at.low, at.high))
        (low, _), (_, high) = (within(Intervals(DIGITS), odds, {y: (e, e)}) for e in ends)
        return Zero(Fraction(low), Fraction(high))


def gate(e: Expr, x: Symbol, domain: Domain) -> Gate | None:
    """Return a smooth function of x as a ratio in a gate; None if it is none."""
    found = ratio(e)
    if found is None or not e.free_symbols <= {x}:
        return None
    ground, quotient = found
    at, bottom = len(ground.variables), quotient.bottom
    if not ground.monomials:
        if not all(end.is_Rational or end.is_infinite for end in (domain.low, domain.high)):
            return None
        top, under = (_powers(p, 0) for p in (quotient.top, bottom))
        return _gate(_poly(top), _poly(under), domain.low, domain.high, x)
    bare = any(powers[0] for p in (quotient.top, bottom) for powers, _ in p.terms() if at)
    if ground.monomials != (x,) or bare or not domain.is_line:
        return None
    top, under = (_powers(p, at) for p in (quotient.top, bottom))
    step = gcd(*top, *under) or 1
    top, under = ({k // step: c for k, c in p.items()} for p in (top, under))
    most = max(*top, *under)
    if most > DEGREE:
        return None
    zero, one = sympy.S.Zero, sympy.S.One
    scale = step * ground.rates[0]
    return _gate(_mobius(top, most), _mobius(under, most), zero, one, x, scale)


def gate_nodes(f: Gate, digits: int) -> list[Node]:
    """Return the stationary points and the ends of a ratio in a gate."""
    return [*_ends(f), *_stationary(f, digits)]


def is_nonnegative(p: Poly, low: Expr, high: Expr) -> bool:
    """Whether a polynomial is nowhere negative between two ends; decided."""
    factor, parts = p.factor_list()
    signs = [_one_sign(part, low, high) for part, power in parts if power % 2]
    return 0 not in signs and factor * sympy.prod(signs) >= 0


def stationary_points(f: Gate) -> int:
    """How many points inside have a slope of zero: the distinct roots of a polynomial."""
    slope = f.top.diff() * f.bottom - f.top * f.bottom.diff()
    return 0 if slope.is_zero else _roots_inside(slope, f.low, f.high)


def _gate(
    top: Poly, bottom: Poly, low: Expr, high: Expr, x: Symbol, scale: Expr | None = None
) -> Gate | None:
    if max(top.degree(), bottom.degree()) > DEGREE:
        return None
    top, bottom = top.cancel(bottom, include=True)
    side = _one_sign(bottom, low, high)
    return None if side == 0 else Gate(top * side, bottom * side, low, high, x, scale)


def _powers(p: Any, at: int) -> dict[int, Rational]:
    """The coefficients of a polynomial in one generator."""
    return {powers[at]: Rational(int(c.numerator), int(c.denominator)) for powers, c in p.terms()}


def _poly(powers: dict[int, Rational]) -> Poly:
    return Poly({(k,): c for k, c in powers.items()} or {(0,): 0}, y, domain=QQ)


def _mobius(powers: dict[int, Rational], most: int) -> Poly:
    """The polynomial with y/(1 - y) put in, times (1 - y)^most."""
    gate, rest = Poly(y, y, domain=QQ), Poly(1 - y, y, domain=QQ)
    terms = (gate**k * rest ** (most - k) * c for k, c in powers.items())
    return sum(terms, Poly(0, y, domain=QQ))


def _stationary(f: Gate, digits: int) -> Iterator[Node]:
    slope = f.top.diff() * f.bottom - f.top * f.bottom.diff()
    if slope.is_zero:
        middle = _inside(f.low, f.high)
        node = _node(f, Zero(fraction(middle), fraction(middle), middle), digits)
        yield replace(node, where=LINE if f.scale is not None else Domain(f.low, f.high))
        return
    ends = {"inf": _finite(f.low), "sup": _finite(f.high)}
    for part, power in slope.factor_list()[1]:
        closed = sympy.roots(part) if part.degree() <= 2 else ()
        places = part.intervals(eps=Rational(1, 10 ** (digits + 8)), **ends) if power % 2 else ()
        for (low, high), _ in places:
            if low == high and low in (f.low, f.high):
                continue
            exact = next((r for r in closed if sign(r - low) != -1 and sign(high - r) != -1), None)
            yield _node(f, Zero(fraction(low), fraction(high), exact), digits)


def _node(f: Gate, at: Zero, digits: int) -> Node:
    e = f.top.as_expr() / f.bottom.as_expr()
    low, high = (Rational(end.numerator, end.denominator) for end in (at.low, at.high))
    below, above = within(Intervals(digits + 15), e, {y: (low, high)})
    exact = None if at.exact is None else sympy.expand(sympy.radsimp(e.xreplace({y: at.exact})))
    return Node(f.place(at), below, above, exact, True)


def _ends(f: Gate) -> Iterator[Node]:
    for end, closed in zip((f.low, f.high), f.closed, strict=True):
        value = _limit(f, end)
        number = fraction(value) if value.is_finite else float(value)
        yield Node(_outer(f, end), number, number, value, closed)


def _outer(f: Gate, end: Expr) -> Expr | Zero:
    if f.scale is not None:
        return oo if (end == 1) == (f.scale > 0) else -oo
    return end if end.is_infinite else Zero(fraction(end), fraction(end), end)


def _limit(f: Gate, end: Expr) -> Expr:
    """The limit at an end, from inside."""
    if end.is_finite:
        top, bottom = f.top.eval(end), f.bottom.eval(end)
        if bottom != 0:
            return top / bottom
        return sympy.sign(top) * oo
    more = f.top.degree() - f.bottom.degree()
    lead = f.top.LC() / f.bottom.LC()
    if more == 0 or f.top.is_zero:
        return lead if not f.top.is_zero else sympy.S.Zero
    if more < 0:
        return sympy.S.Zero
    return sympy.sign(lead) * oo * (1 if end == oo or more % 2 == 0 else -1)


def _one_sign(p: Poly, low: Expr, high: Expr) -> int:
    """The sign of a polynomial between two ends; 0 if it has a root there."""
    if _roots_inside(p, low, high):
        return 0
    return int(sympy.sign(p.eval(_inside(low, high))))


def _roots_inside(p: Poly, low: Expr, high: Expr) -> int:
    """How many distinct roots lie between two ends: by Sturm's theorem."""
    at_ends = sum(1 for end in (low, high) if end.is_finite and p.eval(end) == 0)
    return int(p.count_roots(_finite(low), _finite(high))) - at_ends


def _finite(end: Expr) -> Expr | None:
    return end if end.is_finite else None


def _inside(low: Expr, high: Expr) -> Expr:
    if low.is_infinite and high.is_infinite:
        return sympy.S.Zero
    if low.is_infinite:
        return high - 1
    return low + 1 if high.is_infinite else (low + high) / 2
