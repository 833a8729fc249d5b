"""Identities between functions of exp are decided: they are rational in exponentials, or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import sympy
from sympy import Add, Derivative, Expr, Rational, Subs, Sum, Symbol, exp

from ..language.activations import Elementwise, Slope

HYPERBOLIC = (sympy.tanh, sympy.coth, sympy.sinh, sympy.cosh, sympy.sech, sympy.csch)


def defined(e: Expr) -> Expr:
    """Return ``e`` with activations by their definitions, differentiated, put in and summed."""
    e = e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    e = e.replace(lambda x: isinstance(x, Elementwise), lambda x: type(x).definition(x.args[0]))
    e = e.replace(lambda x: isinstance(x, Derivative), lambda x: x.expr.diff(*x.variables))
    e = e.replace(lambda x: isinstance(x, Subs), _put)
    return e.replace(_is_counted, _summed)


def exponentials(e: Expr) -> Expr:
    """Return ``e`` by its definitions, hyperbolic functions written with exponentials."""
    return defined(e).rewrite(HYPERBOLIC, exp)


def _put(e: Subs) -> Expr:
    return e.expr.xreplace(dict(zip(e.variables, e.point, strict=True)))


def _summed(s: Sum) -> Expr:
    """A sum whose ends are numbers, term by term."""
    total = s.function
    for k, low, high in s.limits:
        total = Add(*[total.xreplace({k: sympy.Integer(i)}) for i in range(low, high + 1)])
    return total


def _is_counted(e: Expr) -> bool:
    """Whether a sum has numbers for its ends."""
    return isinstance(e, Sum) and all(end.is_Integer for _, *ends in e.limits for end in ends)


@dataclass(frozen=True)
class Rationalised:
    """A rational function of ``variables`` and of ``exponentials``, each an exp of a monomial."""

    function: Expr
    exponentials: dict[Symbol, Expr]
    variables: tuple[Symbol, ...]


def rational(e: Expr) -> Rationalised | None:
    """Write ``e`` as a rational function of its symbols and of X = exp(m/d), m its monomials.

    None if it is no such function with rational coefficients.
    """
    written = sympy.expand(exponentials(e), power_exp=False, deep=False)
    variables = tuple(sorted(written.free_symbols, key=str))
    powers: dict[Expr, dict[Expr, Rational]] = {}
    for p in written.atoms(exp, type(sympy.E)):
        found = _monomials(sympy.S.One if p is sympy.E else p.args[0], variables)
        if found is None:
            return None
        powers[p] = found
    monomials = sorted({m for found in powers.values() for m in found}, key=str)
    common = {
        m: _denominator([found[m] for found in powers.values() if m in found]) for m in monomials
    }
    letters = {m: sympy.Dummy(f"exp {m}", positive=True) for m in monomials}
    ring = written.xreplace(
        {
            p: sympy.Mul(*[letters[m] ** (k * common[m]) for m, k in found.items()])
            for p, found in powers.items()
        }
    )
    numerator, denominator = sympy.fraction(sympy.together(ring))
    for part in (numerator, denominator):
        if not _is_polynomial(part, (*letters.values(), *variables)):
            return None
    return Rationalised(
        numerator / denominator, {letters[m]: m / common[m] for m in monomials}, variables
    )


def is_identity(e: Expr) -> bool | None:
    """Whether a function built from exp and hyperbolic functions is zero everywhere.

    It is a rational function of its symbols and of the exponentials of distinct monomials, which
    are algebraically independent: zero iff its numerator is the zero polynomial. None if it is
    not such a function.
    """
    found = rational(e)
    if found is None:
        return None
    numerator, _ = sympy.fraction(sympy.together(found.function))
    return bool(sympy.expand(numerator) == 0)


def _is_polynomial(e: Expr, letters: tuple[Symbol, ...]) -> bool:
    """Whether e is a polynomial in the letters with rational coefficients."""
    if not letters:
        return bool(e.is_Rational)
    if not e.is_polynomial(*letters):
        return False
    return all(c.is_Rational for c in sympy.Poly(e, *letters).coeffs())


def _monomials(argument: Expr, variables: tuple[Symbol, ...]) -> dict[Expr, Rational] | None:
    """Split a polynomial argument into monomials and their rational coefficients."""
    argument = sympy.expand(argument)
    if not _is_polynomial(argument, variables):
        return None
    terms = [term.as_coeff_Mul() for term in sympy.Add.make_args(argument)]
    return {monomial: factor for factor, monomial in terms}


def _denominator(multiples: list[Rational]) -> int:
    return reduce(sympy.ilcm, [m.q for m in multiples], 1)
