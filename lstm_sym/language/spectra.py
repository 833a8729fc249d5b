"""Numbers of an operator beside its norm: how little it stretches, and its largest eigenvalue."""

from __future__ import annotations

from typing import Any

from sympy import Expr, S

from .shapes import Shape, ShapeError, shape


class OfOperator(Expr):
    """A number, not negative, that belongs to an operator of R^n."""

    is_commutative = True
    is_extended_nonnegative = True

    def __new__(cls, A: Any) -> Expr:
        rows = shape(A)
        if len(rows) != 2 or rows[0] != rows[1]:
            raise ShapeError(f"{A}: {cls.__name__} is of an operator from R^n to itself")
        if A.is_ZeroMatrix or A.is_Identity:
            return S.Zero if A.is_ZeroMatrix else S.One
        return Expr.__new__(cls, A)

    def own_shape(self) -> Shape:
        return ()


class SmallestStretch(OfOperator):
    """The smallest stretch |A x|_2 / |x|_2 of an operator: its smallest singular value."""


class SpectralRadius(OfOperator):
    """The largest absolute value of an eigenvalue of an operator."""
