"""The claim of a step as LaTeX, broken where it is too long for a line, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr

from ...lower.latex import Printer, width
from ...lower.text import Printer as Plain
from ...proof.step import Claim

LINE = 58
RELATION = {"=": "=", "≤": r"\le", "<": "<", "→": r"\to"}


def written(claim: Claim, printer: Plain) -> str:
    """Return a claim on one line, for the terminal."""
    return f"{printer.doprint(claim.lhs)} {claim.relation} {printer.doprint(claim.rhs)}"


def formula(claim: Claim, printer: Printer) -> str:
    """Return the LaTeX of a claim, broken at its terms where it is too long for a line."""
    lhs, relation = printer.doprint(claim.lhs), RELATION[claim.relation]
    rhs = printer.doprint(claim.rhs)
    if width(lhs + rhs) <= LINE:
        return f"{lhs} {relation} {rhs}"
    if not (claim.rhs.is_Add or claim.rhs.is_MatAdd):
        return rf"\begin{{aligned}} & {lhs} \\ & \quad {relation} {rhs} \end{{aligned}}"
    lines = list(_lines(claim.rhs, printer))
    return rf"\begin{{aligned}} {lhs} {relation}{{}}& " + r" \\ &".join(lines) + r" \end{aligned}"


def _lines(e: Expr, printer: Printer) -> Iterator[str]:
    """Fill lines with the terms of a sum."""
    terms = printer.terms(e)
    line = printer.doprint(terms[0])
    for term in terms[1:]:
        tex = printer.doprint(term)
        tex = f"- {tex[1:].lstrip()}" if tex.startswith("-") else f"+ {tex}"
        if width(line + tex) > LINE - 10:
            yield line
            line = rf"\quad {{}}{tex}"
        else:
            line += f" {tex}"
    yield line
