"""Which vectors lie side by side in memory, so that one product or one line does for all.

A bank is an array whose lanes are vectors. The heads of a stack of products share one, and so do
the operands of a row, as far as an order can be found in which every row finds its own together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from sympy import Expr

from ..language.vectors import Vector
from .lines import Item, Product

MANY = 6


@dataclass(frozen=True)
class Bank:
    """Vectors side by side, in this order."""

    lanes: tuple[Vector, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(v.name for v in self.lanes)

    def widths(self, first: int, last: int) -> tuple[Expr, ...]:
        return tuple(v.dim for v in self.lanes[first:last])


Place = tuple[Bank, int]


def banks(items: Sequence[Item], key: Callable[[str], str]) -> dict[str, Place]:
    """Return the place of every head: which bank, and which lane of it.

    ``key`` tells which vectors are best neighbours: those of one key.
    """
    dims = {head.name: head for item in items for head in item.heads}
    found: dict[str, Place] = {}
    rows = [
        tuple(v.name for v in item.operands)
        for item in items
        if isinstance(item, Product) and item.is_row and all(v.name in dims for v in item.operands)
    ]
    for group in _linked(rows):
        lanes = arranged([row for row in rows if set(row) <= group], key)
        settled(found, [dims[name] for name in lanes])
    for item in items:
        if isinstance(item, Product) and len(item.heads) > 1:
            free = [head for head in item.heads if head.name not in found]
            settled(found, sorted(free, key=lambda head: key(head.name)))
    for item in items:
        for head in item.heads:
            if head.name not in found:
                settled(found, [head])
    return found


def settled(found: dict[str, Place], lanes: Sequence[Vector]) -> None:
    """Give the vectors a bank of their own."""
    bank = Bank(tuple(lanes))
    found.update({v.name: (bank, k) for k, v in enumerate(lanes)})


def _linked(rows: Sequence[tuple[str, ...]]) -> list[set[str]]:
    """The names that are linked by common rows."""
    groups: list[set[str]] = []
    for row in rows:
        touched = [group for group in groups if group & set(row)]
        groups = [group for group in groups if group not in touched]
        groups.append(set(row).union(*touched))
    return groups


def arranged(rows: Sequence[tuple[str, ...]], key: Callable[[str], str]) -> list[str]:
    """An order of all names in which the rows fall apart into as few runs as can be."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    member = {name: tuple(name in row for row in rows) for name in names}
    classes = list(dict.fromkeys(member[name] for name in names))
    orders: Iterable[tuple[tuple[bool, ...], ...]] = [tuple(classes)]
    if len(classes) <= MANY:
        orders = permutations(classes)
    inside = {c: sorted((n for n in names if member[n] == c), key=key) for c in classes}
    lists = ([name for c in order for name in inside[c]] for order in orders)
    return min(lists, key=lambda order: sum(_runs(order, row) for row in rows))


def _runs(order: Sequence[str], row: Iterable[str]) -> int:
    at = sorted(order.index(name) for name in set(row))
    return sum(1 for a, b in zip([-2, *at], at, strict=False) if b != a + 1)


def runs(names: Sequence[str], places: Mapping[str, Place]) -> list[list[str]]:
    """The names, in the order of their lanes, cut where one bank or one run of lanes ends."""
    found: list[list[str]] = []
    order = sorted(names, key=lambda name: (places[name][0].lanes[0].name, places[name][1]))
    for name in order:
        bank, k = places[name]
        last = places[found[-1][-1]] if found else None
        if last is not None and last[0] is bank and last[1] == k - 1:
            found[-1].append(name)
        else:
            found.append([name])
    return sorted(found, key=lambda run: names.index(run[0]))
