"""Small wrong changes of a claim: a sign, a factor, a time, a transpose, a constant, an order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from sympy import (
    Add,
    Derivative,
    Expr,
    ImmutableDenseMatrix,
    MatAdd,
    MatMul,
    Mul,
    Number,
    Pow,
    Rational,
    Symbol,
)
from sympy.core.basic import Basic

from ..language.operators import Dot, Matrix, Norm, Outer, Response
from ..language.shapes import ShapeError, shape
from ..language.sums import Binding, Chain
from ..language.vectors import Ones, Vector
from ..proof.step import Claim


def mutants(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """Every claim that one small change makes of ``claim``, with a word for the change."""
    for side in ("lhs", "rhs"):
        for word, e in changed(getattr(claim, side)):
            sides = {"lhs": claim.lhs, "rhs": claim.rhs} | {side: e}
            try:
                mutant = Claim(sides["lhs"], claim.relation, sides["rhs"])
            except ShapeError:
                continue
            if mutant != claim:
                yield f"{side}: {word}", mutant
    if claim.rhs == 0 and shape(claim.lhs):
        ones = [Ones(n) for n in shape(claim.lhs)]
        something = ones[0] if len(ones) == 1 else Outer(*ones)
        yield "rhs: something for nothing", Claim(claim.lhs, claim.relation, something)


def changed(e: Expr) -> Iterator[tuple[str, Expr]]:
    """Every expression of the same shape that one small change makes of ``e``."""
    if not e.is_Add and not e.is_MatAdd:
        yield "sign", -e
    for path, part in _parts(e):
        for word, other in _changes(part):
            try:
                whole = _put(e, path, other)
                fits = shape(whole) in (shape(e), ())
            except (ShapeError, TypeError):
                continue
            if fits and whole != e:
                yield f"{word} of {part}", whole


def _parts(e: Basic, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Basic]]:
    yield path, e
    if isinstance(e, Vector | Matrix | Symbol | Response):
        return
    first = e.bound if isinstance(e, Binding) else 2 if isinstance(e, ImmutableDenseMatrix) else 0
    parts = e.args[:1] if isinstance(e, Derivative | Norm) else e.args[first:]
    for i, part in enumerate(parts, first):
        yield from _parts(part, (*path, i))


def _put(e: Basic, path: tuple[int, ...], part: Basic) -> Any:
    if not path:
        return part
    i, *rest = path
    args = list(e.args)
    args[i] = _put(args[i], tuple(rest), part)
    return e.func(*args)


def _changes(e: Basic) -> Iterator[tuple[str, Any]]:
    if isinstance(e, Add | MatAdd):
        for i, term in enumerate(e.args):
            yield "sign", e.func(*e.args[:i], -term, *e.args[i + 1 :])
    if isinstance(e, Mul | MatMul):
        for i in range(len(e.args)):
            left = [*e.args[:i], *e.args[i + 1 :]]
            if isinstance(e, MatMul) and not any(a.is_Matrix for a in left):
                continue
            yield "factor dropped", left[0] if len(left) == 1 else e.func(*left)
    if isinstance(e, Dot):
        yield "matrix dropped", e.args[1]
    if isinstance(e, Response):
        for i, move in product((0, 1), (1, -1)):
            vector = Vector(*e.args[i].args[:2], e.args[i].moment + move)
            yield "time shifted", e.func(*e.args[:i], vector, *e.args[i + 1 :])
    if isinstance(e, Pow) and e.exp != 2:
        yield "power dropped", e.base
    if isinstance(e, Matrix) and e.rows == e.cols:
        yield "transpose", e.T
    if isinstance(e, Number) and e.is_finite:
        yield "constant", e + 1 if e.is_Integer else Rational(e.p, e.q + 1)
    if isinstance(e, Vector) and e.time is not None:
        for move in (1, -1):
            yield "time shifted", Vector(e.args[0], e.dim, e.moment + move)
    if isinstance(e, Chain):
        yield "order reversed", e.func(*e.args[:3], not e.ascending)
