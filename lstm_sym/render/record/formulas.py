"""The claim of a step as LaTeX, broken where it is too long for a line, and as plain text."""

from __future__ import annotations

from ...lower.latex import Printer, lines
from ...lower.text import Printer as Plain
from ...proof.step import Claim

# A phone of 390 CSS pixels shows so many em.
LINE = 19.6
RELATION = {"=": "=", "≤": r"\le", "<": "<", "→": r"\to"}


def written(claim: Claim, printer: Plain) -> str:
    """Return a claim on one line, for the terminal."""
    return f"{printer.doprint(claim.lhs)} {claim.relation} {printer.doprint(claim.rhs)}"


def formula(claim: Claim, printer: Printer, room: float = LINE) -> str:
    """Return the LaTeX of a claim, broken where it is wider than ``room`` em."""
    lhs, rhs = printer.doprint(claim.lhs), printer.doprint(claim.rhs)
    return lines(f"{lhs} {RELATION[claim.relation]} {rhs}", room)
