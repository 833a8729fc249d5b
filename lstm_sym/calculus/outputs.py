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
        then = next(v for v in vectors(y) if v.time is not None)
        for v in now:
            shift = {t: t + v.moment - then.moment}
            if v.name == then.name and y.xreplace(shift) == call:
                return u.xreplace(shift)
    return None
