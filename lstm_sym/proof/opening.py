"""Outputs opened: y_i(t) is written sigma(net_i(t)) where the cell says so."""

from __future__ import annotations

from sympy import Expr

from ..language.activations import Elementwise, Slope, hold
from ..language.cell import Cell, t
from ..language.vectors import Entry, Vector
from ..lower.components import in_components


def opened(cell: Cell, e: Expr) -> Expr:
    """Return ``e`` with every entry of an output that is an activation written as the activation.

    The other way round than ``with_outputs``; slopes are unfolded, what is held is its value.
    """
    heads = {u.name: y for u, y in cell.equations.items() if isinstance(y, Elementwise)}

    def is_output(x: Expr) -> bool:
        return isinstance(x, Entry) and isinstance(x.of, Vector) and x.of.name in heads

    def written(x: Entry) -> Expr:
        return in_components(Entry(heads[x.of.name].xreplace({t: x.of.moment}), *x.at))

    e = e.replace(is_output, written)
    e = e.replace(lambda x: isinstance(x, hold), lambda x: x.args[0])
    return e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
