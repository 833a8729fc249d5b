"""Whether a function of one number has a derivative everywhere: no pole, no kink."""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import Expr, Pow, Symbol

from ..language.activations import (
    exponential,
    identity,
    sigma,
    softplus,
    squash_g,
    squash_h,
    tanh,
)
from .signs import Region, holds

ENTIRE = (
    *(sympy.exp, sympy.tanh, sympy.sinh, sympy.cosh, sympy.sech, sympy.sin, sympy.cos),
    *(sigma, tanh, squash_h, squash_g, softplus, identity, exponential),
)
POLE_AT_ZERO = (sympy.coth, sympy.csch, sympy.log)


def is_smooth(e: Expr, x: Symbol, regions: Mapping[Symbol, Region]) -> bool:
    """Whether ``e`` is differentiable in x wherever its symbols lie in their regions.

    What is divided by, and what has a root taken, must show its sign there.
    """
    if not e.has(x) or e == x:
        return True
    if e.is_Add or e.is_Mul or isinstance(e, ENTIRE):
        return all(is_smooth(a, x, regions) for a in e.args)
    if isinstance(e, Pow):
        inside = is_smooth(e.base, x, regions) and not e.exp.has(x)
        whole = e.exp.is_Integer and e.exp > 0
        return inside and (whole or _has_sign(e.base, regions, both=bool(e.exp.is_Integer)))
    if isinstance(e, POLE_AT_ZERO):
        both = not isinstance(e, sympy.log)
        return is_smooth(e.args[0], x, regions) and _has_sign(e.args[0], regions, both)
    return False


def _has_sign(e: Expr, regions: Mapping[Symbol, Region], both: bool) -> bool:
    """Whether e is positive everywhere, or negative everywhere if ``both`` will do."""
    sides = (e, -e) if both else (e,)
    return any(holds(side, "<", regions) for side in sides)
