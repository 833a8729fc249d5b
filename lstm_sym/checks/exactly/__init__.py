"""The derived gradient against the tangent, in exact arithmetic: modulo a prime, or in balls."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ...language.cell import Cell, Parameter
from .backward import Backward
from .balls import Balls
from .fields import Field, Unheard, dot
from .residues import Residues
from .tangent import STEPS, Forward

SEED, KEPT = 1997, 64

__all__ = ["Unheard", "enclosed", "holds"]


@lru_cache(maxsize=KEPT)
def holds(cell: Cell, p: Parameter | None = None, seed: int = SEED) -> bool:
    """Whether <dL/dp, dp> is the sum over outputs and times of <h_loss, dh>, modulo a prime.

    Without ``p``, all learnt parameters move at once. Raises Unheard if the cell holds what has no
    value modulo a prime.
    """
    field = Residues(cell, seed, p)
    moved, said = _both(field)
    return bool(field.reduced(moved - said) == 0)


def enclosed(cell: Cell, p: Parameter | None = None, seed: int = SEED) -> tuple[Any, Any]:
    """Return both numbers in balls that surely hold them: by the tangent, and by the gradient.

    If the two balls do not meet, the gradient is wrong. Raises Unheard as ``holds``, and
    ImportError without python-flint.
    """
    return _both(Balls(cell, seed, p))


def _both(field: Field) -> tuple[Any, Any]:
    forward = Forward(field)
    backward = Backward(forward)
    cell, p = field.cell, field.direction
    moved = sum(
        dot(backward.loss(name, time), forward.known[name, time].by)
        for name in cell.outputs
        for time in range(1, STEPS + 1)
    )
    learnt = cell.learnt if p is None else (p,)
    return moved, sum(dot(backward.gradient(q), field.kick(q)) for q in learnt)
