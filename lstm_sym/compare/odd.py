"""Which odd function an activation is a copy of: sigma(z) = (1 + tanh(z/2))/2.

Nothing is listed: the copy is read off the image and the slope at 0, and decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy
from sympy import Expr, S

from ..calculus.identity import is_identity
from ..language.activations import Elementwise, tanh


@dataclass(frozen=True)
class Copy:
    """f(z) = scale * base(speed * z) + shift; ``is_odd`` says base(-z) = -base(z)."""

    base: type[Elementwise]
    scale: Expr
    speed: Expr
    shift: Expr
    is_odd: bool


def passes(f: type[Elementwise]) -> bool:
    """Whether f(z) = z for every real z, as for ``identity`` and ``hold``."""
    known: Any = f
    return _passes(known)


def copy(f: type[Elementwise]) -> Copy:
    """Return f as a copy of tanh if it is one, and else of itself.

    If f(z) = p tanh(k z) + q then its image lies between q - p and q + p, and f'(0) = p k; that f
    is that function is then decided (``calculus.identity``), as is whether f is odd.
    """
    known: Any = f
    return _copy(known)


@cache
def _passes(f: Any) -> bool:
    z = sympy.Dummy(real=True)
    return bool(f.definition(z) == z)


@cache
def _copy(f: Any) -> Copy:
    z = sympy.Dummy(real=True)
    whole = sympy.sympify(f.definition(z))
    low, high = f.image.start, f.image.end
    if low.is_finite and high.is_finite and low < high:
        p, q = (high - low) / 2, (high + low) / 2
        k = whole.diff(z).xreplace({z: S.Zero}) / p
        if k.is_Rational and k != 0 and is_identity(whole - p * sympy.tanh(k * z) - q):
            return Copy(tanh, p, k, q, True)
    mirrored = whole + whole.xreplace({z: -z})
    return Copy(f, S.One, S.One, S.Zero, is_identity(mirrored) is True)
