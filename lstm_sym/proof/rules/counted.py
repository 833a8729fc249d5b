"""The reason for a count of a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...calculus.counting import counted
from ...calculus.normal import same
from ...language.cell import Cell
from ...language.tally import Tally
from ..step import Claim, Obligation


@dataclass(frozen=True)
class Counted:
    """The claim is how many numbers a cell learns, or how many products with them a step takes."""

    cell: Cell
    uses = ()
    text = "A matrix has as many entries as rows times columns, and each takes one product."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        right = isinstance(claim.lhs, Tally)
        met = right and same(counted(self.cell, claim.lhs.kind), claim.rhs)
        yield Obligation("the entries of all of them add up to it", met or None)
