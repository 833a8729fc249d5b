"""exactly(e): norms and eigenvalues of what is written out, as exact numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import mul

import sympy
from sympy import Expr, ImmutableDenseMatrix, MatMul, S
from sympy.core.basic import Basic

from ..language.operators import Dot, Norm
from ..language.spectra import OfOperator, SmallestStretch, SpectralRadius
from ..language.sums import Chain
from ..language.vectors import Basis


def exactly(e: Expr) -> Expr:
    """Return ``e`` with the norms, smallest stretches and largest eigenvalues of what is written
    out put in as numbers; others are left."""
    return e.replace(lambda x: isinstance(x, Norm | OfOperator), _number)


def _number(e: Norm | OfOperator) -> Expr:
    known = explicit(e.args[0])
    if known is None:
        return e
    if isinstance(e, SpectralRadius):
        return sympy.Max(*[abs(z) for z in known.eigenvals()])
    if isinstance(e, SmallestStretch):
        return sympy.sqrt(sympy.Min(*(known.T * known).eigenvals()))
    return _value(known, e.args[1], e)


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
    if isinstance(e, Chain) and e.length.is_Integer:
        return _product([e.at(m) for m in _factors(e)])
    if isinstance(e, Dot | MatMul):
        return _product(e.args)
    return None


def _factors(e: Chain) -> Sequence[int]:
    forward = range(1, int(e.length) + 1)
    return forward if e.ascending else forward[::-1]


def _product(parts: Iterable[Basic]) -> ImmutableDenseMatrix | None:
    """The product of numbers and of what is written out."""
    known = [part if part.is_Number else explicit(part) for part in parts]
    return None if None in known else reduce(mul, known)
