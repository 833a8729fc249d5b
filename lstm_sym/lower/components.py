"""entry(e, i): vectors and operators written out in components; x_i, sum_j W_ij x_j."""

from __future__ import annotations

from functools import singledispatch

from sympy import (
    Add,
    Expr,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    Piecewise,
    Pow,
    Product,
    S,
    Sum,
    Transpose,
    ZeroMatrix,
)
from sympy.core.basic import Basic

from ..language.activations import Elementwise, Slope
from ..language.operators import Diag, Dot, Matrix, Outer, Response, Sensitivity
from ..language.shapes import shape
from ..language.sums import Chain, OperatorSum
from ..language.symbols import binder
from ..language.vectors import Basis, Entry, Ones, Total, Vector


@singledispatch
def entry(e: Basic, *at: Expr) -> Expr:
    """Return the entry of a vector at i, or of an operator at (i, j).

    Raises TypeError for a node that has no entries.
    """
    raise TypeError(f"no entries are known of {type(e).__name__}")


def in_components(e: Expr) -> Expr:
    """Return a number with every Entry and Total written out down to named vectors and matrices."""
    e = e.replace(lambda x: isinstance(x, Entry), lambda x: entry(x.of, *x.at))
    return e.replace(lambda x: isinstance(x, Total), lambda x: _total(x.args[0]))


def _total(v: Expr) -> Expr:
    k = binder("k")
    return Sum(entry(v, k), (k, 1, shape(v)[0]))


@entry.register(Vector | Chain | Response | Sensitivity)
def _(e: Expr, *at: Expr) -> Expr:
    return Entry(e, *at)


@entry.register(Matrix)
def _(e: Matrix, i: Expr, j: Expr) -> Expr:
    return Entry(e.T, j, i) if e.is_transposed else Entry(e, i, j)


@entry.register(Add | Mul | Piecewise)
def _(e: Expr, *at: Expr) -> Expr:
    return e.func(*[entry(a, *at) if shape(a) else a for a in e.args])


@entry.register(Pow)
def _(e: Pow, i: Expr) -> Expr:
    return e.func(entry(e.base, i), e.exp) if shape(e) else e


@entry.register(Elementwise)
def _(e: Elementwise, i: Expr) -> Expr:
    return e.func(entry(e.args[0], i)) if shape(e) else e


@entry.register(Slope)
def _(e: Slope, i: Expr) -> Expr:
    return Slope(entry(e.args[0], i)) if shape(e) else e


@entry.register(Sum | Product)
def _(e: Sum, *at: Expr) -> Expr:
    return e.func(entry(e.function, *at), *e.limits)


@entry.register(Dot)
def _(e: Dot, i: Expr) -> Expr:
    return _row_times_column(e.args[0], e.args[1], i)


@entry.register(Diag)
def _(e: Diag, i: Expr, j: Expr) -> Expr:
    v = e.args[0]
    return KroneckerDelta(i, j) * (entry(v, i) if shape(v) else v)


@entry.register(Basis)
def _(e: Basis, i: Expr) -> Expr:
    return KroneckerDelta(i, e.args[0])


@entry.register(Ones)
def _(e: Ones, i: Expr) -> Expr:
    return S.One


@entry.register(Outer)
def _(e: Outer, i: Expr, j: Expr) -> Expr:
    return entry(e.args[0], i) * entry(e.args[1], j)


@entry.register(OperatorSum)
def _(e: OperatorSum, i: Expr, j: Expr) -> Expr:
    k = binder("t")
    return Sum(entry(e.at(k), i, j), (k, *e.limits))


@entry.register(ImmutableDenseMatrix)
def _(e: ImmutableDenseMatrix, i: Expr, j: Expr) -> Expr:
    """The numbers of an explicit matrix, each with the deltas that pick it out."""
    rows, columns = (range(size) for size in e.shape)
    return Add(
        *[
            e[r, c] * KroneckerDelta(i, r + 1) * KroneckerDelta(j, c + 1)
            for r in rows
            for c in columns
        ]
    )


@entry.register(Identity)
def _(e: Identity, i: Expr, j: Expr) -> Expr:
    return KroneckerDelta(i, j)


@entry.register(ZeroMatrix)
def _(e: ZeroMatrix, i: Expr, j: Expr) -> Expr:
    return S.Zero


@entry.register(Inverse)
def _(e: Inverse, i: Expr, j: Expr) -> Expr:
    """An entry of an inverse; that of a transpose is the transposed entry of the inverse."""
    A = e.arg
    flipped = isinstance(A, Matrix) and A.is_transposed
    return Entry(Inverse(A.T), j, i) if flipped else Entry(e, i, j)


@entry.register(MatPow)
def _(e: MatPow, i: Expr, j: Expr) -> Expr:
    return entry(MatMul(*[e.base] * int(e.exp)), i, j)


@entry.register(Transpose)
def _(e: Transpose, i: Expr, j: Expr) -> Expr:
    return entry(e.arg, j, i)


@entry.register(MatAdd)
def _(e: MatAdd, i: Expr, j: Expr) -> Expr:
    return Add(*[entry(a, i, j) for a in e.args])


@entry.register(MatMul)
def _(e: MatMul, i: Expr, j: Expr) -> Expr:
    factor, (A, *others) = e.as_coeff_matrices()
    if not others:
        return factor * entry(A, i, j)
    B = MatMul(*others) if len(others) > 1 else others[0]
    if isinstance(A, Diag | Identity):
        diagonal = A.args[0] if isinstance(A, Diag) else S.One
        return factor * (entry(diagonal, i) if shape(diagonal) else diagonal) * entry(B, i, j)
    if isinstance(B, Diag):
        v = B.args[0]
        return factor * entry(A, i, j) * (entry(v, j) if shape(v) else v)
    k = binder("l")
    return factor * Sum(entry(A, i, k) * entry(B, k, j), (k, 1, A.shape[1]))


def _row_times_column(A: Basic, x: Expr, i: Expr) -> Expr:
    if isinstance(x, Basis):
        return entry(A, i, x.args[0])
    k = binder("l")
    here = entry(x, k) if shape(x) else x
    return Sum(entry(A, i, k) * here, (k, 1, shape(A)[1]))
