"""Which vector of one system may stand for which of another, and with which sign.

Vectors of one colour are paired in every way. The signs then solve linear equations modulo 2, for
a term without weights must keep its own: c = f*c + i*g holds for -c only if it holds for -g too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, permutations, product
from typing import TypeAlias

from sympy import Expr

from ..language.shapes import shape
from .colours import coloured
from .parity import solutions
from .system import System
from .terms import Skeleton

Pairs: TypeAlias = Mapping[Expr, Expr]
MOST = 5_000


@dataclass(frozen=True)
class Matching:
    """What every vector of B at time t is in A, and what is fixed: another, a sign, its size."""

    pairs: Pairs
    signs: Mapping[Expr, int]
    sizes: Mapping[Expr, Expr]


def matchings(a: System, b: System) -> Iterator[Matching]:
    """Yield every matching of B with A that keeps the terms without weights, the plainest first."""
    for pairs in islice(_pairings(a, b), MOST):
        sizes = _sizes(pairs)
        if sizes is not None:
            for signs in _signs(a, b, pairs):
                yield Matching(pairs, signs, sizes)


def _sizes(pairs: Pairs) -> Mapping[Expr, Expr] | None:
    """The sizes of B in those of A, one to one; None if there is no such map."""
    met: set[tuple[Expr, Expr]] = set()
    for u, v in pairs.items():
        theirs, ours = shape(u), shape(v)
        if len(theirs) != len(ours):
            return None
        met |= set(zip(theirs, ours, strict=True))
    one_to_one = len({n for n, _ in met}) == len({m for _, m in met}) == len(met)
    return dict(met) if one_to_one else None


def _pairings(a: System, b: System) -> Iterator[Pairs]:
    """Every way to pair vectors of one colour; of the colours that ignore weights if need be."""
    for with_weights in (True, False):
        ours, theirs = coloured((a, b), with_weights)
        if Counter(ours.values()) == Counter(theirs.values()):
            break
    else:
        return
    classes = [
        ([u for u in theirs if theirs[u] == c], [v for v in ours if ours[v] == c])
        for c in dict.fromkeys(theirs.values())
    ]
    for orders in product(*(permutations(vs) for _, vs in classes)):
        yield {
            u: v
            for (us, _), vs in zip(classes, orders, strict=True)
            for u, v in zip(us, vs, strict=True)
        }


def _signs(a: System, b: System, pairs: Pairs) -> Iterator[Mapping[Expr, int]]:
    """Every choice of signs under which the terms without weights of A and B are the same."""
    free = [u for u in b.equations if b.equations[u].is_free]
    place = {u: 1 << k for k, u in enumerate(free)}
    rows = []
    for u in b.equations:
        theirs = _bare(b, u, pairs)
        ours = _bare(a, pairs[u], {v: v for v in pairs.values()})
        if theirs.keys() != ours.keys():
            return
        for skeleton, (factor, met) in theirs.items():
            ratio = factor / ours[skeleton][0]
            if abs(ratio) != 1:
                return
            odd = place.get(u, 0)
            for v in met:
                odd ^= place.get(v, 0)
            rows.append((odd, int(bool(ratio < 0))))
    for bits in solutions(rows, len(free)):
        minus = {u for u in free if bits & place[u]}
        yield {u: -1 if u in minus else 1 for u in pairs}


def _bare(s: System, u: Expr, called: Pairs) -> dict[Skeleton, tuple[Expr, list[Expr]]]:
    """The terms without weights of an equation: their factors, and the vectors in them."""
    found = {}
    for term in s.terms[u]:
        skeleton, weights = term.skeleton(called.__getitem__)
        if not weights:
            found[skeleton] = (term.factor, list(term.signals))
    return found
