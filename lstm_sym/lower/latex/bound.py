"""By which letters the bound variables of a formula are printed, and over what they run."""

from __future__ import annotations

from functools import singledispatch

from sympy import Expr, Integer, Product, Sum, Symbol

from ...language.paths import LargestPath, OverEdges
from ...language.sums import Extreme, OperatorSum, PathSum

Index = tuple[Expr, Expr, Expr]
LETTERS = "ijkm"


@singledispatch
def bound(e: object) -> tuple[Index, ...]:
    """Return the letters that ``e`` itself binds, each with its first and its last value."""
    return ()


@bound.register(Sum | Product)
def _(e: Sum | Product) -> tuple[Index, ...]:
    return tuple((k, low, high) for k, low, high in e.limits)


@bound.register
def _(e: Extreme) -> tuple[Index, ...]:
    return ((Symbol(LETTERS[min(e.depth, len(LETTERS)) - 1]), *e.limits),)


@bound.register
def _(e: OperatorSum) -> tuple[Index, ...]:
    return ((e.instant, *e.limits),)


@bound.register(PathSum | LargestPath)
def _(e: PathSum | LargestPath) -> tuple[Index, ...]:
    one = Integer(1)
    return ((Symbol("l_m"), one, e.width), (Symbol("m"), one, e.length))


@bound.register
def _(e: OverEdges) -> tuple[Index, ...]:
    one, (_, _, m) = Integer(1), e.bound_symbols
    units = tuple((Symbol(k), one, e.width) for k in "ij")
    return (*units, (Symbol("m"), one, e.length)) if m in e.body.free_symbols else units
