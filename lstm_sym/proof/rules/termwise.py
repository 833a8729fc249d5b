"""The reason that bounds a sum by its terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Abs, Add, Expr, Max, Mul, Sum

from ...language.activations import Elementwise
from ...language.cell import t
from ...language.operators import Dot
from ...language.vectors import Entry
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step
from .members import is_membership


@dataclass(frozen=True)
class Termwise:
    """|x_v| ≤ b for a step x = sum: every activation is at most the end of its range.

    ``by`` are equations that call vectors by their activations. ``members`` are the two steps that
    say of a matrix E that its entries are 0 or 1, and that each row adds up to 1: then
    |(E y)_v| ≤ max |y_j|.
    """

    of: Step
    by: tuple[Step, ...]
    members: tuple[Step, Step]

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of, *self.by, *self.members)

    relations = ("≤",)
    text = "No term of the sum is larger than its factors allow."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, known = claim.lhs, self.of.claim
        right = isinstance(lhs, Abs) and isinstance(lhs.args[0], Entry)
        if not right or lhs.args[0].of != known.lhs or claim.relation != "≤":
            yield Obligation("the claim bounds an entry of what was summed", None)
            return
        yield Obligation("what is put in holds at all times", all(s.timeless for s in self.by))
        e = known.rhs
        for step in self.by:
            e = rewritten(e, step.claim, free=(t,))
        bound = self._above(e)
        gap = None if bound is None else (claim.rhs - bound).expand()
        met = gap is not None and bool(gap.is_nonnegative)
        yield Obligation("the terms add up to no more", met or None)

    def _above(self, e: Expr) -> Expr | None:
        """A number above the absolute value of every entry of ``e``."""
        if isinstance(e, Sum):
            inside = self._above(e.function)
            many = Mul(*[high - low + 1 for _, low, high in e.limits])
            return None if inside is None or inside.has(*e.variables) else many * inside
        if isinstance(e, Add | Mul):
            parts = [self._above(a) for a in e.args]
            return None if None in parts else e.func(*parts)
        if isinstance(e, Elementwise):
            return Max(abs(e.image.inf), abs(e.image.sup))
        if isinstance(e, Dot) and is_membership(e.args[0], self.members):
            return self._above(e.args[1])
        return abs(e) if e.is_number else None
