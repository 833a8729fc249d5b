"""What the text of a cell says of each name: the comment behind its equation or declaration."""

from __future__ import annotations

import re

from .characters import spelled
from .header import SIZES
from .lines import WORD

EQUATION = re.compile(rf"\s*({WORD.pattern})\s*\[\s*t\s*\]\s*=")
DECLARATION = re.compile(rf"\s*(?:constant\s+)?(?:{'|'.join(SIZES)})\s+(.*)")


def remarks(text: str) -> dict[str, str]:
    """Return the comment of every name that has one, its white space collapsed."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        code, _, comment = line.partition("#")
        said = " ".join(comment.split())
        for name in _names(code) if said else ():
            found[spelled(name)] = said
    return found


def _names(code: str) -> list[str]:
    """The names that a line gives an equation or declares."""
    if equation := EQUATION.match(code):
        return [equation[1]]
    declared = DECLARATION.match(code)
    return WORD.findall(re.sub(r"\[.*?\]", "", declared[1])) if declared else []
