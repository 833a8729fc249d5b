"""A reason about products: each factor is bounded by what its activation or slope can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Abs, Expr, Mul, S

from ...calculus.bounds import Unbounded, supremum
from ...language.activations import Elementwise, Slope
from ...language.cell import Cell
from ...language.operators import Dot
from ...language.vectors import Entry, Vector
from ..step import Claim, Obligation, Step
from .members import is_membership


@dataclass(frozen=True)
class FactorBounds:
    """|f1 f2 ...| ≤ b, since the product of the suprema of the |fi| is at most b.

    A slope is bounded by its supremum, an activation, or an output that the cell computes as one,
    by the ends of its image. A carried signal is none: the run may begin with any value of it.
    ``uses`` may be the two steps that say of a matrix E that every row of it holds one 1 and zeros:
    then |E_vj| ≤ 1, and |(E y)_v| is at most what every |y_j| is.
    """

    cell: Cell
    uses: tuple[Step, ...] = ()
    relations = ("≤",)
    text = "Every factor is at most what its squashing function, or the slope of it, can be."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        parts = Mul.make_args(claim.lhs)
        factors = [f for part in parts for f in _inside(part)]
        try:
            most = Mul(*[self._above(f) for f in factors])
        except Unbounded as why:
            yield Obligation(str(why), None)
            return
        absolute = all(isinstance(part, Abs) or part.is_nonnegative for part in parts)
        met = claim.relation == "≤" and absolute and (claim.rhs - most).is_nonnegative
        yield Obligation(f"the product of the largest factors is {most}", True if met else None)

    def _above(self, f: Expr) -> Expr:
        """A number that |f| never exceeds."""
        if isinstance(f, Entry) and is_membership(f.of, self.uses):
            return S.One
        if isinstance(f, Entry) and isinstance(f.of, Dot):
            E, y = f.of.args
            if is_membership(E, self.uses):
                return self._above(Entry(y, f.at[0]))
        if isinstance(f, Entry) and isinstance(f.of, Vector):
            given = {s.name for s in self.cell.carried}
            heads = {u.name: e for u, e in self.cell.equations.items() if u.name not in given}
            f = heads.get(f.of.name, f)
        if isinstance(f, Slope):
            return supremum(type(f.args[0]))
        if isinstance(f, Elementwise):
            return max(abs(f.image.inf), abs(f.image.sup))
        if f.is_number:
            return abs(f)
        raise Unbounded(f"nothing bounds {f}")


def _inside(e: Expr) -> tuple[Expr, ...]:
    """The factors of the absolute value of a product; anything else is one factor."""
    return Mul.make_args(e.args[0]) if isinstance(e, Abs) else (e,)
