"""The graph of a cell: its vectors at some times, and which of them hears which."""

from __future__ import annotations

from sympy import Identity, MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..calculus.jacobian import jacobian
from ..calculus.roles import Roles
from ..language.cell import Cell, t
from ..language.operators import Diag
from ..language.vectors import Vector, vectors
from ..lower.latex import Printer
from .diagram import CUT, DELAY, DIRECT, GATE, INPUT, SIGNAL, STATE, WEIGHTS, Diagram, Edge, Node
from .words import formula


def graph(cell: Cell, first: int = 0, last: int = 0) -> Diagram:
    """Return the graph of a cell from the time t + first to t + last, and what it reads of others.

    Every pair of a vector and one that its equation reads is one edge.
    """
    kinds = hearings(cell)
    edges = tuple(
        Edge(Node(v.name, _shift(v) + s), Node(u.name, s), kind)
        for s in range(first, last + 1)
        for (u, v), kind in kinds.items()
    )
    computed = [Node(u.name, s) for s in range(first, last + 1) for u in cell.equations]
    place = {name: i for i, name in enumerate(names(cell))}
    nodes = {*computed, *(e.wrt for e in edges)}
    ordered = tuple(sorted(nodes, key=lambda n: (n.shift, place[n.name])))
    printer = Printer(names(cell))
    words = {n: formula(printer.doprint(cell.signal(n.name)(t + n.shift))) for n in ordered}
    return Diagram(ordered, edges, depths(cell), roles(cell), words)


def folded(cell: Cell) -> Diagram:
    """The graph drawn once, without times: what is read of another time is delayed."""
    pairs = {
        (v.name, u.name): DELAY if _shift(v) else kind for (u, v), kind in hearings(cell).items()
    }
    edges = tuple(Edge(Node(v), Node(u), kind) for (v, u), kind in pairs.items())
    printer, signals = Printer(names(cell)), (*cell.inputs, *cell.computed)
    words = {Node(s.name): formula(printer.doprint(Vector(s.name, s.dim))) for s in signals}
    return Diagram(tuple(words), edges, depths(cell), roles(cell), words)


def names(cell: Cell) -> tuple[str, ...]:
    """The signals: inputs first, then as they are computed."""
    return tuple(s.name for s in (*cell.inputs, *cell.computed))


def hearings(cell: Cell) -> dict[tuple[Vector, Vector], str]:
    """How each vector u(t) hears each v that its equation reads."""
    pairs = dict.fromkeys(cell.readings)
    return {(u, v): hearing(jacobian(cell.equations[u], v, u.dim)) for u, v in pairs}


def hearing(J: MatrixExpr) -> str:
    """How a vector hears another, given the immediate derivative."""
    if J.is_ZeroMatrix:
        return CUT
    terms = J.args if isinstance(J, MatAdd) else (J,)
    return DIRECT if any(isinstance(A, Diag | Identity) for A in terms) else WEIGHTS


def depths(cell: Cell) -> dict[str, int]:
    """How many equations of one time stand between a vector and what is given to it."""
    found = dict.fromkeys((s.name for s in cell.inputs), 0)
    for heads in cell.passes:
        for u in heads:
            here = [v for v in vectors(cell.equations[u]) if v.time == t]
            found[u.name] = 1 + max((found.get(v.name, 0) for v in here), default=0)
    return found


def roles(cell: Cell) -> dict[str, str]:
    """What each vector is to the cell."""
    gates = {v.name for v in Roles(cell).gates}
    found = {name: GATE if name in gates else SIGNAL for name in names(cell)}
    found |= dict.fromkeys((s.name for s in cell.carried), STATE)
    return found | dict.fromkeys((s.name for s in cell.inputs), INPUT)


def _shift(v: Vector) -> int:
    return int(v.moment - t)
