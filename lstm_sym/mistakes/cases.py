"""The runs on which a backward pass is tried: from the smallest sizes and fewest steps upward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from ..checks.network import Network
from ..checks.trial import dimensions
from ..language.cell import Cell

Array = NDArray[Any]
SIZES, STEPS = (1, 2, 3), (1, 2, 3, 5)


@dataclass(frozen=True)
class Case:
    """A run, with the arrays that a backward pass is given and the gradients it should return.

    ``params`` by name; ``inputs`` of shape (lag + T, m), the first ``lag`` rows being those before
    time 1; ``initial`` states of shape (n,), or (lag, n) for a lag above 1; ``loss`` of shape
    (T, n), the direct derivative of the loss by every output.
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
        lags = cell.lags
        initial = {}
        for s in cell.carried:
            rows = np.stack([known[s.name, k] for k in range(1 - lags[s.name], 1)])
            initial[s.name] = rows[0] if lags[s.name] == 1 else rows
        numbers = {str(p.name): run.symbols[p] for p in cell.parameters if isinstance(p, Symbol)}
        return {
            "params": {**dict(run.constants), **{k: np.asarray(v) for k, v in numbers.items()}},
            "inputs": {
                s.name: np.stack([known[s.name, k] for k in range(1 - lags[s.name], run.steps + 1)])
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


def cases(cell: Cell, seed: int = 0) -> Iterator[Case]:
    """Yield a run of every size and length, the smallest first; the same seed, the same numbers."""
    for size in SIZES:
        for steps in STEPS:
            yield Case(drawn(cell, size, steps, np.random.default_rng([seed, size, steps])))


def drawn(cell: Cell, smallest: int, steps: int, rng: np.random.Generator) -> Network:
    """A run with standard normal numbers; the sizes are ``smallest`` and the next whole numbers."""
    free = sorted((s for s in cell.sizes if isinstance(s, Symbol)), key=str)
    symbols: dict[Symbol, Any] = {s: smallest + k for k, s in enumerate(reversed(free))}

    def array(*shape: Any) -> Array:
        return rng.standard_normal([int(symbols.get(d, d)) for d in shape])

    constants = {
        p.name: array(*dimensions(p)) for p in cell.parameters if not isinstance(p, Symbol)
    }
    symbols |= {p: float(rng.standard_normal()) for p in cell.parameters if isinstance(p, Symbol)}
    given = {
        (s.name, time): array(s.dim)
        for s in (*cell.inputs, *cell.carried)
        for time in range(1 - cell.lags[s.name], (steps if s in cell.inputs else 0) + 1)
    }
    targets = {
        (name, time): array(cell.signal(name).dim)
        for name in cell.outputs
        for time in range(1, steps + 1)
    }
    return Network(cell, symbols, constants, given, targets, steps)
