"""One mistake of a backward pass: what it says, and the equations that it makes wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..language.cell import Cell
from ..lower.text import typed
from .passes import Equation, Pass


@dataclass(frozen=True)
class Mistake:
    """One wrong change: its kind, what it says, and the equations that become wrong."""

    kind: str
    says: str
    equations: tuple[Equation, ...]
    deaf: frozenset[int]
    right: Pass

    @property
    def where(self) -> str:
        """The equation that is wrong, or the whole pass."""
        return self.equations[0].name if len(self.equations) == 1 else "the whole pass"

    @property
    def wrong(self) -> Pass:
        """The backward pass with this mistake."""
        return replace(self.right.put(*self.equations), deaf=self.deaf)

    def __str__(self) -> str:
        if len(self.equations) != 1:
            return self.says
        return f"in {self.equations[0].place}, {self.says}"

    def lines(self) -> tuple[str, str] | None:
        """The right and the wrong equation, of several the first; of a deaf pass the loss's."""
        if not self.equations:
            return self._heard() if self.deaf else None
        wrong = self.equations[0]
        return line(self.right.equations[wrong.name], self.right.cell), line(wrong, self.right.cell)

    def _heard(self) -> tuple[str, str] | None:
        """What the first signal that the loss is of hears at the last step, or before it."""
        cell = self.right.cell
        first = next(e for e in self.right.equations.values() if e.of in cell.outputs)
        is_last = 0 in self.deaf
        terms = tuple(term for term in first.terms if not is_last or term.lag == 0)
        kept = tuple(term for term in terms if term.source is not None)
        right, wrong = (line(replace(first, terms=each), cell) for each in (terms, kept))
        if is_last:
            return right.replace("[t]", "[T]"), wrong.replace("[t]", "[T]")
        return right, f"{wrong} for t < T"

    def and_(self, other: Mistake) -> Pass | None:
        """The pass with both mistakes; None if they change the same equation."""
        mine, others = ({e.name for e in m.equations} for m in (self, other))
        if mine & others:
            return None
        return replace(
            self.right.put(*self.equations, *other.equations), deaf=self.deaf | other.deaf
        )


def line(equation: Equation, cell: Cell) -> str:
    """An equation as a line of text."""
    right = equation.written(cell)
    body = "0" if right == 0 else typed(right)
    if not equation.is_gradient:
        return f"{typed(equation.head)} = {body}"
    first, last = 1 + equation.cut[0], "T-1" if equation.cut[1] else "T"
    over = "t = 1 alone" if equation.last else f"t = {first}..{last}"
    mean = ", divided by T" if equation.mean else ""
    return f"dL/d{equation.of} = sum over {over} of {body}{mean}"
