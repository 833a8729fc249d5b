"""Verdicts and evidence: what a checker found, and what follows for a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What one checker says of one step."""

    PROVED = "proved"
    SUPPORTED = "supported"
    ASSUMED = "assumed"
    UNDECIDED = "undecided"
    REFUTED = "refuted"


@dataclass(frozen=True)
class Evidence:
    """The verdict of one checker on one step, what it found, and the gap if it measured one."""

    checker: str
    verdict: Verdict
    detail: str
    gap: float | None = None


def status(evidence: Iterable[Evidence]) -> str:
    """Return ``verified``, ``assumed``, ``undecided`` or ``refuted``.

    A step is verified only if something proved it, nothing left it undecided, nothing refuted it;
    that a misprint of it fails proves nothing of the step itself.
    """
    found = list(evidence)
    verdicts = {e.verdict for e in found if e.checker != "erratum" or e.verdict != Verdict.PROVED}
    if Verdict.REFUTED in verdicts:
        return "refuted"
    if Verdict.UNDECIDED in verdicts or not verdicts:
        return "undecided"
    if Verdict.PROVED in verdicts:
        return "verified"
    return "assumed" if Verdict.ASSUMED in verdicts else "undecided"
