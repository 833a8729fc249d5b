"""text(e): formulas for the terminal, in the syntax of a cell file where it has one."""

from __future__ import annotations

from collections.abc import Sequence

from sympy.core.basic import Basic

from ...language.vectors import Vector
from .printer import Printer

__all__ = ["Printer", "text", "typed"]


def text(e: Basic, order: Sequence[str] = ()) -> str:
    """Return ``e`` on one line; signals are written in the ``order`` of their names."""
    return Printer(order).doprint(e)


def typed(e: Basic, order: Sequence[str] = ()) -> str:
    """Return ``e`` as it is typed in a file of adjoint equations: ``h_loss[t]``, ``a_bar[t+1]``."""
    return _Typed(order).doprint(e)


class _Typed(Printer):
    """Marked names stand as they are."""

    def signal(self, v: Vector, units: str = "") -> str:
        return v.name + (f"[{self.index(v.time)}]" if v.time is not None else "") + units
