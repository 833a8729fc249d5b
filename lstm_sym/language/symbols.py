"""The atoms: sizes, counts, units, instants, numbers, and fresh bound variables.

Every symbol of the house is made here, so that one name never carries two sets of assumptions.
"""

from sympy import Dummy, IndexedBase, Symbol


def count(name: str) -> Symbol:
    """Return the positive integer ``name``."""
    return Symbol(name, integer=True, positive=True)


size = count
unit = count


def units(names: str) -> tuple[Symbol, ...]:
    """Return the units (one-based indices) of the space-separated ``names``."""
    return tuple(unit(name) for name in names.split())


def instant(name: str) -> Symbol:
    """Return the integer ``name``, a point in discrete time."""
    return Symbol(name, integer=True)


t = instant("t")


def path(name: str) -> IndexedBase:
    """Return a path through the units: ``path("l")[m]`` is its m-th unit, counted from 0."""
    return IndexedBase(name, integer=True, positive=True)


def number(name: str) -> Symbol:
    """Return the real number ``name``."""
    return Symbol(name, real=True)


def magnitude(name: str) -> Symbol:
    """Return the real number ``name``, which is not negative."""
    return Symbol(name, real=True, nonnegative=True)


def binder(name: str) -> Dummy:
    """Return a fresh integer to be bound by a sum or a product."""
    return Dummy(name, integer=True)
