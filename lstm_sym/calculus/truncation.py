"""Truncation: the source vectors of the weights are held; no error goes back through them."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr

from ..language.activations import hold
from ..language.cell import Cell, t
from ..language.operators import Dot
from ..language.vectors import vectors


def truncated(cell: Cell, but: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Cell:
    """Return the cell with every earlier signal that a matrix reads held at its value.

    The equations of the signals named in ``but`` stay as they are; what a matrix reads of those
    named in ``also`` is held at every time.

    Same numbers forward; backward, an error that arrives at a net input stops there. What is read
    at an earlier time without a matrix, such as the state itself, still passes errors.
    """
    own = {u.name for u in cell.equations}
    return replace(
        cell,
        equations={
            u: e if u.name in but else _held(e, own, also) for u, e in cell.equations.items()
        },
    )


def _held(e: Expr, own: set[str], also: tuple[str, ...]) -> Expr:
    held = {}
    for product in e.atoms(Dot):
        A, psi = product.args
        past = {v for v in vectors(psi) if v.name in own and v.time not in (None, t)}
        heard = past | {v for v in vectors(psi) if v.name in also}
        held[product] = Dot(A, psi.xreplace({v: hold(v) for v in heard}))
    return e.xreplace(held)
