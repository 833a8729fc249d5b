"""Bound variables in print: within a sum no two are called alike, nor like anything else there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sympy import Dummy, Product, Sum, Symbol

from ..language.rebinding import rebound


class Binders:
    """A printer that remembers which names are bound around what it prints."""

    around_it: tuple[str, ...] = ()

    @contextmanager
    def within(self, e: Sum | Product) -> Iterator[Sum | Product]:
        """The sum with its variables called apart; their names are taken while it is printed."""
        outside = self.around_it
        apart = called_apart(e, outside)
        self.around_it = (*outside, *(limit[0].name for limit in apart.limits))
        try:
            yield apart
        finally:
            self.around_it = outside


def called_apart(e: Sum | Product, outside: tuple[str, ...]) -> Sum | Product:
    """The same sum, a prime put to each variable whose name means something else here."""
    taken = {*outside, *(s.name for s in e.free_symbols)}
    names: list[Symbol] = []
    for k, *_ in reversed(e.limits):
        name = k.name
        while name in taken:
            name += "'"
        taken.add(name)
        names.insert(0, k if name == k.name else Dummy(name, integer=True))
    return e if names == [limit[0] for limit in e.limits] else rebound(e, names)
