"""The claim of a step as LaTeX, broken where it is too long for a line, and as plain text."""

from __future__ import annotations

from collections.abc import Collection

from sympy import Expr, sympify

from ...lower.latex import Printer, lines
from ...lower.text import Printer as Plain
from ...lower.turning import turned
from ...proof.rules import Limit
from ...proof.step import Claim, Step

# A phone of 390 CSS pixels shows so many em.
LINE = 19.6
ALIGNED = r"\end{aligned}"
RELATION = {"=": "=", "≤": r"\le", "<": "<", "→": r"\to"}


def written(claim: Claim, printer: Plain) -> str:
    """Return a claim on one line, for the terminal."""
    lhs, rhs = map(printer.doprint, sides(claim, printer.notation.minus))
    return f"{lhs} {claim.relation} {rhs}"


def sides(claim: Claim, errors: Collection[str]) -> tuple[Expr, Expr]:
    """Both sides of a claim; both negated, if what stands on the left would get a minus."""
    lhs, rhs = claim.lhs, claim.rhs
    found = turned(lhs, errors)
    if claim.relation == "=" and found != lhs and found.could_extract_minus_sign():
        return -lhs, -rhs
    return lhs, rhs


def of_step(step: Step, printer: Printer) -> str:
    """Return the LaTeX of what a step claims; of a limit, with what tends where."""
    shown = formula(step.claim, printer)
    if not isinstance(step.by, Limit):
        return shown
    far = rf" \quad ({printer.doprint(step.by.of)} \to {printer.doprint(sympify(step.by.to))})"
    body, end = (shown.removesuffix(ALIGNED), ALIGNED) if shown.endswith(ALIGNED) else (shown, "")
    return f"{body.rstrip()}{far}{end and ' ' + end}"


def formula(claim: Claim, printer: Printer, room: float = LINE) -> str:
    """Return the LaTeX of a claim, broken where it is wider than ``room`` em."""
    lhs, rhs = map(printer.doprint, sides(claim, printer.notation.minus))
    return lines(f"{lhs} {RELATION[claim.relation]} {rhs}", room)
