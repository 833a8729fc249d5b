"""Forward in time: the derivative of every signal by one weight obeys a recurrence of its own."""

from __future__ import annotations

from sympy import Add, Expr, S, Symbol

from ..language.cell import Cell
from ..language.operators import Dot, Sensitivity
from ..language.shapes import shape
from ..language.vectors import Basis, Entry, Vector
from .jacobian import jacobian
from .outputs import with_outputs


def tangent(cell: Cell, u: Vector, weight: Entry | Symbol) -> Expr:
    """Return d u(t) / d w by the derivatives of what u(t) reads: real-time recurrent learning.

    Every vector that the equation reads passes its own derivative on. For an entry w = W_lm, every
    product W psi adds e_l psi_m at its place, and every W^T psi adds e_m psi_l; for an entry b_l of
    a vector, its column of the derivative by b; for a number, the derivative by it.
    """
    e = cell.equations[u]
    heads = {v.name for v in cell.equations}
    read = [v for w, v in cell.readings if w == u and v.name in heads]
    passed = [Dot(jacobian(e, v, u.dim), Sensitivity(v, weight)) for v in read]
    return with_outputs(cell, Add(*passed, *_added(e, u, weight)))


def _added(e: Expr, u: Vector, weight: Entry | Symbol) -> list[Expr]:
    if isinstance(weight, Symbol):
        return [e.diff(weight)]
    if isinstance(weight.of, Vector):
        b, (row,) = weight.of, weight.at
        return [Dot(jacobian(e, b, u.dim), Basis(row, b.dim))]
    W, (row, column) = weight.of, weight.at
    found = []
    for product in sorted(e.atoms(Dot), key=str):
        A, psi = product.args
        if A not in (W, W.T):
            continue
        place = Vector("a place", *product.own_shape())
        J = jacobian(e.xreplace({product: place}), place, u.dim)
        said, heard = (row, column) if A == W else (column, row)
        change = Basis(said, A.shape[0]) * (Entry(psi, heard) if shape(psi) else psi)
        found.append(Dot(J, change).xreplace({place: product}))
    return found or [S.Zero]


def is_weight(cell: Cell, weight: Expr) -> bool:
    """Whether an expression is a number of the cell, or one entry of a parameter."""
    return (weight.of if isinstance(weight, Entry) else weight) in cell.parameters
