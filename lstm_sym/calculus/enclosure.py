"""Closed numbers, enclosed: interval arithmetic that is rounded outwards decides strict signs."""

from __future__ import annotations

from typing import Any

import sympy
from mpmath.ctx_iv import MPIntervalContext
from sympy import Expr

from .identity import exponentials, is_identity

DIGITS = (20, 50, 120)


def enclosed(e: Expr, digits: int) -> Any:
    """Return an interval that holds the closed number e; TypeError for what it cannot enclose."""
    work = MPIntervalContext()
    work.dps = digits
    return _value(e, work)


def _value(e: Expr, work: MPIntervalContext) -> Any:
    if e.is_Rational:
        return work.mpf(int(e.p)) / work.mpf(int(e.q))
    if e.is_Add:
        return sum((_value(a, work) for a in e.args[1:]), _value(e.args[0], work))
    if e.is_Mul:
        out = work.mpf(1)
        for a in e.args:
            out = out * _value(a, work)
        return out
    if isinstance(e, sympy.exp):
        return work.exp(_value(e.args[0], work))
    if e.is_Pow and e.exp.is_Integer:
        base = _value(e.base, work) ** abs(int(e.exp))
        return base if e.exp > 0 else 1 / base
    if isinstance(e, sympy.Abs):
        return abs(_value(e.args[0], work))
    raise TypeError(f"{e} is not enclosed")


def sign(e: Expr) -> int | None:
    """Return the sign of a closed number made of rationals and exponentials; None if unknown."""
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
    return 0 if is_identity(e) else None
