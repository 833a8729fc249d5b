"""One tanh for all gates: every activation that is a tanh of a multiple is written as one.

The logistic is (1 + tanh(z/2))/2; which activations are some b tanh(a z) + c is decided by algebra,
not listed. The factor a goes into the weights, so that gates side by side share one pass of tanh.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import sympy
from sympy import Add, Expr

from ..calculus.identity import is_identity
from ..language.activations import Elementwise, tanh
from ..language.cell import t
from ..language.vectors import Vector
from .lines import Item, Line, Product

_z = sympy.Dummy("z", real=True)


@cache
def as_tanh(f: Any) -> tuple[Expr, Expr, Expr] | None:
    """Return a, b, c with f(z) = b tanh(a z) + c for all z; None if there are none."""
    top = f.image.sup
    if not top.is_finite or not f.image.inf.is_finite:
        return None
    value = sympy.sympify(f.definition(_z))
    c = value.subs(_z, 0)
    b = top - c
    if b == 0 or value.has(sympy.Piecewise):
        return None
    a = sympy.sympify(f.slope(_z, value)).subs(_z, 0) / b
    return (a, b, c) if is_identity(value - (b * sympy.tanh(a * _z) + c)) else None


def folded(items: Sequence[Item], kept: Collection[str]) -> tuple[Item, ...]:
    """Return the items with tanh for every activation that is one, its factor in the weights.

    ``kept`` are the names that something else reads, whose values may not change.
    """
    found = list(items)
    for item in items:
        if isinstance(item, Line) and isinstance(item.body, Elementwise):
            f: Any = type(item.body)
            parts = as_tanh(f)
            if parts and f is not tanh:
                _fold(found, item, parts, kept)
    return tuple(found)


def _fold(items: list[Item], line: Line, parts: tuple[Expr, ...], kept: Collection[str]) -> None:
    a, b, c = parts
    net = line.body.args[0]
    inner = Vector(f"tanh_{line.head.name}", line.head.dim, t)
    source = _sole(items, net, kept)
    if source is not None:
        at = items.index(source)
        items[at] = replace(source, body=_scaled(items, source, a, kept))
    scaled = net if source is not None else a * net
    at = items.index(line)
    items[at : at + 1] = [
        Line(inner, tanh(scaled), line.ids),
        Line(line.head, b * inner + c, line.ids),
    ]


def _sole(items: Sequence[Item], v: Expr, kept: Collection[str]) -> Line | None:
    """The line that computes v(t), if one other line reads it and nothing else."""
    if not isinstance(v, Vector) or v.name in kept or v.time != t:
        return None
    readers = [item for item in items if v.name in {r.name for r in item.reads}]
    home = next((i for i in items if isinstance(i, Line) and i.head == v), None)
    return home if len(readers) == 1 else None


def _scaled(items: list[Item], line: Line, a: Expr, kept: Collection[str]) -> Expr:
    """The body times a, the products in it by a factor of their matrices."""
    terms = []
    for term in Add.make_args(line.body):
        at = _product(items, term, line, kept)
        if at is None:
            terms.append(a * term)
        else:
            product = items[at]
            assert isinstance(product, Product)
            items[at] = replace(product, scales=tuple(a * s for s in product.scales))
            terms.append(term)
    return Add(*terms)


def _product(items: Sequence[Item], term: Expr, line: Line, kept: Collection[str]) -> int | None:
    if not isinstance(term, Vector) or term.time != t or term.name in kept:
        return None
    readers = [i for i in items if term.name in {r.name for r in i.reads}]
    for at, item in enumerate(items):
        if isinstance(item, Product) and item.heads == (term,) and readers == [line]:
            return at
    return None
