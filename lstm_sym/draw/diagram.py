"""A diagram: what is to be drawn of a cell, before anything has a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from .words import Words, spoken

# What a node is, and how one hears another: entry by entry, through a matrix, one step late, or,
# where it is held, without a derivative.
STATE, INPUT, GATE, SIGNAL, OPERATION = "state", "input", "gate", "signal", "operation"
DIRECT, WEIGHTS, DELAY, CUT = "direct", "weights", "delay", "cut"


@dataclass(frozen=True)
class Node:
    """A signal at the time t + ``shift``."""

    name: str
    shift: int = 0


@dataclass(frozen=True)
class Edge:
    """One node hears another; ``kind`` says how."""

    wrt: Node
    of: Node
    kind: str = ""


@dataclass(frozen=True)
class Diagram:
    """Nodes and edges; by the name of a signal its depth and its role; how each node is written."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    depth: Mapping[str, int]
    roles: Mapping[str, str]
    words: Mapping[Node, Words]

    def only(self, keep: Callable[[Edge], bool]) -> Diagram:
        """The part that some edges and their ends make."""
        edges = tuple(filter(keep, self.edges))
        ends = {node for e in edges for node in (e.of, e.wrt)}
        return replace(self, edges=edges, nodes=tuple(n for n in self.nodes if n in ends))

    def between(self, starts: Iterable[Node], ends: Iterable[Node]) -> Diagram:
        """The part that lies on a path from one of the starts to one of the ends."""
        after = reached(starts, [(e.wrt, e.of) for e in self.edges])
        before = reached(ends, [(e.of, e.wrt) for e in self.edges])
        return self.only(lambda e: e.wrt in after and e.of in before)

    def said(self) -> str:
        """The diagram in words: for every node what it hears."""
        heard: dict[Node, list[Node]] = {}
        for e in self.edges:
            heard.setdefault(e.of, []).append(e.wrt)
        return " ".join(self._hears(of, by) for of, by in heard.items())

    def _hears(self, of: Node, by: list[Node]) -> str:
        names = [spoken(self.words[node]) for node in by]
        return f"{spoken(self.words[of])} hears {_listed(names)}."


def reached(starts: Iterable[Node], pairs: Iterable[tuple[Node, Node]]) -> set[Node]:
    """All nodes that pairs (from, to) lead to from the starts, with these."""
    after: dict[Node, list[Node]] = {}
    for a, b in pairs:
        after.setdefault(a, []).append(b)
    found, waiting = set(), list(starts)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += after.get(node, [])
    return found


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
