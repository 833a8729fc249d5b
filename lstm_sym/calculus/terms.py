"""The state Jacobian of one step as a sum of terms, one for each path from a state to a state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from sympy import MatAdd, MatMul, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..language.cell import Cell, t
from ..language.operators import Matrix
from ..language.vectors import Vector
from .graph import Path, how_many, paths, strands
from .outputs import with_outputs
from .products import multiplied_out
from .roles import Roles

MOST = 24


@dataclass(frozen=True)
class Term:
    """One path, from a state at an earlier time to a state at time t, and what it multiplies by.

    The half-truth dc(t)/dc(t-1) = diag(f(t)) keeps a path only if it is direct: within one state,
    through nothing else. The truncation of 1997 keeps it if its first strand is no matrix.
    """

    cell: Cell
    path: Path
    label: str

    @property
    def of(self) -> Vector:
        """The state at time t that the path ends in."""
        return self.path[-1].of

    @property
    def wrt(self) -> Vector:
        """The state at an earlier time that it begins with."""
        return self.path[0].wrt

    @cached_property
    def operator(self) -> MatrixExpr:
        """The product of the immediate derivatives along the path, the last one first."""
        factors = [s.operator for s in reversed(self.path)]
        whole = factors[0] if len(factors) == 1 else MatMul(*factors)
        return multiplied_out(with_outputs(self.cell, whole))

    @property
    def direct(self) -> bool:
        """Whether the path is all that the half-truth keeps: the state straight to itself."""
        (first, *others) = self.path
        return not others and first.direct and first.of.name == first.wrt.name

    @property
    def truncated(self) -> bool:
        """Whether the truncation of 1997 drops it: it leaves its state through a matrix."""
        return not self.path[0].direct


@dataclass(frozen=True)
class Block:
    """The derivative of u(t) by v(t-s) within one step: so many paths, the shortest listed."""

    of: Vector
    wrt: Vector
    terms: tuple[Term, ...]
    many: int

    @property
    def operator(self) -> MatrixExpr:
        """The sum of the listed terms."""
        parts = [term.operator for term in self.terms]
        if not parts:
            return ZeroMatrix(self.of.dim, self.wrt.dim)
        return parts[0] if len(parts) == 1 else MatAdd(*parts)

    @property
    def whole(self) -> bool:
        """Whether every path is listed, so that the terms add up to the block."""
        return self.many == len(self.terms)


def blocks(cell: Cell, most: int = MOST) -> tuple[Block, ...]:
    """Return every block of the state Jacobian, at most so many terms of each listed.

    The number of paths may grow exponentially with the equations; they are counted by adding, and
    only those listed are walked.
    """
    roles = Roles(cell)
    return tuple(_block(roles, u, v, most) for u, v in state_pairs(cell))


def state_pairs(cell: Cell) -> Iterator[tuple[Vector, Vector]]:
    """Yield every pair of a state at time t and one a step before that is read.

    A step goes on in time, or back for what runs backward; two that run apart make no pair.
    """
    for u in cell.carried:
        for v in cell.carried:
            if cell.way(u.name) == cell.way(v.name):
                for s in range(1, reach(cell, v.name) + 1):
                    yield u(t), v(t - cell.way(v.name) * s)


def reach(cell: Cell, name: str) -> int:
    """How many steps before a state is read at most, whichever way it runs."""
    return (cell.leads if name in cell.backward else cell.lags)[name]


def _block(roles: Roles, u: Vector, v: Vector, most: int) -> Block:
    cell, graph = roles.cell, strands(roles.cell)
    listed = list(islice(paths(graph, u, v), most))
    labels = _distinct([roles.label(path) for path in listed], listed)
    terms = tuple(Term(cell, *pair) for pair in zip(listed, labels, strict=True))
    return Block(u, v, terms, how_many(graph, v).get(u, 0))


def _distinct(labels: list[str], listed: list[Path]) -> list[str]:
    """The labels, those of paths through the same signals told apart by their matrices."""
    return [
        f"{label}, by {_matrices(path)}" if labels.count(label) > 1 else label
        for label, path in zip(labels, listed, strict=True)
    ]


def _matrices(path: Path) -> str:
    found = [str(W) for s in path for W in sorted(s.operator.atoms(Matrix), key=str)]
    return " and ".join(dict.fromkeys(found)) or "no matrix"
