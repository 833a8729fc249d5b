"""Sums of products of operators, multiplied out and tidied for reading."""

from __future__ import annotations

from functools import reduce
from itertools import product

from sympy import Expr, Identity, MatAdd, MatMul, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..language.operators import Diag


def multiplied_out(A: MatrixExpr) -> MatrixExpr:
    """Return A as a sum of products in which neighbouring Diags are one Hadamard product."""
    n, m = A.shape
    terms = [_joined(term) for term in _terms(A)]
    diagonal = [term for term in terms if isinstance(term, Diag | Identity)]
    others = [term for term in terms if not isinstance(term, Diag | Identity)]
    if len(diagonal) > 1:
        diagonal = [Diag(sum(d.args[0] if isinstance(d, Diag) else 1 for d in diagonal), n)]
    return _sum([*diagonal, *others], n, m)


def _terms(A: MatrixExpr) -> list[list[MatrixExpr]]:
    if isinstance(A, MatAdd):
        return [term for part in A.args for term in _terms(part)]
    if isinstance(A, MatMul):
        factor, operators = A.as_coeff_matrices()
        scaled = [Diag(factor, operators[0].shape[0])] if factor != 1 else []
        rows = product(*[_terms(B) for B in operators])
        return [scaled + [B for part in row for B in part] for row in rows]
    if isinstance(A, ZeroMatrix):
        return []
    return [[A]]


def _joined(factors: list[MatrixExpr]) -> MatrixExpr:
    merged: list[MatrixExpr] = []
    for B in factors:
        if isinstance(B, Identity) and len(factors) > 1 and merged:
            continue
        if merged and isinstance(merged[-1], Identity):
            merged.pop()
        if merged and isinstance(B, Diag) and isinstance(merged[-1], Diag):
            B = Diag(merged.pop().args[0] * B.args[0], B.args[1])
        merged.append(B)
    return reduce(lambda x, y: MatMul(x, y), merged)


def _sum(terms: list[MatrixExpr], n: Expr, m: Expr) -> MatrixExpr:
    if not terms:
        return ZeroMatrix(n, m)
    return terms[0] if len(terms) == 1 else MatAdd(*terms)
