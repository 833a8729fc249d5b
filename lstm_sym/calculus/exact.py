"""exactly(e): norms of matrices and vectors that are written out, as exact numbers."""

from __future__ import annotations

import sympy
from sympy import Expr, ImmutableDenseMatrix, S
from sympy.core.basic import Basic

from ..language.operators import Dot, Norm
from ..language.vectors import Basis


def exactly(e: Expr) -> Expr:
    """Return ``e`` with the norms of what is written out put in as numbers; others are left."""
    return e.replace(lambda x: isinstance(x, Norm), _norm)


def _norm(e: Norm) -> Expr:
    known = explicit(e.args[0])
    return e if known is None or not known.is_Matrix else _value(known, e.args[1], e)


def _value(A: ImmutableDenseMatrix, p: Expr, otherwise: Norm) -> Expr:
    """The largest row sum, column sum or stretch; for a column, its p-norm."""
    rows, cols = A.shape
    if p == S.Infinity:
        return sympy.Max(*[sum(abs(A[i, j]) for j in range(cols)) for i in range(rows)])
    if p == 1:
        return sympy.Max(*[sum(abs(A[i, j]) for i in range(rows)) for j in range(cols)])
    if p == 2:
        return sympy.sqrt(sympy.Max(*(A.T * A).eigenvals()))
    return otherwise


def explicit(e: Basic) -> ImmutableDenseMatrix | None:
    """Return a matrix, or a vector as one column, as its numbers; None if it is not written out."""
    if isinstance(e, ImmutableDenseMatrix):
        return e
    if isinstance(e, Basis) and all(a.is_Integer for a in e.args):
        unit, n = e.args
        return ImmutableDenseMatrix(int(n), 1, lambda i, _: int(i == unit - 1))
    if isinstance(e, Dot):
        A, x = map(explicit, e.args)
        return None if A is None or x is None else A * x
    return None
