"""Identities between functions of exp are decided: they are rational in exp(z), or they are not."""

from __future__ import annotations

from functools import reduce

import sympy
from sympy import Derivative, Expr, Rational, Symbol, exp

from ..language.activations import Elementwise, Slope


def defined(e: Expr) -> Expr:
    """Return ``e`` with every activation written by its definition and differentiated."""
    e = e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    e = e.replace(lambda x: isinstance(x, Elementwise), lambda x: type(x).definition(x.args[0]))
    return e.replace(lambda x: isinstance(x, Derivative), lambda x: x.expr.diff(*x.variables))


def is_identity(e: Expr) -> bool | None:
    """Whether a function built from exp and hyperbolic functions is zero everywhere.

    With X = exp(z/d) for a common denominator d, it is a rational function of X and z, which are
    algebraically independent: zero iff its numerator is the zero polynomial. None if it is not
    such a function.
    """
    rewritten = sympy.expand(defined(e).rewrite(exp), power_exp=False, deep=False)
    variables = sorted(rewritten.free_symbols, key=str)
    powers = {}
    for p in rewritten.atoms(exp):
        multiples = _multiples(p.args[0], variables)
        if multiples is None:
            return None
        powers[p] = multiples
    generators = {v: sympy.Dummy(f"exp {v}", positive=True) for v in variables}
    common = {v: _denominator([m[v] for m in powers.values()]) for v in variables}
    ring = rewritten.xreplace(
        {
            p: sympy.Mul(*[generators[v] ** (m[v] * common[v]) for v in variables])
            for p, m in powers.items()
        }
    )
    numerator, _ = sympy.fraction(sympy.together(ring))
    numerator = sympy.expand(numerator)
    if not numerator.is_polynomial(*generators.values(), *variables):
        return None
    return numerator == 0


def _multiples(argument: Expr, variables: list[Symbol]) -> dict[Symbol, Rational] | None:
    found = {v: sympy.expand(argument).coeff(v) for v in variables}
    rest = argument - sum(k * v for v, k in found.items())
    rational = all(k.is_Rational for k in found.values())
    return found if rational and sympy.expand(rest) == 0 else None


def _denominator(multiples: list[Rational]) -> int:
    return reduce(sympy.ilcm, [m.q for m in multiples], 1)
