"""image(f) and slope_range(f): between which numbers an activation and its slope lie."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy
from sympy import Expr, Interval

from ...language.activations import Elementwise
from ...language.symbols import number
from .extent import Extent, Extremum

y, z = number("y"), number("z")


@cache
def image(f: Any) -> Extent:
    """Return the infimum and the supremum of f(z) over all real z."""
    return _declared(f.image)


@cache
def slope_range(f: Any) -> Extent:
    """Return the infimum and the supremum of f'(z) over all real z that f has a slope at.

    NotImplementedError if they are not found.
    """
    slope = sympy.sympify(f.slope(z, y))
    if isinstance(slope, Elementwise) and slope.args == (z,):
        steeper: Any = type(slope)
        return image(steeper)
    if slope.has(z) or not slope.is_polynomial(y):
        raise NotImplementedError(f"the slope of {f.__name__}")
    if not slope.has(y):
        return Extent(_exactly(slope, True), _exactly(slope, True))
    return Extent(_least(slope, f.image), _negative(_least(-slope, f.image)))


def _least(p: Expr, domain: Interval) -> Extremum:
    """The infimum of a polynomial in y on an interval."""
    low = sympy.minimum(p, y, domain.closure)
    inside = sympy.solveset(p - low, y, domain)
    return _exactly(low, inside is not sympy.S.EmptySet)


def _negative(e: Extremum) -> Extremum:
    exact = None if e.exact is None else -e.exact
    return Extremum(-e.high, -e.low, exact, e.attained)


def _declared(domain: Interval) -> Extent:
    return Extent(
        _exactly(domain.inf, not domain.left_open), _exactly(domain.sup, not domain.right_open)
    )


def _exactly(value: Expr, attained: bool) -> Extremum:
    return Extremum(value, value, value, attained and bool(value.is_finite))
