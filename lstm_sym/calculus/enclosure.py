"""Closed numbers, enclosed: arithmetic that is rounded outwards decides strict signs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy
from sympy import Expr, Rational, Symbol

from .arithmetic import Arithmetic, End, Intervals
from .identity import defined, is_identity
from .program import Program, Unenclosed

DIGITS = (20, 50, 120)
_x = sympy.Dummy("x")

Ends = Mapping[Symbol, tuple[Rational, Rational]]


def enclosed(e: Expr, digits: int, ends: Ends | None = None) -> tuple[End, End]:
    """Return exact numbers below and above e, its symbols anywhere between rational ``ends``.

    Unenclosed for what is not made of rational numbers, symbols and functions of exp, log, erf.
    """
    return within(Intervals(digits), e, ends or {})


def within(work: Arithmetic, e: Expr, ends: Ends) -> tuple[End, End]:
    """The same in an arithmetic of one's own."""
    program = Program([defined(e)], tuple(ends))
    with work.working():
        inputs = [work.between(fraction(low), fraction(high)) for low, high in ends.values()]
    return work.ends(program(work, *inputs)[0])


def fraction(e: Rational) -> Fraction:
    """A rational number of SymPy's as Python's."""
    return Fraction(int(e.p), int(e.q))


def sign(e: Expr) -> int | None:
    """Return the sign of a closed number of rationals and roots, or exponentials; None if unknown.

    That it is zero is decided by algebra.
    """
    e = defined(e)
    if e.is_Rational:
        return int(sympy.sign(e))
    for digits in DIGITS:
        try:
            low, high = enclosed(e, digits)
        except (Unenclosed, ZeroDivisionError):
            return None
        if low > 0:
            return 1
        if high < 0:
            return -1
    return 0 if _is_zero(e) else None


def _is_zero(e: Expr) -> bool | None:
    """Whether a rational function of exponentials, or an algebraic number, is zero."""
    if is_radical(e):
        return bool(sympy.minimal_polynomial(e, _x) == _x)
    return is_identity(e)


def is_radical(e: Expr) -> bool:
    """Whether a number is made of rational ones by sums, products and rational powers.

    SymPy's own question, whether it is algebraic, may evaluate a tower of exponentials.
    """
    if e.is_Pow:
        return bool(e.exp.is_Rational) and is_radical(e.base)
    return bool(e.is_Rational) or ((e.is_Add or e.is_Mul) and all(map(is_radical, e.args)))
