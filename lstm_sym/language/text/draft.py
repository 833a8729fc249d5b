"""A cell as it was written: its header and its equations, before names are understood."""

from __future__ import annotations

from dataclasses import dataclass

from .header import Header
from .lines import lines
from .script import Script
from .syntax import equation
from .tree import Equation


@dataclass(frozen=True)
class Draft:
    """The header and the equations of a script, in the order of the text."""

    script: Script
    header: Header
    equations: tuple[Equation, ...]


def draft(script: Script) -> Draft:
    """Read all lines of a script; TextError at the first that cannot be read."""
    header = Header(script)
    equations: list[Equation] = []
    first: dict[str, int] = {}
    for line in lines(script):
        if line.word:
            header.read(line)
            continue
        found = equation(script, line)
        left = found.left
        there = first.setdefault(left.name, left.at)
        if there != left.at:
            what = f"{left.name}[t] is computed twice, first in line {script.line(there)}"
            raise script.fault(left.at, what, "keep one equation or rename a signal")
        equations.append(found)
    return Draft(script, header, tuple(equations))
