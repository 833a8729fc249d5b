"""The reason that picks one unit out of a sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...calculus.selection import ranges, selected
from ...language.vectors import Entry
from ...lower.components import in_components
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Selection:
    """Both sides have one normal form, once used claims are put in and deltas are summed away."""

    uses: tuple[Step, ...] = ()
    text = "Put in; a sum against a delta keeps the one term that the delta names."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        known = ranges((lhs, rhs))
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        gap = selected(in_components(lhs) - in_components(rhs), known)
        numbers = not any(isinstance(f, Entry) and not f.at for f in (lhs, rhs))
        yield Obligation("both sides have one normal form", numbers and gap == 0)
