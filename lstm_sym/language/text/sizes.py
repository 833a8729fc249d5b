"""The size of every vector and matrix: found by unification, then named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from sympy import Expr, Integer

from ..symbols import size
from .classes import Classes, Dimension
from .odd import odd_one_out
from .roles import Roles
from .unify import Application, Unifier

STATE, INPUT, FURTHER = "n", "m", "pkrsd"

Sizes = dict[Dimension, Expr]


def sizes(roles: Roles) -> Sizes:
    """Return the size of every dimension.

    TextError where two declared sizes meet, or where only one matrix, applied to both, would make
    an input as large as a state.
    """
    unifier = Unifier(roles)
    for equation in roles.draft.equations:
        unifier.equation(equation)
    if left := _apply(unifier):
        raise odd_one_out(unifier, left[0], named(roles, unifier.classes))
    return named(roles, unifier.classes)


def _apply(unifier: Unifier) -> list[Application]:
    """Unify columns with vectors; return where that would make an input as large as a state."""
    late = [a for a in unifier.applications if not unifier.apply(a)]
    return [a for a in late if not unifier.apply(a)]


def named(roles: Roles, classes: Classes) -> Sizes:
    """Name all classes: as declared, else n for the states, m for the input, further letters."""
    dimensions = list(_dimensions(roles))
    known = {d: found for d in dimensions if (found := classes.size_of(d))}
    names = {classes.find(d): _declared(found.size) for d, found in known.items()}
    taken = {*roles.uses, *map(str, names.values())}
    further = (name for name in chain(FURTHER, (f"d{i}" for i in count(1))) if name not in taken)
    wishes = [*((name, STATE) for name in (roles.carried or roles.computed)[:1])]
    wishes += [(name, INPUT) for name in roles.inputs[:1]]
    for name, wish in wishes:
        root = classes.find((name, 0))
        if root not in names:
            names[root] = size(wish if wish not in taken else next(further))
    for d in dimensions:
        if classes.find(d) not in names:
            names[classes.find(d)] = size(next(further))
    return {d: names[classes.find(d)] for d in dimensions}


def _dimensions(roles: Roles) -> Iterator[Dimension]:
    """All dimensions in the order of the text."""
    for name, use in roles.uses.items():
        if not roles.is_number(name):
            yield (name, 0)
        if "matrix" in use:
            yield (name, 1)


def _declared(known: str | int) -> Expr:
    return size(known) if isinstance(known, str) else Integer(known)
