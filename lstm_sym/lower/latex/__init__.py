"""latex(e): formulas as on paper, the Hadamard product seen, terms in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from sympy.core.basic import Basic

from .functions import decimal
from .lines import lines
from .printer import Printer

__all__ = ["Printer", "decimal", "latex", "lines"]


def latex(e: Basic, order: Sequence[str] = ()) -> str:
    """Return the LaTeX of ``e``; signals are written in the ``order`` of their names."""
    return Printer(order).doprint(e)
