"""Bounds: the supremum of a slope with its certificate, and a number above a norm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Expr, MatAdd, MatMul
from sympy.core.basic import Basic

from ..language.activations import Elementwise, Slope
from ..language.operators import Diag, Matrix, Norm
from .extremes import slope_range


class Unbounded(ValueError):
    """No finite bound could be derived."""


@dataclass(frozen=True)
class Certificate:
    """Why p(y) >= 0 on an interval: ``identity`` equals p and is a sum of non-negative terms."""

    polynomial: Expr
    identity: Expr

    def holds(self) -> bool:
        """Whether the identity is p and each factor is an even power or nowhere negative."""
        same = sympy.expand(self.polynomial - self.identity) == 0
        return same and all(_non_negative(f) for f in sympy.Mul.make_args(self.identity))


def supremum(f: type[Elementwise]) -> Expr:
    """Return sup |f'| of an activation, exact if it has a closed form, else a number above it.

    Raises Unbounded if there is none, or none was found.
    """
    named: Any = f
    found = slope_range(named).steepest
    if not found.is_finite:
        raise Unbounded(f"the slope of {f.__name__} has no bound that was found")
    return found


def certificate(p: Expr) -> Certificate | None:
    """Return p(y) >= 0 for all real y as a product of even powers and what is never negative."""
    return next((c for c in [Certificate(p, sympy.factor(p))] if c.holds()), None)


def above(A: Basic, p: Expr, entries: Callable[[Expr], Expr] | None = None) -> Expr:
    """Return a number above the norm |A|_p of a sum of products of matrices and diagonals.

    |A+B| <= |A|+|B|; |AB| <= |A||B|; |diag(v)| = max |v_i| for every p-norm; |W^T| = |W| for the
    2-norm alone. ``entries`` says what no entry of a diagonal exceeds: without it, the suprema of
    slopes and the ends of images do.
    """
    if isinstance(A, MatAdd):
        return sympy.Add(*[above(B, p, entries) for B in A.args])
    if isinstance(A, MatMul):
        factor, operators = A.as_coeff_matrices()
        return abs(factor) * sympy.Mul(*[above(B, p, entries) for B in operators])
    if isinstance(A, Diag):
        return (entries or _above_entries)(A.args[0])
    if isinstance(A, Matrix) and A.is_transposed and p == 2:
        return Norm(A.T, p)
    return Norm(A, p)


def _above_entries(v: Expr) -> Expr:
    if isinstance(v, Slope):
        return supremum(type(v.args[0]))
    if isinstance(v, Elementwise):
        return sympy.Max(abs(v.image.inf), abs(v.image.sup))
    if v.is_Mul:
        return sympy.Mul(*[_above_entries(a) for a in v.args])
    if v.is_Number:
        return abs(v)
    raise Unbounded(f"nothing bounds the entries of {v}")


def _non_negative(factor: Expr) -> bool:
    if factor.is_nonnegative:
        return True
    return bool(factor.is_Pow and factor.exp.is_even and factor.base.is_extended_real)
