"""Closed numbers, enclosed: interval arithmetic that is rounded outwards decides strict signs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import sympy
from mpmath.ctx_iv import MPIntervalContext
from sympy import Expr, Symbol

from .identity import exponentials, is_identity

DIGITS = (20, 50, 120)
_x = sympy.Dummy("x")


Ends = Mapping[Symbol, tuple[Expr, Expr]]


def enclosed(e: Expr, digits: int, ends: Ends | None = None) -> Any:
    """Return an interval that holds e, its symbols anywhere between rational ``ends``.

    TypeError for what is not made of rationals, symbols and exponentials.
    """
    work = MPIntervalContext()
    work.dps = digits
    names = {
        s: work.mpf([_value(low, work, {}).a, _value(high, work, {}).b])
        for s, (low, high) in (ends or {}).items()
    }
    return _value(e, work, names)


def _value(e: Expr, work: MPIntervalContext, names: Mapping[Symbol, Any]) -> Any:
    if e in names:
        return names[e]
    if e.is_Rational:
        return work.mpf(int(e.p)) / work.mpf(int(e.q))
    if e is sympy.E:
        return work.exp(work.mpf(1))
    parts = [_value(a, work, names) for a in e.args if not (e.is_Pow and e.exp.is_Integer)]
    if e.is_Add:
        return sum(parts[1:], parts[0])
    if e.is_Mul:
        return reduce(lambda x, y: x * y, parts)
    if isinstance(e, sympy.exp):
        return work.exp(parts[0])
    if e.is_Pow and e.exp.is_Integer:
        base = _value(e.base, work, names) ** abs(int(e.exp))
        return base if e.exp > 0 else 1 / base
    if e.is_Pow and e.exp.is_Rational and e.base.is_positive:
        return parts[0] ** parts[1]
    if isinstance(e, sympy.Abs):
        return abs(parts[0])
    raise TypeError(f"{e} is not enclosed")


def sign(e: Expr) -> int | None:
    """Return the sign of a closed number of rationals and roots, or exponentials; None if unknown.

    That it is zero is decided by algebra.
    """
    e = exponentials(e)
    if e.is_Rational:
        return int(sympy.sign(e))
    for digits in DIGITS:
        try:
            interval = enclosed(e, digits)
        except (TypeError, ZeroDivisionError):
            return None
        if interval.a > 0:
            return 1
        if interval.b < 0:
            return -1
    return 0 if _is_zero(e) else None


def _is_zero(e: Expr) -> bool | None:
    """Whether a rational function of exponentials, or an algebraic number, is zero."""
    if e.is_algebraic:
        return bool(sympy.minimal_polynomial(e, _x) == _x)
    return is_identity(e)
