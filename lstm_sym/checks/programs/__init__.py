"""Emitted programs beside the complex step: by how much what they say is wrong.

``gaps(cell, target)`` is small, about 1e-15, for every parameter, input and state of every cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...language.cell import Cell
from ..directions import EVERY, MANY, SURE, scale, witness
from ..evidence import Evidence, Verdict
from ..sampling import order
from .batch import Batch
from .roads import Found, ran, road

__all__ = ["EXACT", "Batch", "Found", "Trial", "compared", "gaps", "ran", "road"]

Array = NDArray[Any]
EXACT = 1e-12
LEAST = 1e-3
GRADIENTS = "gradients"


def gaps(cell: Cell, target: str = "numpy", text: str | None = None) -> dict[str, float]:
    """Return the gaps of the program of a cell, see ``Trial.gaps``."""
    return Trial(cell).gaps(target, text)


class Trial:
    """Two batches of random runs of a cell: one network, and three whose last states are seen too.

    What is right is computed once, for any number of programs.
    """

    def __init__(self, cell: Cell, seed: int = 0) -> None:
        self.cell, self.seed = cell, seed

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """The two batches."""
        return Batch(self.cell, self.seed, 1), Batch(self.cell, self.seed + 1, 3, is_final=True)

    def gaps(
        self, target: str = "numpy", text: str | None = None, along: bool = False
    ) -> dict[str, float]:
        """Return the worst relative gap between a program of a target and the complex step.

        By name, of the gradient to every learnt parameter, to every input and to every initial
        state; ``loss``, ``output h`` and ``last c`` for those. A gap is relative to the largest
        entry; one that is below a thousandth of the largest of all gradients counts as that, since
        where units saturate 1 - y^2 is rounding. ``text`` is a program in place of the cell's own.
        What is not a number is infinitely wrong, and so is an array of another shape.

        With ``along``, all gradients are one, ``gradients``: its gap along random directions, at a
        cost that does not grow with the number of weights. If that is not small, every entry is
        looked at.

        Raises what a wrong program raises; MissingExtra if PyTorch, JAX or a compiler is not there.
        """
        run = road(self.cell, target, text)
        said = [(batch, run(batch)) for batch in self.batches]
        if along:
            found = _worst(compared(batch, one, along=True) for batch, one in said)
            if found[GRADIENTS] <= EXACT / SURE:
                return found
        return _worst(compared(batch, one) for batch, one in said)

    def evidence(self, target: str = "numpy", text: str | None = None) -> Evidence:
        """What the gaps of a program amount to; of numbers too large to compare, nothing.

        Raises MissingExtra if PyTorch, JAX or a compiler is not there.
        """
        return self.judged(self.gaps(target, text))

    def judged(self, gaps: Mapping[str, float]) -> Evidence:
        """What the gaps of a program amount to."""
        gap = max(gaps.values())
        if gap <= EXACT:
            verdict = Verdict.SUPPORTED
        else:
            tame = all(batch.is_tame for batch in self.batches)
            verdict = Verdict.REFUTED if tame else Verdict.UNDECIDED
        runs = sum(len(batch.networks) for batch in self.batches)
        seen = witness(MANY) if GRADIENTS in gaps else EVERY
        detail = f"{seen}, on {runs} networks, beside the complex step: {order(gap)}"
        return Evidence("complex_step", verdict, detail, gap)


def compared(batch: Batch, said: Found, along: bool = False) -> dict[str, float]:
    """Return the gaps between what a program says of a batch and what is right.

    Of its gradients, the gap of every one, or that of all ``along`` random directions.
    """
    loss, size = batch.loss
    gradients = _all("", said.gradients, batch.gradients, LEAST) if not along else ()
    return {
        "loss": _gap(np.asarray(said.loss), np.asarray(loss), size),
        **({GRADIENTS: batch.along(said.gradients, LEAST)} if along else dict(gradients)),
        **dict(_all("output ", said.outputs, batch.outputs, 1.0)),
        **dict(_all("last ", said.last, batch.last, 1.0)),
    }


def _worst(found: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The largest gap of every name."""
    worst: dict[str, float] = {}
    for gaps in found:
        worst |= {name: max(gap, worst.get(name, 0.0)) for name, gap in gaps.items()}
    return worst


def _all(
    word: str, said: Mapping[str, Array], right: Mapping[str, Array], least: float
) -> Iterator[tuple[str, float]]:
    """The gaps of arrays by name; one that is small beside the others counts as a share of them."""
    largest = max((np.max(np.abs(v), initial=0.0) for v in right.values()), default=0.0)
    for name in (*right, *(said.keys() - right.keys())):
        if name not in said or name not in right:
            yield word + name, np.inf
            continue
        size = scale(right[name], largest, least)
        yield word + name, _gap(np.asarray(said[name]), right[name], size)


def _gap(said: Array, right: Array, size: float) -> float:
    if said.shape != right.shape:
        return np.inf
    gap = float(np.max(np.abs(said - right), initial=0.0)) / (size or 1.0)
    return np.inf if np.isnan(gap) else gap
