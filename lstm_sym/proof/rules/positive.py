"""A reason about sums of products of numbers that are not negative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import expand

from ...calculus.normal import normal
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class TermByTerm:
    """lhs ≤ rhs, since rhs - lhs multiplied out has no negative term: its symbols are counts."""

    uses: tuple[Step, ...] = ()
    text = "Multiplied out, the difference has no negative term."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        gap = normal(expand(claim.rhs - claim.lhs))
        signs = {"≤": gap.is_nonnegative, "<": gap.is_positive}
        met = signs.get(claim.relation)
        yield Obligation(f"the difference is {gap}", True if met else None)
