"""derived(cell): everything the calculus knows of a cell, as a derivation."""

from __future__ import annotations

from itertools import takewhile

from ..calculus.adjoint import adjoint, bar, gradient
from ..calculus.flow import equation_jacobian, is_deep, state_jacobian
from ..language.cell import Cell
from ..language.operators import Response
from ..language.vectors import Vector
from .rules import AdjointOf, Definition, GradientOf, JacobianOf
from .step import Derivation, Step, equal


def derived(cell: Cell) -> Derivation:
    """Derive the forward equations, errors, gradients and state Jacobian of a cell.

    The claims are written by the machine; they are checked on roads that share nothing with the
    one by which they were found.
    """
    whole = cell.explicit()
    steps = [
        *_forward(whole),
        *_errors(whole),
        *_gradients(whole),
        *(_edges(whole) if is_deep(whole) else _jacobian(whole)),
    ]
    return Derivation(
        cell.name,
        cell.title or cell.name,
        about(cell),
        tuple(steps),
        cell=whole,
        source=cell.source,
    )


def about(cell: Cell) -> str:
    """The comment that a cell's text begins with."""
    head = takewhile(lambda line: line.startswith("#"), cell.text.splitlines())
    return " ".join(line.lstrip("# ").strip() for line in head)


def _forward(cell: Cell) -> list[Step]:
    return [
        Step(f"forward-{u.name}", equal(u, e), Definition(cell), derived=True)
        for u, e in cell.equations.items()
    ]


def _errors(cell: Cell) -> list[Step]:
    backward = reversed(tuple(adjoint(cell).items()))
    return [
        Step(f"error-{u.name.removesuffix('_bar')}", equal(u, e), AdjointOf(cell), derived=True)
        for u, e in backward
    ]


def _gradients(cell: Cell) -> list[Step]:
    return [
        Step(f"gradient-{p.name}", equal(bar(p), gradient(cell, p)), GradientOf(cell), derived=True)
        for p in cell.learnt
    ]


def _jacobian(cell: Cell) -> list[Step]:
    return [
        Step(
            f"jacobian-{block_name(cell, u, v)}",
            equal(Response(u, v, "step"), J),
            JacobianOf(cell),
            derived=True,
        )
        for (u, v), J in state_jacobian(cell).items()
    ]


def block_name(cell: Cell, u: Vector, v: Vector) -> str:
    """How the block d u(t) / d v(t-s) is called in a label."""
    return f"{u.name}-{v.name}{_lag(cell, v)}"


def _edges(cell: Cell) -> list[Step]:
    """The Jacobian of each equation: a block of a deep cell is the sum over paths of products."""
    return [
        Step(
            f"edge-{u.name}-{v.name}{_lag(cell, v, here=0)}",
            equal(Response(u, v, "equation"), equation_jacobian(cell, u, v)),
            JacobianOf(cell),
            derived=True,
        )
        for u, v in cell.readings
        if v.name in {w.name for w in cell.computed}
    ]


def _lag(cell: Cell, v: Vector, here: int = 1) -> str:
    lag = int(cell.time - v.moment)
    if lag == here * cell.way(v.name):
        return ""
    return f"-{lag}" if lag >= 0 else f"-ahead-{-lag}"
