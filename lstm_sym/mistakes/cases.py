"""The runs on which a backward pass is tried: from the smallest sizes and fewest steps upward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from ..checks.drawn import filled
from ..checks.network import Network
from ..language.cell import Cell

Array = NDArray[Any]
SIZES, STEPS, LONG = (1, 2, 3), (1, 2, 3, 5), 40


@dataclass(frozen=True)
class Case:
    """A run, with the arrays that a backward pass is given and the gradients it should return.

    ``params`` by name; ``inputs`` of shape (lag + T, m), the first ``lag`` rows being those before
    time 1; ``initial`` states of shape (n,), or (lag, n) for a lag above 1, and after time T for
    what runs backward; ``loss`` of shape (T, n), the direct derivative of the loss by every output.
    """

    network: Network

    @property
    def sizes(self) -> str:
        """The sizes and the number of steps, as a person says them."""
        free = {str(s): k for s, k in self.network.symbols.items() if s in self.network.cell.sizes}
        return ", ".join(
            [*(f"{name} = {k}" for name, k in free.items()), f"T = {self.network.steps}"]
        )

    @property
    def given(self) -> dict[str, dict[str, Array]]:
        """The four arguments, by their names."""
        run = self.network
        cell, known = run.cell, run.trajectory
        initial = {s.name: self._beyond(s.name) for s in cell.carried}
        numbers = {str(p.name): run.symbols[p] for p in cell.parameters if isinstance(p, Symbol)}
        return {
            "params": {**dict(run.constants), **{k: np.asarray(v) for k, v in numbers.items()}},
            "inputs": {
                s.name: np.stack(
                    [v for (name, _), v in sorted(run.given.items()) if name == s.name]
                )
                for s in cell.inputs
            },
            "initial": initial,
            "loss": {
                name: np.stack(
                    [known[name, k] - run.targets[name, k] for k in range(1, run.steps + 1)]
                )
                for name in cell.outputs
            },
        }

    def _beyond(self, name: str) -> Array:
        """The states that are given: before time 1 or, of what runs backward, after time T."""
        rows = [v for (other, _), v in sorted(self.network.given.items()) if other == name]
        return rows[0] if len(rows) == 1 else np.stack(rows)


def cases(cell: Cell, seed: int = 0) -> Iterator[Case]:
    """Yield a run of every size and length, the smallest first, and a long one.

    The same seed gives the same numbers.
    """
    for size in SIZES:
        for steps in STEPS:
            yield Case(drawn(cell, size, steps, np.random.default_rng([seed, size, steps])))
    yield Case(drawn(cell, SIZES[1], LONG, np.random.default_rng([seed, LONG])))


def drawn(cell: Cell, smallest: int, steps: int, rng: np.random.Generator) -> Network:
    """A run with standard normal numbers; the sizes are ``smallest`` and the next whole numbers."""
    free = sorted((s for s in cell.sizes if isinstance(s, Symbol)), key=str, reverse=True)
    return filled(cell, {s: smallest + k for k, s in enumerate(free)}, steps, rng)
