"""Written with outputs: sigma(a(t)) is called i(t) where the cell says i(t) = sigma(a(t))."""

from __future__ import annotations

from sympy import Expr

from ..language.activations import Elementwise, Slope, hold
from ..language.cell import Cell, signature, t
from ..language.vectors import Vector, vectors


def with_outputs(cell: Cell, e: Expr) -> Expr:
    """Return ``e`` with slopes unfolded and every activation that the cell names called by name.

    What is held is written as its value: nothing is differentiated after this.
    """
    e = e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    e = e.replace(lambda x: isinstance(x, hold), lambda x: x.args[0])
    calls = {call: _name(cell, call) for call in e.atoms(Elementwise)}
    return e.xreplace({call: name for call, name in calls.items() if name is not None})


def _name(cell: Cell, call: Elementwise) -> Vector | None:
    """The output that is this activation at some time; None if the cell names none such."""
    now = [v for v in vectors(call) if v.time is not None]
    for u, y in cell.activated.get(signature(call), ()):
        read = [v for v in vectors(y) if v.time is not None]
        for v in now:
            move = v.moment - read[0].moment
            shift = {t: t + move}
            if v.name == read[0].name and y.xreplace(shift) == call and _exists(cell, read, move):
                return u.xreplace(shift)
    return None


def _exists(cell: Cell, read: list[Vector], move: Expr) -> bool:
    """Whether the output exists wherever the call does: not before time 1, nor after the end.

    What the equation reads at time t and is neither carried nor an input has no value before.
    """
    if move == 0 or not move.is_Integer:
        return True
    given = {s.name for s in (*cell.carried, *cell.inputs)}
    same_time = all(v.time == t for v in read)
    return same_time and (move.is_positive is True or any(v.name not in given for v in read))
