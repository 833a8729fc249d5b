"""The comparison matrix of a cell: what no block of its state Jacobian exceeds in norm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Add, Expr, ImmutableDenseMatrix, MatMul, Mul, S, oo
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..language.cell import Cell, t
from ..language.operators import Diag, Norm, Response
from ..language.shapes import shape
from ..language.spectra import SmallestStretch
from ..language.sums import Maximum
from ..language.vectors import Vector, vectors
from .bounds import above
from .graph import strands
from .magnitudes import Magnitudes
from .terms import Block, blocks, reach

Place = tuple[str, int]


@dataclass(frozen=True)
class Comparison:
    """Bounds of the blocks of a state Jacobian in the p-norm, and the matrix that they make.

    The states are v(t), and v(t-1), ... as far as v is read: the second is the first of a step
    before. ``way`` is 1 for what runs forward in time, -1 for what runs backward.
    """

    cell: Cell
    p: Expr
    way: int = 1

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the states that run this way."""
        return tuple(b for b in blocks(self.cell) if self.cell.way(b.of.name) == self.way)

    @cached_property
    def places(self) -> dict[Place, int]:
        """The place of every state, and of its earlier values, in the matrix."""
        own = [u for u in self.cell.carried if self.cell.way(u.name) == self.way]
        found = [(u.name, s) for u in own for s in range(1, reach(self.cell, u.name) + 1)]
        return {place: i for i, place in enumerate(found)}

    @cached_property
    def magnitudes(self) -> Magnitudes:
        """Bounds of entries; what a state goes straight to itself through is known by itself."""
        direct = [s for heard in strands(self.cell).values() for s in heard if s.direct]
        own = [s for s in direct if s.of.name == s.wrt.name and isinstance(s.operator, Diag)]
        kept = frozenset(s.operator.args[0] for s in own if vectors(s.operator))
        return Magnitudes(self.cell, frozenset(v for v in kept if shape(v)))

    def bound(self, block: Block) -> Expr:
        """A number above the norm of a block: the sum over its paths of products of norms."""
        terms = [above(term.operator, self.p, self.magnitudes.largest) for term in block.terms]
        return Add(*terms)

    def norm(self, block: Block) -> Norm:
        """The norm of a block."""
        return Norm(Response(block.of, block.wrt, "step"), self.p)

    def least(self, block: Block) -> Expr | None:
        """A number below the smallest stretch of a block of a state with itself, in the 2-norm.

        One path stretches at least by the product of what its factors do, if all are square, and
        the others take at most their norms from that: the path that goes straight to the state, or
        else the shortest. None if it is not square.
        """
        if not block.terms:
            return None
        main = next((term for term in block.terms if term.direct), block.terms[0])
        factors = _factors(main.operator)
        if any(A.shape[0] != A.shape[1] for A in factors):
            return None
        others = [term.operator for term in block.terms if term is not main]
        taken = [above(A, S(2), self.magnitudes.largest) for A in others]
        return Add(Mul(*[SmallestStretch(A) for A in factors]), *[-e for e in taken])

    @cached_property
    def bounds(self) -> dict[Norm, Expr]:
        """What no norm of a block exceeds, of those that some path leads into."""
        return {self.norm(block): self.bound(block) for block in self.blocks if block.many}

    def over(self, norm: Norm, q: Expr) -> Expr:
        """The largest of a norm that moves, in the last q steps."""
        return over(norm, q, self.way)

    def matrix(
        self, names: Mapping[Expr, Expr], bounds: Mapping[Norm, Expr] | None = None
    ) -> ImmutableDenseMatrix:
        """The comparison matrix, with names for the norms that move.

        Beside the blocks it has a one for every value that is only kept for a step to come.
        """
        found: dict[tuple[int, int], Expr] = {
            (place, self.places[name, s - 1]): S.One
            for (name, s), place in self.places.items()
            if s > 1
        }
        for block in self.blocks:
            most = (bounds or self.bounds).get(self.norm(block), S.Zero)
            lag = abs(int(t - block.wrt.moment))
            at = self.places[block.of.name, 1], self.places[block.wrt.name, lag]
            found[at] = most.xreplace(dict(names))
        size = len(self.places)
        return ImmutableDenseMatrix(size, size, lambda i, j: found.get((i, j), S.Zero))


def _factors(A: MatrixExpr) -> list[MatrixExpr]:
    """The factors of a product, a number that multiplies it as a diagonal."""
    if not isinstance(A, MatMul):
        return [A]
    factor, operators = A.as_coeff_matrices()
    return [*([Diag(factor, A.shape[0])] if factor != 1 else []), *operators]


def moving(e: Expr) -> list[Norm]:
    """The norms in a bound that change in time."""
    found = (n for n in e.atoms(Norm) if any(v.time is not None for v in n.atoms(Vector)))
    return sorted(found, key=str)


def over(norm: Norm, q: Expr, way: Expr) -> Expr:
    """The largest of a norm that moves, in the last q steps of what runs this way."""
    return Maximum(lambda m: norm.xreplace({t: t - way * (m - 1)}), 1, q)


def state_bound(comparison: Comparison, u: Vector) -> Expr:
    """A number above every entry of a state u(t), by what its equation reads.

    If it goes straight to itself through v, and v is nowhere else in the equation, |v| is kept.
    """
    e, before = comparison.cell.equations[u], u.xreplace({t: t - comparison.way})
    largest, kept = comparison.magnitudes.largest, comparison.magnitudes.kept
    through = e.expand().coeff(before)
    rest = (e - through * before).expand()
    if through in kept and not rest.has(before, *through.atoms(Vector)):
        return Norm(through, oo) * Norm(before, oo) + largest(rest)
    return largest(e)
