"""All single mistakes of a backward pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from sympy.core.basic import Basic

from ..language.cell import Cell
from ..lower.text import typed
from .on_passes import ON_PASSES
from .on_sums import ON_SUMS
from .on_terms import ON_TERMS
from .passes import Equation, Pass, derived_pass

KEPT = 16


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
        e = self.equations[0]
        return f"in {'dL/d' + e.of if e.is_gradient else typed(e.head)}, {self.says}"

    def lines(self) -> tuple[str, str] | None:
        """The right and the wrong equation, if it is one equation that is wrong."""
        if len(self.equations) != 1:
            return None
        wrong = self.equations[0]
        return line(self.right.equations[wrong.name], self.right.cell), line(wrong, self.right.cell)

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


@lru_cache(maxsize=KEPT)
def mistakes(cell: Cell) -> tuple[Mistake, ...]:
    """Return every single mistake of the derived backward pass, no two with the same equations."""
    right = derived_pass(cell)
    seen = {_key(right, right.equations.values(), frozenset())}
    found = []
    for mistake in _all(right):
        key = _key(right, mistake.equations, mistake.deaf)
        if key not in seen and (mistake.equations or mistake.deaf):
            seen.add(key)
            found.append(mistake)
    return tuple(found)


def _all(right: Pass) -> Iterator[Mistake]:
    cell = right.cell
    for operator in ON_PASSES:
        for names, wrong in operator.make(right):
            changes = tuple(e for e in wrong.equations.values() if not _same(e, right))
            yield Mistake(operator.kind, operator.says(names), changes, wrong.deaf, right)
    for equation in right.equations.values():
        for operator in ON_TERMS:
            for k, term in enumerate(equation.terms):
                for names, e in operator.make(term.e, cell):
                    terms = (*equation.terms[:k], replace(term, e=e), *equation.terms[k + 1 :])
                    changed = replace(equation, terms=terms)
                    yield Mistake(
                        operator.kind, operator.says(names, term.lag), (changed,), right.deaf, right
                    )
        for operator in ON_SUMS:
            for names, changed in operator.make(equation, right):
                yield Mistake(operator.kind, operator.says(names), (changed,), right.deaf, right)


def _same(equation: Equation, right: Pass) -> bool:
    was = right.equations[equation.name]
    flags = (equation.cut, equation.last, equation.mean) == (was.cut, was.last, was.mean)
    return flags and equation.written(right.cell) == was.written(right.cell)


Key = tuple[frozenset[tuple[str, Basic, tuple[int, int], bool, bool]], frozenset[int]]


def _key(right: Pass, equations: object, deaf: frozenset[int]) -> Key:
    changed = []
    for e in equations:  # type: ignore[attr-defined]
        was, now = right.equations[e.name], e.written(right.cell)
        flags = (e.cut, e.last, e.mean)
        if now != was.written(right.cell) or flags != (was.cut, was.last, was.mean):
            changed.append((e.name, now, *flags))
    return frozenset(changed), deaf
