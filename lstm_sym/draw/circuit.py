"""The equations of a cell as a circuit: a node for every operation, and one for every signal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sympy import Expr

from ..language.activations import Elementwise
from ..language.cell import Cell, t
from ..language.operators import Dot
from ..language.vectors import Vector
from ..lower.latex import Printer
from .diagram import DIRECT, OPERATION, WEIGHTS, Diagram, Edge, Node
from .graph import names, roles
from .words import Words, formula, plain


@dataclass
class Circuit:
    """Built from the equations of the signals ``shown``; all else that they read is left out."""

    cell: Cell
    shown: Collection[str]
    edges: list[Edge] = field(default_factory=list)
    words: dict[Node, Words] = field(default_factory=dict)
    depth: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.printer = Printer(names(self.cell))

    def diagram(self) -> Diagram:
        """The circuit of one step."""
        for u, e in self.cell.equations.items():
            if u.name in self.shown:
                self._signal(u, e)
        kinds = {n.name: OPERATION for n in self.words} | roles(self.cell)
        found = {n.name: kinds[n.name] for n in self.words}
        return Diagram(tuple(self.words), tuple(self.edges), self.depth, found, self.words)

    def _signal(self, u: Vector, e: Expr) -> None:
        node = Node(u.name)
        for wrt, kind in self._sources(e, u.name):
            self.edges.append(Edge(wrt, node, kind))
        self._add(node, formula(self.printer.doprint(u)), 0)

    def _sources(self, e: Expr, path: str) -> list[tuple[Node, str]]:
        """The nodes that compute an expression, made if they are operations."""
        if isinstance(e, Vector):
            node = Node(e.name, int(e.moment - t)) if e.time is not None else None
            if node is None or e.name not in self.shown:
                return []
            if node not in self.words:
                self._add(node, formula(self.printer.doprint(e)), 0)
            return [(node, DIRECT)]
        if isinstance(e, Dot):
            kind = DIRECT if e.args[0].name in self.cell.constants else WEIGHTS
            return [(node, kind) for node, _ in self._sources(e.args[1], path)]
        parts = [self._sources(a, f"{path}.{i}") for i, a in enumerate(self.printer_args(e))]
        inner = [found for found in parts if found]
        if not inner or (not isinstance(e, Elementwise) and len(inner) == 1):
            return [pair for found in inner for pair in found]
        node = Node(path + "'")
        for wrt, kind in (pair for found in inner for pair in found):
            self.edges.append(Edge(wrt, node, kind))
        self._add(node, self._sign(e), 0)
        return [(node, DIRECT)]

    @staticmethod
    def printer_args(e: Expr) -> tuple[Expr, ...]:
        return tuple(sorted(e.args, key=str))

    def _sign(self, e: Expr) -> Words:
        if isinstance(e, Elementwise):
            return formula(type(e).tex)
        return plain("+" if e.is_Add else "⊙")

    def _add(self, node: Node, words: Words, least: int) -> None:
        self.words[node] = words
        heard = [e.wrt for e in self.edges if e.of == node and e.wrt.shift == node.shift]
        deep = max((1 + self.depth[n.name] for n in heard), default=least)
        self.depth[node.name] = max(deep, self.depth.get(node.name, 0))
