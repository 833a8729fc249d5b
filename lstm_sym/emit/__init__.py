"""What it is as a program: the derived gradient of any cell, for NumPy, C, PyTorch and JAX."""

from __future__ import annotations

from importlib import import_module

from ..language.cell import Cell
from .refine import EmitError

__all__ = ["TARGETS", "EmitError", "code"]

TARGETS = ("numpy", "c", "torch", "jax")


def code(cell: Cell, target: str, dtype: str = "float64") -> str:
    """Return the derived gradient of a cell as the text of a program.

    Raises EmitError for a cell of which no program is written, KeyError for an unknown target.
    """
    if target not in TARGETS:
        raise KeyError(target)
    return import_module(f"{__name__}.targets.{target}").emitted(cell, dtype)
