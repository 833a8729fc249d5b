"""The reason that picks one unit out of a sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Symbol

from ...calculus.selection import ranges, selected
from ..rewriting import put_in
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Selection:
    """Both sides have one normal form, once used claims are put in and deltas are summed away.

    ``free`` are the units for which the used claims hold: they are put in for every unit.
    """

    uses: tuple[Step, ...] = ()
    free: tuple[Symbol, ...] = ()

    @property
    def text(self) -> str:
        put = "Put in; a" if self.uses else "A"
        return f"{put} sum against a delta keeps the one term that the delta names."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known = ranges((claim.lhs, claim.rhs))
        gap = put_in(claim.lhs - claim.rhs, self.uses, self.free)
        yield Obligation("both sides have one normal form", selected(gap, known) == 0)
