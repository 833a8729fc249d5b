"""What proving and trying a derivation came to: verified, refuted or undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..proof.step import Derivation
from .checkers import examine
from .context import Context
from .evidence import Evidence, Verdict, status

FEW = 8


@dataclass(frozen=True)
class Report:
    """The evidence for every step, by label; true if nothing is refuted or undecided."""

    evidence: Mapping[str, tuple[Evidence, ...]]

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """The status of every step: verified, assumed, undecided or refuted."""
        return {label: status(found) for label, found in self.evidence.items()}

    def __bool__(self) -> bool:
        return isinstance(self, Verified)

    def _first(self, verdict: Verdict) -> str:
        """The step and the detail of the first evidence of a verdict."""
        state = str(verdict)
        for label, found in self.evidence.items():
            if self.verdicts[label] == state:
                details = [e.detail for e in found if e.verdict is verdict]
                return f"{label}: {details[0]}" if details else label
        return ""


class Verified(Report):
    """Every step is proved, or a definition."""

    def __repr__(self) -> str:
        return f"Verified({len(self.evidence)} steps)"


class Refuted(Report):
    """Some step does not hold."""

    @property
    def counterexample(self) -> str:
        """The first step that does not hold, and the numbers that show it."""
        return self._first(Verdict.REFUTED)

    def __repr__(self) -> str:
        return f"Refuted({self.counterexample})"


class Undecided(Report):
    """No step is refuted, but some could not be decided."""

    @property
    def reason(self) -> str:
        """The first step that is undecided, and why."""
        return self._first(Verdict.UNDECIDED)

    def __repr__(self) -> str:
        return f"Undecided({self.reason})"


def reported(derivation: Derivation, *variants: Derivation) -> Report:
    """Prove and try every step of a derivation and of its variants."""
    evidence = {
        step.label: tuple(examine(step, context))
        for context in (Context(derivation), *(Context(one, many=FEW) for one in variants))
        for step in context.derivation.steps
    }
    states = {status(found) for found in evidence.values()}
    for state, kind in (("refuted", Refuted), ("undecided", Undecided)):
        if state in states:
            return kind(evidence)
    return Verified(evidence)
