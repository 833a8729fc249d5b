r"""breakable(formula): a long formula between words, which LaTeX may break at its signs.

LaTeX breaks a formula in a sentence at plus and equal signs, but not between ``\left(`` and
``\right)``, nor in a matrix: so such brackets get a fixed size, and a matrix is told by its rows.
"""

from __future__ import annotations

import re

LONG = 200  # characters of LaTeX; what is shorter fits on a line
MATRIX = re.compile(r"\\\(([^&]*?)\\left\[\\begin\{matrix\}(.*?)\\end\{matrix\}\\right\]\\\)", re.S)
NEXT = r"\\"  # what ends a row
BRACKET = re.compile(r"\\(left|right)(\\[A-Za-z]+|\\.|.)")


def breakable(formula: str) -> str:
    r"""Return a formula between ``\(`` and ``\)`` so that it can be broken, if it is long."""
    if len(formula) < LONG:
        return formula
    found = MATRIX.fullmatch(formula)
    if found is None:
        return _fixed(formula)
    before, inside = found.groups()
    name = rf"\({before}\) " if before else ""
    return f"{name}the matrix of the rows {', '.join(map(_row, inside.split(NEXT)))}"


def _row(entries: str) -> str:
    apart = entries.strip().replace(" & ", r",\allowbreak\; ")
    return rf"\(\bigl({_fixed(apart)}\bigr)\)"


def _fixed(formula: str) -> str:
    r"""The same with a fixed size for each pair ``\left(``, ``\right)``."""
    parts: dict[int, tuple[int, str]] = {}
    opened: list[re.Match[str]] = []
    for bracket in BRACKET.finditer(formula):
        if bracket[1] == "left":
            opened.append(bracket)
        elif opened and (opened[-1][2], bracket[2]) == ("(", ")"):
            start = opened.pop()
            parts[start.start()] = start.end(), r"\bigl("
            parts[bracket.start()] = bracket.end(), r"\bigr)"
        elif opened:
            opened.pop()
    for at, (end, new) in sorted(parts.items(), reverse=True):
        formula = formula[:at] + new + formula[end:]
    return formula
