"""Reasons that join inequalities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Chained:
    """a ≤ c, from a ≤ b and b ≤ c, and so on; strict if one of the links is strict."""

    links: tuple[Step, ...]
    relations = ("=", "≤", "<")
    text = "One after the other."

    @property
    def uses(self) -> tuple[Step, ...]:
        return self.links

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        claims = [step.claim for step in self.links]
        joined = all(one.rhs == two.lhs for one, two in pairwise(claims))
        ends = (claims[0].lhs, claims[-1].rhs) == (claim.lhs, claim.rhs)
        yield Obligation("each link begins where the one before ends", joined and ends)
        relations = {link.relation for link in claims}
        known = relations <= {"=", "≤", "<"}
        enough = {"=": relations == {"="}, "≤": known, "<": known and "<" in relations}
        yield Obligation("the links give the relation", enough.get(claim.relation, False))
