"""The graph of one step: which vector hears which, and every path from a state to a state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from types import MappingProxyType

from sympy import Identity, MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..language.cell import Cell
from ..language.operators import Diag
from ..language.vectors import Vector, vectors
from .jacobian import jacobian

KEPT = 64


@dataclass(frozen=True)
class Strand:
    """One term of the immediate derivative of u(t) by a vector that its equation reads."""

    of: Vector
    wrt: Vector
    operator: MatrixExpr

    @property
    def direct(self) -> bool:
        """Whether no matrix stands between: every entry hears its own."""
        return isinstance(self.operator, Diag | Identity)


Path = tuple[Strand, ...]
Strands = Mapping[Vector, tuple[Strand, ...]]


@lru_cache(maxsize=KEPT)
def strands(cell: Cell) -> Strands:
    """Return, for every computed u(t), the terms in which it hears what moves, in its order.

    Their sum over one heard vector is the immediate derivative. What is held is not heard, nor is
    what runs the other way in time: it is not of the same step.
    """
    place = {u: i for i, u in enumerate(cell.equations)}
    found = {}
    for u, e in cell.equations.items():
        read = [v for v in vectors(e) if v.time is not None and not _crosses(cell, u, v)]
        heard = sorted(read, key=lambda v: place.get(v, -1))
        found[u] = tuple(Strand(u, v, A) for v in heard for A in _terms(jacobian(e, v, u.dim)))
    return MappingProxyType(found)


def _crosses(cell: Cell, u: Vector, v: Vector) -> bool:
    return v.name in {w.name for w in cell.equations} and cell.way(u.name) != cell.way(v.name)


def _terms(J: MatrixExpr) -> tuple[MatrixExpr, ...]:
    if J.is_ZeroMatrix:
        return ()
    return J.args if isinstance(J, MatAdd) else (J,)


def distances(graph: Strands, wrt: Vector) -> dict[Vector, int]:
    """How many strands the shortest path from ``wrt`` has to each vector that it reaches."""
    far = {wrt: 0}
    for u, heard in graph.items():
        near = [far[s.wrt] for s in heard if s.wrt in far]
        if near and u != wrt:
            far[u] = 1 + min(near)
    return far


def how_many(graph: Strands, wrt: Vector) -> dict[Vector, int]:
    """How many paths lead from ``wrt`` to each vector that it reaches: added up, not walked."""
    many = {wrt: 1}
    for u, heard in graph.items():
        here = sum(many.get(s.wrt, 0) for s in heard)
        if here:
            many[u] = here
    return many


def paths(graph: Strands, of: Vector, wrt: Vector) -> Iterator[Path]:
    """Yield every path from ``wrt`` to ``of`` within the step, the shortest first.

    Each is found in time linear in its length and in what is heard along it, so that the first
    few of very many cost no more than they would alone.
    """
    far, turn = distances(graph, wrt), count()
    waiting: list[tuple[int, int, Vector, Path]] = []
    if of in far and of != wrt:
        heappush(waiting, (far[of], next(turn), of, ()))
    while waiting:
        _, _, u, path = heappop(waiting)
        if u == wrt:
            yield path
            continue
        for s in graph[u]:
            if s.wrt in far:
                longer = (s, *path)
                heappush(waiting, (len(longer) + far[s.wrt], next(turn), s.wrt, longer))
