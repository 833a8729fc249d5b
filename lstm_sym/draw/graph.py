"""The graph of a cell: its vectors at some times, and which of them hears which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sympy import Identity, MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..calculus.jacobian import jacobian
from ..calculus.roles import Roles
from ..language.cell import Cell, t
from ..language.operators import Diag
from ..language.vectors import Vector, vectors
from ..lower.latex import Printer
from .words import Words, formula, spoken

# What a vector is to the cell, and how one hears another: entry by entry, through a matrix,
# or, where it is held, without a derivative.
STATE, INPUT, GATE, SIGNAL = "state", "input", "gate", "signal"
DIRECT, WEIGHTS, CUT, DELAY = "direct", "weights", "cut", "delay"


@dataclass(frozen=True)
class Node:
    """A vector of the cell at the time t + ``shift``."""

    name: str
    shift: int = 0


@dataclass(frozen=True)
class Edge:
    """One vector hears another; ``kind`` says how."""

    wrt: Node
    of: Node
    kind: str = ""


@dataclass(frozen=True)
class Graph:
    """A cell from the time t + ``first`` to t + ``last``, and what it reads beyond these times.

    ``folded``, it is drawn once, without times, and what it reads of earlier ones is delayed.
    """

    cell: Cell
    first: int = 0
    last: int = 0
    folded: bool = False

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Who hears whom, every pair once."""
        if self.folded:
            pairs = {
                (v.name, u.name): DELAY if _shift(v) else kind
                for (u, v), kind in self.kinds.items()
            }
            return tuple(Edge(Node(v), Node(u), kind) for (v, u), kind in pairs.items())
        return tuple(
            Edge(Node(v.name, _shift(v) + s), Node(u.name, s), kind)
            for s in range(self.first, self.last + 1)
            for (u, v), kind in self.kinds.items()
        )

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All vectors that are computed or read, by time and by the order of computing."""
        place = {name: i for i, name in enumerate(self.names)}
        computed = [
            Node(u.name, s) for s in range(self.first, self.last + 1) for u in self.cell.equations
        ]
        found = {*computed, *(e.wrt for e in self.edges)}
        return tuple(sorted(found, key=lambda n: (n.shift, place[n.name])))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Inputs first, then as they are computed."""
        return tuple(s.name for s in (*self.cell.inputs, *self.cell.computed))

    @cached_property
    def kinds(self) -> dict[tuple[Vector, Vector], str]:
        """How each vector u(t) hears each v that its equation reads."""
        pairs = dict.fromkeys(self.cell.readings)
        return {(u, v): hearing(jacobian(self.cell.equations[u], v, u.dim)) for u, v in pairs}

    @cached_property
    def depth(self) -> dict[str, int]:
        """How many equations of one time stand between a vector and what is given to it."""
        found = dict.fromkeys((s.name for s in self.cell.inputs), 0)
        for heads in self.cell.passes:
            for u in heads:
                here = [v for v in vectors(self.cell.equations[u]) if v.time == t]
                found[u.name] = 1 + max((found.get(v.name, 0) for v in here), default=0)
        return found

    @cached_property
    def roles(self) -> dict[str, str]:
        """What each vector is to the cell."""
        gates = {v.name for v in Roles(self.cell).gates}
        found = {name: GATE if name in gates else SIGNAL for name in self.names}
        found |= dict.fromkeys((s.name for s in self.cell.carried), STATE)
        return found | dict.fromkeys((s.name for s in self.cell.inputs), INPUT)

    def vector(self, node: Node) -> Vector:
        """The vector that a node stands for."""
        signal = self.cell.signal(node.name)
        return Vector(signal.name, signal.dim) if self.folded else signal(t + node.shift)

    def words(self, node: Node) -> Words:
        """How it is written."""
        return formula(self.printer.doprint(self.vector(node)))

    @cached_property
    def printer(self) -> Printer:
        return Printer(self.names)

    def said(self, edges: Iterable[Edge] | None = None) -> str:
        """The graph in words: for every vector what it hears."""
        heard: dict[Node, list[Node]] = {}
        for e in self.edges if edges is None else edges:
            heard.setdefault(e.of, []).append(e.wrt)
        return " ".join(self._hears(of, by) for of, by in heard.items())

    def _hears(self, of: Node, by: list[Node]) -> str:
        names = [spoken(self.words(node)) for node in by]
        return f"{spoken(self.words(of))} hears {_listed(names)}."


def hearing(J: MatrixExpr) -> str:
    """How a vector hears another, given the immediate derivative."""
    if J.is_ZeroMatrix:
        return CUT
    terms: Iterator[MatrixExpr] = iter(J.args if isinstance(J, MatAdd) else (J,))
    return DIRECT if any(isinstance(A, Diag | Identity) for A in terms) else WEIGHTS


def _shift(v: Vector) -> int:
    return int(v.moment - t)


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
