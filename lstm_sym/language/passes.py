"""The order in which a run computes its signals: in passes, each through all times, one way.

A signal that runs backward is computed from the last time to the first; what it shares a cycle
with runs backward too. A signal stands in the earliest pass of its own way in which everything
that it reads is known: a signal of an earlier pass at any time, one of its own pass at a time
that the pass has been at, or at the same time and above it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sympy.utilities.iterables import strongly_connected_components

Reading = tuple[str, str, int]


class NoOrder(ValueError):
    """No pass can compute ``head``, which reads ``read`` with that lag."""

    def __init__(self, head: str, read: str, lag: int) -> None:
        super().__init__(f"{head} reads {read} with lag {lag}")
        self.head, self.read, self.lag = head, read, lag


def closed(names: Collection[str], heads: Sequence[str], readings: Sequence[Reading]) -> set[str]:
    """Return ``names`` and all that share a cycle with one of them."""
    if not names:
        return set()
    edges = [(head, read) for head, read, _ in readings]
    cycles = strongly_connected_components((list(heads), edges))
    return set(names).union(*(cycle for cycle in cycles if set(names) & set(cycle)))


def passes(
    heads: Sequence[str], readings: Sequence[Reading], backward: Collection[str]
) -> list[list[str]]:
    """Return the heads by pass, each pass in their order; NoOrder if there is none.

    ``readings`` holds (head, read, lag) for every computed signal that a head reads.
    """
    if not backward:
        return [list(heads)]
    way = {head: -1 if head in backward else 1 for head in heads}
    level = {head: int(head in backward) for head in heads}
    found = list(_raised(level, readings, way))
    while found:
        head, read, lag = found[0]
        if level[head] > 2 * len(heads):
            raise NoOrder(*_wrong(readings, way))
        for head, read, lag in found:
            level[head] = max(level[head], _least(level, way, head, read, lag))
        found = list(_raised(level, readings, way))
    return [[h for h in heads if level[h] == k] for k in sorted(set(level.values()))]


def _raised(
    level: Mapping[str, int], readings: Sequence[Reading], way: Mapping[str, int]
) -> list[Reading]:
    """The readings whose head stands in too early a pass."""
    return [r for r in readings if level[r[0]] < _least(level, way, *r)]


def _least(level: Mapping[str, int], way: Mapping[str, int], head: str, read: str, lag: int) -> int:
    """The first pass of the head's own way that knows what it reads."""
    if way[head] == way[read] and lag * way[head] >= 0:
        return level[read]
    return level[read] + (1 if way[head] != way[read] else 2)


def _wrong(readings: Sequence[Reading], way: Mapping[str, int]) -> Reading:
    """The reading to blame: of a signal of the same way at a time not yet computed, if any."""
    return min(readings, key=lambda r: (way[r[0]] != way[r[1]], r[2] * way[r[0]] >= 0))
