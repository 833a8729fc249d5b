"""A diagram whose vectors of one size are drawn unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr, Integer

from ..language.cell import Cell, t
from ..language.vectors import Entry
from ..lower.latex import Printer
from .diagram import DIRECT, Diagram, Edge, Node
from .graph import names
from .words import Words, formula

MARK = "|"


def expanded(cell: Cell, diagram: Diagram, units: Mapping[Expr, int]) -> Diagram:
    """Return the diagram with a node for each unit of the vectors whose size is in ``units``.

    What hears entry by entry hears its own unit, all else every unit.
    """
    printer = Printer(names(cell))
    words: dict[Node, Words] = {}
    copies: dict[Node, list[Node]] = {}
    for node in diagram.nodes:
        signal = cell.signal(node.name)
        many = units.get(signal.dim, 0)
        copies[node] = [unit(node, k) for k in range(1, many + 1)] or [node]
        for k, copy in enumerate(copies[node], 1):
            v = signal(t + node.shift)
            entry = Entry(v, Integer(k)) if many else v
            words[copy] = formula(printer.doprint(entry))
    edges = tuple(
        Edge(a, b, e.kind)
        for e in diagram.edges
        for i, a in enumerate(copies[e.wrt])
        for j, b in enumerate(copies[e.of])
        if e.kind != DIRECT or i == j or 1 in (len(copies[e.wrt]), len(copies[e.of]))
    )
    back = {copy: node for node, found in copies.items() for copy in found}
    return replace(
        diagram,
        nodes=tuple(back),
        edges=edges,
        depth={copy.name: diagram.depth[node.name] for copy, node in back.items()},
        roles={copy.name: diagram.roles[node.name] for copy, node in back.items()},
        words=words,
    )


def unit(node: Node, k: int) -> Node:
    """The k-th unit of a vector."""
    return Node(f"{node.name}{MARK}{k}", node.shift)


def whole(e: Edge) -> Edge:
    """The edge between the vectors of which this is one between units."""
    a, b = (Node(n.name.partition(MARK)[0], n.shift) for n in (e.wrt, e.of))
    return Edge(a, b, e.kind)
