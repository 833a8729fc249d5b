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

    A call that reads nothing earlier than what a run is given has no value before time 1, where
    the equation begins to hold; one that reads no earlier time has none after the end.
    """
    given = {s.name: cell.lags.get(s.name, 0) for s in (*cell.carried, *cell.inputs)}
    begins = any(t - v.moment == given.get(v.name, 0) for v in read)
    ends = all(v.time == t for v in read)
    return (begins or move.is_nonnegative is True) and (ends or move.is_nonpositive is True)
