"""Numbers of a cell that are counted: how much it learns, and how much work a step is."""

from __future__ import annotations

from sympy import Expr, Integer
from sympy.core.symbol import Str

from .shapes import Shape

KINDS = {
    "parameters": "numbers that are learnt",
    "forward": "weight products in one step",
    "backward": "weight products in one step of the errors",
}


class Tally(Expr):
    """How many there are of a kind in a cell: one of ``KINDS``."""

    is_commutative = True
    is_integer = True
    is_nonnegative = True

    def __new__(cls, kind: str | Str) -> Tally:
        label = kind if isinstance(kind, Str) else Str(kind)
        if label.name not in KINDS:
            raise ValueError(f"what is counted is {', '.join(KINDS)}, not {label.name}")
        return Expr.__new__(cls, label)

    @property
    def kind(self) -> str:
        return self.args[0].name

    def own_shape(self) -> Shape:
        return ()

    def _eval_derivative(self, s: Expr) -> Expr:
        return Integer(0)
