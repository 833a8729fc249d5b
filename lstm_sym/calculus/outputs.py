"""Written with outputs: sigma(a(t)) is called i(t) where the cell says i(t) = sigma(a(t))."""

from __future__ import annotations

from sympy import Expr

from ..language.activations import Elementwise, Slope
from ..language.cell import Cell, t
from ..language.vectors import Vector, vectors


def with_outputs(cell: Cell, e: Expr) -> Expr:
    """Return ``e`` with slopes unfolded and every activation that the cell names called by name."""
    e = e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    heads = {y: u for u, y in cell.equations.items() if isinstance(y, Elementwise)}
    calls = {call: _name(heads, call) for call in e.atoms(Elementwise)}
    return e.xreplace({call: name for call, name in calls.items() if name is not None})


def _name(heads: dict[Elementwise, Vector], call: Elementwise) -> Vector | None:
    here = [v for v in vectors(call) if v.time is not None]
    for y, u in heads.items():
        there = [v for v in vectors(y) if v.time is not None]
        if not here or not there or type(y) is not type(call):
            continue
        shift = here[0].moment - there[0].moment
        if y.xreplace({t: t + shift}) == call:
            return u.xreplace({t: t + shift})
    return None
