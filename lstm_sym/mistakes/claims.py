"""Small wrong changes of a claim: a sign, a factor, a time, a transpose, a constant, an order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import partial
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
from .sampled import Mutant


def mutants(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """Every claim that one small change makes of ``claim``, with a word for the change."""
    return (made for one in breaking(claim) if (made := one.make()) is not None)


def changed(e: Expr) -> Iterator[tuple[str, Expr]]:
    """Every expression of the same shape that one small change makes of ``e``."""
    return (made for _, change in _changed(e) if (made := change()) is not None)


def breaking(claim: Claim, at: tuple[Hashable, ...] = ()) -> Iterator[Mutant[tuple[str, Claim]]]:
    """Every small change of ``claim``; each makes a claim and a word for the change.

    A mutant stands for its kind of change of such a claim, and for what it is ``at``.
    """
    for side in ("lhs", "rhs"):
        for kind, change in _changed(getattr(claim, side)):
            make = partial(_claimed, claim, side, change)
            yield Mutant((*at[:1], (kind, *at[1:])), make)
    if claim.rhs == 0 and shape(claim.lhs):
        yield Mutant((*at[:1], ("something for nothing", *at[1:])), partial(_something, claim))


Change = Callable[[], tuple[str, Any] | None]


def _claimed(claim: Claim, side: str, change: Change) -> tuple[str, Claim] | None:
    made = change()
    if made is None:
        return None
    word, e = made
    sides = {"lhs": claim.lhs, "rhs": claim.rhs} | {side: e}
    try:
        mutant = Claim(sides["lhs"], claim.relation, sides["rhs"])
    except ShapeError:
        return None
    return None if mutant == claim else (f"{side}: {word}", mutant)


def _something(claim: Claim) -> tuple[str, Claim]:
    ones = [Ones(n) for n in shape(claim.lhs)]
    something = ones[0] if len(ones) == 1 else Outer(*ones)
    return "rhs: something for nothing", Claim(claim.lhs, claim.relation, something)


def _changed(e: Expr) -> Iterator[tuple[str, Change]]:
    """Every small change of ``e`` by its kind; what it makes is None if the shape is another."""
    if not e.is_Add and not e.is_MatAdd:
        yield "sign", lambda: ("sign", -e)
    for path, part in _parts(e):
        for kind, other in _changes(part):
            yield kind, partial(_within, e, path, f"{kind} of", part, other)


def _within(
    e: Expr, path: tuple[int, ...], word: str, part: Basic, other: Any
) -> tuple[str, Any] | None:
    try:
        whole = _put(e, path, other)
        fits = shape(whole) in (shape(e), ())
    except (ShapeError, TypeError):
        return None
    return (f"{word} {part}", whole) if fits and whole != e else None


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
