"""From which time on a claim speaks of a run that begins at time 1."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Integer, Product, Sum
from sympy.core.basic import Basic

from ..language.cell import Cell, t
from ..language.paths import LargestPath, OverEdges
from ..language.sums import Chain, Extreme, OperatorSum, PathSum
from ..language.vectors import BAR, Vector
from .step import Claim


def moments(e: Basic) -> Iterator[Vector]:
    """The vectors that ``e`` speaks of, bound variables at the two ends of their ranges."""
    if isinstance(e, Vector):
        if e.time is not None:
            yield e
    elif isinstance(e, Chain):
        for m in (1, e.length):
            yield from moments(e.at(m))
    elif isinstance(e, OverEdges):
        for m in (1, e.length):
            yield from moments(e.at(1, 1, m))
    elif isinstance(e, PathSum | LargestPath):
        for m in (1, e.length):
            yield from moments(e.at(*e.ends, m))
    elif isinstance(e, Extreme | OperatorSum):
        for k in e.limits:
            yield from moments(e.at(k))
    elif isinstance(e, Sum | Product):
        (k, low, high), *_ = e.limits
        for end in (low, high):
            yield from moments(e.function.xreplace({k: end}))
    else:
        for part in e.args:
            yield from moments(part)


def is_timed(claim: Claim) -> bool:
    """Whether a claim speaks of a vector at a time."""
    return any(v.time is not None for side in (claim.lhs, claim.rhs) for v in side.atoms(Vector))


def bounds(claim: Claim, cell: Cell) -> set[Expr]:
    """Return all that t must not be below, so that every vector of the claim exists.

    A carried state or an input that is read with lag s exists from time 1 - s on, all else from 1;
    the errors of what runs backward are zero before.
    """
    ended = {name + BAR for name in cell.backward}
    given = {s.name: cell.lags.get(s.name, 0) for s in (*cell.carried, *cell.inputs)}
    return {Integer(1)} | {
        1 - given.get(v.name, 0) - (v.moment - t)
        for side in (claim.lhs, claim.rhs)
        for v in moments(side)
        if v.moment.has(t) and v.name not in ended
    }


def earliest(claim: Claim, cell: Cell, typical: int = 10) -> Expr:
    """Return the first t for which every vector of the claim exists.

    Where several bounds compete, the one that is largest for counts of ``typical`` size is meant.
    """
    return max(
        bounds(claim, cell),
        key=lambda bound: bound.xreplace(dict.fromkeys(bound.free_symbols, typical)),
    )
