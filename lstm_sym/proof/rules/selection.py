"""The reason that picks one unit out of a sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Pow, Sum, Symbol

from ...calculus.selection import ranges, selected
from ...language.operators import Matrix
from ...language.vectors import Entry
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


@dataclass(frozen=True)
class Membership:
    """Every row of a matrix E holds one 1 and zeros: E_vj^2 = E_vj, the sum of E_vj over j is 1.

    That it does is a hypothesis of the derivation, which names E among its ``members``.
    """

    of: Matrix
    uses = ()

    @property
    def memberships(self) -> tuple[str, ...]:
        """What the derivation must say to be a membership."""
        return (self.of.name,)

    text = "One entry of each row is 1, the others are 0."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, whole = claim.lhs, False
        single = lhs.base if isinstance(lhs, Pow) and lhs.exp == 2 else None
        if isinstance(lhs, Sum) and len(lhs.limits) == 1:
            ((k, low, high),), single = lhs.limits, lhs.function
            end = isinstance(single, Entry) and single.at[-1] == k and not single.at[0].has(k)
            whole = end and (low, high) == (1, self.of.cols) and claim.rhs == 1
        met = isinstance(single, Entry) and single.of == self.of and (whole or claim.rhs == single)
        yield Obligation(f"every row of {self.of.name} holds one 1", met or None)
