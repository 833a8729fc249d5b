"""The map of weights: what every weight of B must be, in the weights of A.

A matching makes of each equation of B one of A. What stands before one and the same skeleton must
be equal: W_z' = -W_z, or b = b_i + b_h. A sum of weights that answers to fewer has zeros for the
rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any, TypeAlias

from sympy import Add, Expr, MatAdd, MatMul, Rational, S, ZeroMatrix

from ..calculus.jacobian import transposed
from ..calculus.normal import normal, vanishes
from ..language.cell import Parameter, t
from ..language.operators import Matrix
from ..language.vectors import Vector
from .matching import Matching
from .system import System
from .terms import Skeleton, Weights

Bundle: TypeAlias = dict[Weights, Rational]
WeightMap: TypeAlias = Mapping[Parameter, Any]


Sum: TypeAlias = dict[Parameter, Rational]
Equations: TypeAlias = list[tuple[Bundle, Bundle]]


def _solved(equations: Equations) -> dict[Parameter, Sum]:
    """The weights of B as sums of weights of A: first what is linear, then products."""
    linear = [
        ({p: c for (p,), c in theirs.items()}, {q: c for (q,), c in ours.items()})
        for theirs, ours in equations
        if all(len(ws) == 1 for ws in (*theirs, *ours))
    ]
    known = _eliminated(linear)
    for theirs, ours in equations:
        if len(theirs) == len(ours) == 1:
            ((ps, c), (qs, d)) = (*theirs.items(), *ours.items())
            left = d / c
            for p, q in zip(ps, qs, strict=len(ps) == len(qs)):
                if p in known:
                    left /= known[p].get(q, S.One)
                else:
                    known[p], left = {q: left}, S.One
    return known


def _eliminated(rows: list[tuple[Sum, Sum]]) -> dict[Parameter, Sum]:
    """A solution of linear equations if there is one; what is free keeps its name, or is 0."""
    pivots: dict[Parameter, tuple[Sum, Sum]] = {}
    for row in rows:
        for p, pivot in pivots.items():
            row = _minus(row, row[0].get(p, S.Zero), pivot)
        if row[0]:
            lead, c = next(iter(row[0].items()))
            row = _minus(({}, {}), -1 / c, row)
            pivots = {p: _minus(r, r[0].get(lead, S.Zero), row) for p, r in pivots.items()}
            pivots[lead] = row
    free = {p for left, _ in pivots.values() for p in left} - pivots.keys()
    met: dict[tuple[str, type], Parameter] = {
        (q.name, type(q)): q for _, right in rows for q in right
    }
    known: dict[Parameter, Sum] = {
        p: {met[p.name, type(p)]: S.One} if (p.name, type(p)) in met else {} for p in free
    }
    for lead, (left, right) in pivots.items():
        for p in left.keys() & free:
            _, right = _minus(({}, right), left[p], ({}, known[p]))
        known[lead] = right
    return known


def _minus(row: tuple[Sum, Sum], c: Rational, other: tuple[Sum, Sum]) -> tuple[Sum, Sum]:
    """A row less c times another."""
    left, right = (
        {p: x for p in {**mine, **theirs} if (x := mine.get(p, S.Zero) - c * theirs.get(p, S.Zero))}
        for mine, theirs in zip(row, other, strict=True)
    )
    return left, right


def weights(a: System, b: System, m: Matching) -> WeightMap:
    """Return the best map of weights for a matching: every weight of B in those of A.

    Whether it makes B equal to A is another question: see ``unmet``.
    """
    equations = []
    for u in (u for u in b.equations if u in m.pairs):
        theirs = _weighed(b, u, m.pairs, m.signs)
        ours = _weighed(a, m.pairs[u], {}, {})
        for skeleton in dict.fromkeys((*theirs, *ours)):
            signed = {ws: m.signs[u] * c for ws, c in ours.get(skeleton, {}).items()}
            equations.append((theirs.get(skeleton, {}), signed))
    known = _solved(equations)
    found: dict[Parameter, Any] = {p: m.pairs[p] for p in b.fixed if p in m.pairs}
    return found | {p: _sum(p, known.get(p, {}), m.sizes) for p in b.weights}


def _weighed(
    s: System, u: Expr, called: Mapping[Expr, Expr], signs: Mapping[Expr, int]
) -> dict[Skeleton, Bundle]:
    """The terms of an equation that hold weights, by their skeletons."""
    found: dict[Skeleton, Bundle] = {}
    for term in s.terms[u]:
        skeleton, held = term.skeleton(lambda v: called.get(v, v))
        if held:
            sign = prod(signs.get(v, 1) for v in term.signals)
            bundle = found.setdefault(skeleton, {})
            bundle[held] = bundle.get(held, S.Zero) + sign * term.factor
    return found


def _sum(p: Parameter, parts: Mapping[Parameter, Rational], sizes: Mapping[Expr, Expr]) -> Any:
    """A sum of multiples of weights, of the kind and the shape of p."""
    if not isinstance(p, Matrix):
        return Add(*[c * q for q, c in parts.items()])
    if not parts:
        return ZeroMatrix(*(size.xreplace(sizes) for size in p.shape))
    products = [q if c == 1 else MatMul(c, q) for q, c in parts.items()]
    return products[0] if len(products) == 1 else MatAdd(*products)


def unmet(a: System, b: System, m: Matching, chosen: WeightMap) -> dict[Expr, Expr]:
    """Return what is left of each equation of B, with the maps put in, minus that of A.

    Nothing is left if and only if B, with these weights, is A; empty is a proof, by induction on
    t. Raises ShapeError if a weight does not fit where it is put.
    """
    left = {}
    for u, equation in b.equations.items():
        put = translation(equation.body, m, chosen)
        rest = equation.body.xreplace(put) - m.signs[u] * a.equations[m.pairs[u]].body
        if not vanishes(rest):
            left[u] = normal(rest)
    return left


def translation(e: Expr, m: Matching, chosen: WeightMap) -> dict[Any, Any]:
    """What every name in an expression of B is in A."""
    put: dict[Any, Any] = dict(m.sizes)
    for v in (*e.atoms(Vector), *e.free_symbols):
        late = isinstance(v, Vector) and v.time is not None
        now = v.xreplace({v.time: t}) if late else v
        if now in m.pairs:
            stands = m.signs[now] * m.pairs[now]
            put[v] = stands.xreplace({t: v.time}) if late else stands
    for p, q in chosen.items():
        put[p] = q
        if isinstance(p, Matrix):
            put[p.T] = transposed(q)
    return put
