"""Somebody's adjoint equations as text: which of them is wrong, and what it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr

from ..calculus.adjoint import adjoint
from ..calculus.normal import same
from ..calculus.outputs import with_outputs
from ..language.cell import Cell
from ..language.text.adjoint import equations
from ..language.vectors import Vector
from ..lower.text import typed
from .mistake import Mistake
from .mutants import mistakes


@dataclass(frozen=True)
class Judged:
    """One equation of somebody's: whether it is right, what it should be, and the mistake."""

    head: str
    line: int
    is_right: bool
    written: str
    right: str
    named: tuple[Mistake, ...] = ()


def judged(content: str, cell: Cell, file: str = "<string>") -> tuple[list[Judged], list[str]]:
    """Judge every equation of a text, and return the errors that it does not speak of too.

    An equation is right if it has the normal form of the derived one. Raises TextError for a text
    that is none, or speaks of what the cell does not have.
    """
    found: Mapping[Vector, tuple[Expr, int]] = equations(content, cell, file)
    derived = adjoint(cell)
    verdicts = [_judge(head, e, line, derived[head], cell) for head, (e, line) in found.items()]
    return verdicts, [str(head.name) for head in derived if head not in found]


def _judge(head: Vector, e: Expr, line: int, right: Expr, cell: Cell) -> Judged:
    named = with_outputs(cell, e)
    is_right = same(named, right)
    mine = [] if is_right else _named(head, named, cell)
    left = typed(head)
    return Judged(
        left, line, is_right, f"{left} = {typed(e)}", f"{left} = {typed(right)}", tuple(mine)
    )


def _named(head: Vector, e: Expr, cell: Cell) -> list[Mistake]:
    """The mistakes that make this equation so: of it alone, else of a whole pass."""
    found = [
        m
        for m in mistakes(cell)
        if any(wrong.name == head.name and same(e, wrong.written(cell)) for wrong in m.equations)
    ]
    return [m for m in found if len(m.equations) == 1] or found
