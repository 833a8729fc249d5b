"""Operators composed by ``*`` and ``**``: as they stand, with nothing worked out."""

from __future__ import annotations

from typing import Any

from sympy import Expr, MatMul, sympify
from sympy.matrices.expressions.matexpr import MatrixExpr

from .shapes import ShapeError, shape


class Composable(MatrixExpr):
    """A linear map: SymPy's own product of two would work out the sums that they hold."""

    def __mul__(self, other: Any) -> Expr:
        """Compose, or take a multiple; nothing is worked out, and a square is A A."""
        other = sympify(other)
        fits = len(shape(other)) == 2 and shape(other)[0] == self.shape[1]
        if shape(other) and not fits:
            raise ShapeError(f"{self} times {other}: write A @ x to apply an operator")
        return MatMul(self, other) if shape(other) else MatMul(other, self)

    def __rmul__(self, other: Any) -> Expr:
        other = sympify(other)
        if shape(other) and (len(shape(other)) != 2 or shape(other)[1] != self.shape[0]):
            raise ShapeError(f"{other} times {self}: write diag(v) @ A to scale its rows")
        return MatMul(other, self)

    def __pow__(self, power: Any) -> Expr:
        power = sympify(power)
        if not (power.is_Integer and power > 0) or self.shape[0] != self.shape[1]:
            raise ShapeError(f"{self} to the power {power}: write a Chain")
        return self if power == 1 else MatMul(*[self] * int(power))
