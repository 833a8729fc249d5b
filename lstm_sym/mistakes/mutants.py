"""All single mistakes of a backward pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from sympy.core.basic import Basic

from ..language.cell import Cell
from .alike import together
from .mistake import Mistake
from .on_passes import ON_PASSES
from .on_sums import ON_SUMS
from .on_terms import ON_TERMS
from .passes import Equation, Pass, derived_pass

KEPT = 16


@lru_cache(maxsize=KEPT)
def mistakes(cell: Cell) -> tuple[Mistake, ...]:
    """Return every single mistake of the derived backward pass, no two with the same equations."""
    right = derived_pass(cell)
    seen = {_key(right, right.equations.values(), frozenset())}
    found: list[Mistake] = []
    for mistake in chain(_all(right), together(found)):
        key = _key(right, mistake.equations, mistake.deaf)
        if key not in seen and (mistake.equations or mistake.deaf):
            seen.add(key)
            found.append(mistake)
    return tuple(found)


def _all(right: Pass) -> Iterator[Mistake]:
    for operator in ON_PASSES:
        for names, wrong in operator.make(right):
            changes = tuple(e for e in wrong.equations.values() if not _same(e, right))
            yield Mistake(operator.kind, operator.says(names), changes, wrong.deaf, right)
    yield from within(right, right.equations)


def within(right: Pass, places: Iterable[str]) -> Iterator[Mistake]:
    """Every mistake that changes one of the equations in some places of a pass."""
    cell = right.cell
    for equation in [right.equations[place] for place in places]:
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
