"""Where a smooth function of one variable changes its sign, on all of its domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr, Rational, Symbol, exp, log, oo

from ..enclosure import fraction, sign
from ..identity import ratio
from ..ratios import Ground
from .domain import Domain, around
from .tails import Tail
from .zeros import Crossing, Sampler, Undecided, Work, crossings, parts, refined

TERMS, DEGREE = 60, 40
FAR = 30


@dataclass(frozen=True)
class Zero:
    """A zero between ``low`` and ``high``, its closed form ``exact`` if one was found."""

    low: Fraction
    high: Fraction
    exact: Expr | None = None

    def __str__(self) -> str:
        return f"{float(self.low):.6g}" if self.exact is None else str(self.exact)


def zeros(e: Expr, x: Symbol, domain: Domain, digits: int, work: Work) -> list[Zero]:
    """Return where ``e`` changes its sign, in order.

    Undecided or Unsettled if that is not found, or two zeros are not told apart.
    """
    found = [
        zero
        for factor, candidates in _factors(e, x)
        for zero in _zeros(Sampler(factor, x, work), candidates, domain, digits)
    ]
    found.sort(key=lambda zero: zero.low)
    kept: list[Zero] = []
    for zero in found:
        if not kept or zero.low > kept[-1].high:
            kept.append(zero)
        elif zero.exact is not None and zero.exact == kept[-1].exact:
            kept.pop()
        else:
            raise Undecided(f"two zeros near {zero}")
    return kept


def _zeros(
    sampler: Sampler, candidates: tuple[Expr, ...], domain: Domain, digits: int
) -> Iterator[Zero]:
    """The zeros of one factor; beyond the ends it has one sign."""
    for at in crossings(parts(sampler, *_ends(sampler, domain))):
        exact = next((c for c in candidates if _lies(c, at)), None)
        if exact is not None and exact.is_Rational:
            yield Zero(fraction(exact), fraction(exact), exact)
            continue
        near = refined(sampler, at, Fraction(1, 10 ** (digits + 5)), digits + 15)
        yield Zero(near.low, near.high, exact)


def _ends(sampler: Sampler, domain: Domain) -> tuple[Fraction, Fraction]:
    """Numbers beyond which a function keeps its sign, as far as the domain goes."""
    e, x, work = sampler.e, sampler.x, sampler.work(FAR)
    low, high = around(domain.low)[0], around(domain.high)[1]
    if domain.low == -oo:
        low = Fraction(-Tail(e.xreplace({x: -x}), x, work).sign()[1])
    if domain.high == oo:
        high = Fraction(Tail(e, x, work).sign()[1])
    if low < high:
        return low, high
    return (high - 1, high) if domain.low == -oo else (low, low + 1)


def _factors(e: Expr, x: Symbol) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    """Factors that may change their sign, with closed forms of zeros that they may have.

    Of a ratio: those of the numerator of odd power. Exponentials are positive, divisors not zero.
    """
    for part in sympy.Mul.make_args(sympy.factor_terms(e)):
        base, power = part.as_base_exp() if part.is_Pow else (part, sympy.S.One)
        if power.is_odd and base.has(x) and not isinstance(part, exp):
            yield from _odd_factors(base, x)


def _odd_factors(e: Expr, x: Symbol) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    terms = sympy.Add.make_args(e)
    constant, _ = terms[0].as_independent(x, as_Add=False)
    found = ratio(sympy.Add(*(term / constant for term in terms)))
    if found is None or _is_long(found[1].top):
        at_zero = sign(e.xreplace({x: sympy.S.Zero})) == 0
        yield e, ((sympy.S.Zero,) if at_zero else ())
        return
    ground, quotient = found
    for p, power in quotient.top.factor_list()[1]:
        part = ground.expression(p, ground.written)
        if power % 2 and part.has(x) and not isinstance(part, exp):
            yield part, tuple(_closed(p, ground, x, part))


def _is_long(p: Any) -> bool:
    """Whether a polynomial is too long to be factored, or of too high a degree."""
    degrees = (max(powers, default=0) for powers, _ in p.terms())
    return len(p) > TERMS or max(degrees, default=0) > DEGREE


def _closed(p: Any, ground: Ground, x: Symbol, part: Expr) -> Iterator[Expr]:
    """Closed forms of zeros: of a quadratic in x, or in one exponential; else 0 is tried."""
    letters = [sympy.Dummy() for _ in ground.written]
    written = ground.expression(p, letters)
    used = [i for i, letter in enumerate(letters) if written.has(letter)]
    if len(used) == 1 and sympy.degree(written, letters[used[0]]) <= 2:
        stands = ground.written[used[0]]
        for root in sympy.roots(written, letters[used[0]]):
            if stands == x:
                yield root
            elif root.is_positive and stands.args[0].coeff(x).is_Rational:
                yield log(root) / stands.args[0].coeff(x)
    elif sign(part.xreplace({x: sympy.S.Zero})) == 0:
        yield sympy.S.Zero


def _lies(c: Expr, at: Crossing) -> bool:
    """Whether a number is known to lie where a crossing is."""
    low, high = (Rational(end.numerator, end.denominator) for end in (at.low, at.high))
    return bool(c.is_real and sign(c - low) in (0, 1) and sign(high - c) in (0, 1))
