"""A formula over several lines: broken where a reader would, never inside a number or an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE, INSIDE, OTHER, TOO_LONG = 6, 4, 3, 10**6
AFTER = {"=": 0, "≤": 0, "<": 0, "→": 0, "+": 1, "-": 1, ",": 2, "*": 5, "@": 9}
OPERATOR = re.compile(r" (?:[=≤<→+@]|- |\.\.\.)")
INDEXED = re.compile(r"[\w\])'}]")


@dataclass(frozen=True)
class Break:
    """A place where a line may end: its end, the start of the next, and how bad it is."""

    end: int
    start: int
    cost: int = 0


def broken(formula: str, width: int, first: int = 0, rest: int = 0) -> list[str]:
    """Return the lines, indented by ``first`` and ``rest``, none wider than ``width``.

    The breaks are those of the least cost in sum: every line costs something, and a break costs
    more inside of brackets. Only a word that is longer than a line makes a line too wide.
    """
    places = [Break(0, 0), *_places(formula), Break(len(formula), len(formula))]
    least = [(0, 0)]
    for last in places[1:]:
        costs = []
        for i, opening in enumerate(places[: len(least)]):
            room = width - (rest if i else first)
            excess = max(0, last.end - opening.start - room)
            costs.append((least[i][0] + LINE + last.cost + TOO_LONG * excess, i))
        least.append(min(costs))
    lines: list[str] = []
    end = len(places) - 1
    while end:
        begin = least[end][1]
        lines.append(
            " " * (rest if begin else first) + formula[places[begin].start : places[end].end]
        )
        end = begin
    return lines[::-1]


def _places(formula: str) -> Iterator[Break]:
    """The places outside of indices where a line may end: after an operator, not before one."""
    indices: list[bool] = []
    for k, sign in enumerate(formula):
        if sign in "([":
            indices.append(sign == "[" and bool(INDEXED.match(formula[k - 1 : k])))
        elif sign in ")]" and indices:
            indices.pop()
        elif not any(indices):
            inside = INSIDE * len(indices)
            if sign == " " and formula[k - 4 : k] != "...," and not OPERATOR.match(formula, k):
                yield Break(k, k + 1, AFTER.get(formula[k - 1], OTHER) + inside)
            elif sign == "*" and "*" not in formula[k - 1] + formula[k + 1]:
                yield Break(k + 1, k + 1, AFTER["*"] + inside)
