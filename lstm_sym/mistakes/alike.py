"""The same mistake in all equations that are alike: what one line of a loop makes wrong at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sympy.core.basic import Basic
from sympy.core.symbol import Str

from ..language.activations import Elementwise
from ..language.cell import Cell
from ..language.vectors import MARKS
from .mistake import Mistake
from .passes import Equation

Roles = dict[Basic, Basic]


def together(singles: Sequence[Mistake]) -> Iterator[Mistake]:
    """Yield for each mistake that several equations may have the one that they all have it.

    Two are the same if one becomes the other when signals are called by what they are: the error
    of a logistic gate, a state, a matrix. All that an equation may have of it, it has.
    """
    groups: dict[object, list[Mistake]] = {}
    roles = _roles(singles[0].right.cell) if singles else {}
    for m in singles:
        if len(m.equations) == 1 and not m.deaf:
            key = _key(m, roles)
            if key is not None:
                groups.setdefault(key, []).append(m)
    for alike in groups.values():
        if len(alike) > 1:
            yield _joined(alike)


def _key(m: Mistake, roles: Roles) -> object:
    """What a mistake is, with roles for names; None if only names tell the wrong from the right."""
    wrong, right = m.equations[0], m.right.equations[m.equations[0].name]
    flags = (wrong.cut, wrong.last, wrong.mean)
    was, now = (e.written(m.right.cell).xreplace(roles) for e in (right, wrong))
    if was == now and flags == (right.cut, right.last, right.mean):
        return None
    return m.kind, wrong.is_gradient, was, now, flags


def _joined(alike: Sequence[Mistake]) -> Mistake:
    first, right = alike[0], alike[0].right
    changed: dict[str, Equation] = {}
    for m in alike:
        (wrong,) = m.equations
        before = changed.get(wrong.name)
        changed[wrong.name] = wrong if before is None else _both(before, wrong, m)
    others = [e.place for e in changed.values() if e.name != first.where]
    says = (
        f"{first}; likewise in {', '.join(others)}"
        if others
        else f"{first.says}; likewise in the terms like it"
    )
    return Mistake(first.kind, says, tuple(changed.values()), first.deaf, right)


def _both(one: Equation, two: Equation, m: Mistake) -> Equation:
    """An equation with the changes of both, where they change different terms of it."""
    right = m.right.equations[one.name].terms
    if len(one.terms) != len(right) or len(two.terms) != len(right):
        return one
    terms = tuple(
        b if a == was else a for was, a, b in zip(right, one.terms, two.terms, strict=True)
    )
    return replace(one, terms=terms)


def _roles(cell: Cell) -> Roles:
    """What every signal, its marks and every parameter are: a function, a state, a parameter."""
    carried = {s.name for s in cell.carried}
    found: Roles = {Str(p.name): Str("parameter") for p in cell.parameters}
    for u, e in cell.equations.items():
        kind = type(e).__name__ if isinstance(e, Elementwise) else "sum"
        role = u.name if u.name in carried else kind
        found |= {Str(u.name + mark): Str(role + mark) for mark in ("", *MARKS)}
    return found
