"""Ratios: a function of exp written once, as a quotient of polynomials in one ring.

The generators are the symbols and, for every monomial m in an exponent, X = exp(rm) with the
largest rate r of which all its coefficients are multiples: degrees stay as low as they can.
Distinct ones are algebraically independent over the rational numbers, so that a ratio is the zero
function iff its numerator is the zero polynomial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from math import comb
from typing import Any

import sympy
from sympy import QQ, Expr, Rational, Symbol, exp

HYPERBOLIC = (sympy.tanh, sympy.coth, sympy.sinh, sympy.cosh, sympy.sech, sympy.csch)
DOUBLED = (sympy.tanh, sympy.coth)
MOST = 300_000

Exponent = dict[Expr, Rational]
Factors = tuple[tuple[Any, int], ...]
Maker = Callable[[Sequence[str]], tuple[Any, ...]]


class Unfit(ValueError):
    """No ratio of polynomials in symbols and exponentials over the rationals, or too long a one."""


@dataclass(frozen=True)
class Ratio:
    """``top`` over the product of the powers ``below``; polynomials of one ring."""

    top: Any
    below: Factors = ()

    @property
    def bottom(self) -> Any:
        """The denominator, multiplied out."""
        product = 0 * self.top + 1
        for factor, power in self.below:
            product = product * factor**power
        return product

    def __mul__(self, other: Ratio) -> Ratio:
        return Ratio(_times(self.top, other.top), _gathered((*self.below, *other.below), sum))

    def __pow__(self, k: int) -> Ratio:
        if len(self.top) > 1 and comb(len(self.top) + abs(k) - 1, abs(k)) > MOST:
            raise Unfit("too many terms")
        if k >= 0:
            return Ratio(self.top**k, tuple((f, n * k) for f, n in self.below if k))
        if self.top == 0:
            raise Unfit("a division by zero")
        return Ratio(self.bottom**-k, tuple((f, n * -k) for f, n in _parts(self.top)))


@dataclass(frozen=True)
class Ground:
    """The generators in which an expression is a ratio: its symbols, and X = exp(rm) each."""

    variables: tuple[Symbol, ...]
    monomials: tuple[Expr, ...]
    rates: tuple[Rational, ...]
    make: Maker

    @classmethod
    def of(cls, e: Expr, make: Maker | None = None) -> Ground:
        """Return the generators of an expression without activations; Unfit if it has others."""
        variables = tuple(sorted(e.free_symbols, key=str))
        rates: dict[Expr, Rational] = {}
        for p in e.atoms(exp, type(sympy.E), *HYPERBOLIC):
            factor = 2 if isinstance(p, DOUBLED) else 1
            for m, k in exponent(sympy.S.One if p is sympy.E else p.args[0]).items():
                rates[m] = sympy.gcd(rates.get(m, sympy.S.Zero), factor * k)
        monomials = tuple(sorted(rates, key=str))
        return cls(variables, monomials, tuple(rates[m] for m in monomials), make or ring)

    @cached_property
    def generators(self) -> tuple[Any, ...]:
        many = len(self.variables) + len(self.monomials)
        return self.make([f"g{i}" for i in range(many)] or ["g"])

    def ratio(self, e: Expr) -> Ratio:
        """Return ``e`` as a quotient; Unfit if it is none."""
        if e.is_Rational:
            return Ratio(self._constant(e))
        if e.is_Symbol:
            return Ratio(self.generators[self.variables.index(e)])
        if e is sympy.E:
            return self._exp({sympy.S.One: sympy.S.One})
        if e.is_Add:
            return _total([self.ratio(a) for a in e.args])
        if e.is_Mul:
            first, *rest = (self.ratio(a) for a in e.args)
            for other in rest:
                first = first * other
            return first
        if isinstance(e, exp):
            return self._exp(exponent(e.args[0]))
        if e.is_Pow and e.exp.is_Integer:
            return self.ratio(e.base) ** int(e.exp)
        if isinstance(e, HYPERBOLIC):
            return self._hyperbolic(e)
        raise Unfit(f"{type(e).__name__} is no function of exp")

    def expression(self, p: Any, names: Sequence[Expr]) -> Expr:
        """Return a polynomial with expressions put in for the generators."""
        terms = []
        for powers, c in p.terms():
            factors = [x**k for x, k in zip(names, powers, strict=False) if k]
            terms.append(sympy.Mul(Rational(int(c.numerator), int(c.denominator)), *factors))
        return sympy.Add(*terms)

    @property
    def written(self) -> tuple[Expr, ...]:
        """What the generators stand for."""
        pairs = zip(self.monomials, self.rates, strict=True)
        return (*self.variables, *(exp(m * r) for m, r in pairs))

    def _constant(self, e: Rational) -> Any:
        one = 0 * self.generators[0] + 1
        return one * int(e.p) / int(e.q) if e.q != 1 else one * int(e.p)

    def _exp(self, at: Exponent) -> Ratio:
        over, under = self._constant(sympy.S.One), []
        for m, k in at.items():
            i = self.monomials.index(m)
            x, n = self.generators[len(self.variables) + i], int(k / self.rates[i])
            if n > 0:
                over = over * x**n
            elif n:
                under.append((x, -n))
        return Ratio(over, tuple(under))

    def _hyperbolic(self, e: Expr) -> Ratio:
        at, one = exponent(e.args[0]), Ratio(self._constant(sympy.S.One))
        minus = Ratio(self._constant(sympy.S.NegativeOne))
        factor = 2 if isinstance(e, DOUBLED) else 1
        X = self._exp({m: factor * k for m, k in at.items()})
        if factor == 2:
            found = _total([X, minus]) * _total([X, one]) ** -1
            return found ** (-1 if isinstance(e, sympy.coth) else 1)
        odd = isinstance(e, sympy.sinh | sympy.csch)
        half = Ratio(self._constant(Rational(1, 2)))
        found = half * _total([X, (minus if odd else one) * X**-1])
        return found ** (-1 if isinstance(e, sympy.sech | sympy.csch) else 1)


def exponent(argument: Expr) -> Exponent:
    """Split a polynomial argument into monomials and their rational coefficients."""
    if argument.is_Symbol:
        return {argument: sympy.S.One}
    found: Exponent = {}
    for term in sympy.Add.make_args(sympy.expand(argument)):
        factor, monomial = term.as_coeff_Mul()
        powers = monomial.as_powers_dict().items() if monomial != 1 else ()
        if not factor.is_Rational or any(
            not (x.is_Symbol and k.is_Integer and k > 0) for x, k in powers
        ):
            raise Unfit(f"the exponent {argument} is no polynomial")
        if factor:
            found[monomial] = factor
    return found


def ring(names: Sequence[str]) -> tuple[Any, ...]:
    """The generators of a polynomial ring of SymPy's over the rational numbers."""
    return sympy.ring(names, QQ)[1:]


def flint_ring(names: Sequence[str]) -> tuple[Any, ...]:
    """The same of python-flint's; ImportError if it is not installed."""
    from flint import fmpq_mpoly_ctx

    return fmpq_mpoly_ctx.get(tuple(names), "lex").gens()


@cache
def fastest() -> Maker:
    """The maker of rings that is installed and decides fastest."""
    return flint_ring if find_spec("flint") else ring


def _times(p: Any, q: Any) -> Any:
    if len(p) * len(q) > MOST:
        raise Unfit("too many terms")
    return p * q


def _gathered(factors: Iterable[tuple[Any, int]], join: Callable[[list[int]], int]) -> Factors:
    """Factors with their powers, equal ones together."""
    found: list[tuple[Any, list[int]]] = []
    for f, n in factors:
        same = next((powers for g, powers in found if g == f), None)
        if same is None:
            found.append((f, [n]))
        else:
            same.append(n)
    return tuple((f, join(powers)) for f, powers in found)


def _total(terms: Sequence[Ratio]) -> Ratio:
    below = _gathered((pair for term in terms for pair in term.below), max)
    total = 0 * terms[0].top
    for term in terms:
        part = term.top
        for f, most in below:
            n = most - next((n for g, n in term.below if g == f), 0)
            part = _times(part, f**n) if n else part
        total = total + part
    return Ratio(total, below)


def _parts(p: Any) -> Factors:
    """The generators that divide a polynomial, and what is left."""
    monomials = [powers for powers, _ in p.terms()]
    least = [min(powers) for powers in zip(*monomials, strict=True)]
    found, rest = [], p
    if any(least):
        gens = _generators(p)
        for x, k in zip(gens, least, strict=True):
            if k:
                found.append((x, k))
                rest = _divided(rest, x**k)
    return (*found, (rest, 1)) if not _is_one(rest) else tuple(found)


def _generators(p: Any) -> tuple[Any, ...]:
    return p.ring.gens if hasattr(p, "ring") else p.context().gens()


def _divided(p: Any, q: Any) -> Any:
    return p.exquo(q) if hasattr(p, "exquo") else p // q


def _is_one(p: Any) -> bool:
    return bool(p == 1)
