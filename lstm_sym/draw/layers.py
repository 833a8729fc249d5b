"""layered(nodes, edges): a place for every node of an acyclic graph, and a way for every edge.

A node stands one column behind the last one that it hears. An edge over several columns takes a
place of its own in each of them, so that it passes between nodes and never through one. Within a
column the order follows the middle of the neighbours, which crosses few edges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Node = Any
Edge = tuple[Node, Node]
Place = tuple[int, float]
SWEEPS = 8


@dataclass(frozen=True)
class Layout:
    """The column and the height of every node, and of all that an edge passes, ends included."""

    places: Mapping[Node, Place]
    ways: Mapping[Edge, tuple[Place, ...]]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return 1 + max(column for column, _ in self.places.values())

    @property
    def height(self) -> float:
        """The height of the lowest place; the highest has 0."""
        return max(y for way in (*self.ways.values(), [*self.places.values()]) for _, y in way)


def layered(nodes: Sequence[Node], edges: Sequence[Edge]) -> Layout:
    """Lay out a graph whose edges lead from earlier nodes of the sequence to later ones."""
    column: dict[Node, int] = {}
    for node in nodes:
        column[node] = 1 + max((column[a] for a, b in edges if b == node), default=-1)
    ways = {(a, b): [a, *((a, b, k) for k in range(column[a] + 1, column[b])), b] for a, b in edges}
    order: list[list[Node]] = [[] for _ in range(1 + max(column.values()))]
    for node in nodes:
        order[column[node]].append(node)
    for way in ways.values():
        for k, passed in enumerate(way[1:-1], column[way[0]] + 1):
            order[k].append(passed)
    links = [link for way in ways.values() for link in pairwise(way)]
    for k in range(SWEEPS):
        _sweep(order, links, forward=k % 2 == 0)
    tall = max(map(len, order))
    height = {node: (tall - len(there)) / 2 + i for there in order for i, node in enumerate(there)}
    places = {node: (column[node], height[node]) for node in nodes}
    return Layout(
        places,
        {
            (a, b): tuple((column[a] + i, height[p]) for i, p in enumerate(way))
            for (a, b), way in ways.items()
        },
    )


def _sweep(order: list[list[Node]], links: Sequence[Edge], forward: bool) -> None:
    """Sort each column by the middle of the neighbours in the one before it, or behind it."""
    pairs = links if forward else [(b, a) for a, b in links]
    beside: dict[Node, list[Node]] = {}
    for a, b in pairs:
        beside.setdefault(b, []).append(a)
    columns = range(1, len(order)) if forward else range(len(order) - 2, -1, -1)
    for k in columns:
        before = order[k - 1 if forward else k + 1]
        at = {node: i / max(len(before) - 1, 1) for i, node in enumerate(before)}
        here = {node: i / max(len(order[k]) - 1, 1) for i, node in enumerate(order[k])}

        def middle(node: Node, at: dict[Node, float] = at, here: dict[Node, float] = here) -> float:
            near = [at[other] for other in beside.get(node, ()) if other in at]
            return sum(near) / len(near) if near else here[node]

        order[k].sort(key=middle)
