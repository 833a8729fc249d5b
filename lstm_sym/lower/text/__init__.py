"""text(e): formulas for the terminal, in the syntax of a cell file where it has one."""

from __future__ import annotations

from collections.abc import Sequence

from sympy.core.basic import Basic

from .printer import Printer, Typed

__all__ = ["Printer", "text", "typed"]


def text(e: Basic, order: Sequence[str] = ()) -> str:
    """Return ``e`` on one line; signals are written in the ``order`` of their names."""
    return Printer(order).doprint(e)


def typed(e: Basic, order: Sequence[str] = ()) -> str:
    """Return ``e`` on one line as it is typed: h_loss[t] and W_bar, not derivatives by h and W."""
    return Typed(order).doprint(e)
