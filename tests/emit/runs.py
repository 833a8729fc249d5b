"""Runs of a program beside the complex step: the same numbers on both roads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network
from lstm_sym.emit.program import Program
from lstm_sym.language.cell import Cell
from lstm_sym.language.vectors import Signal
from lstm_sym.lower.numpy import EPSILON

Array = NDArray[Any]


class Batch:
    """Some random networks with the parameters of one: what a program is given, what is right."""

    def __init__(self, cell: Cell, seed: int, many: int) -> None:
        rng = np.random.default_rng(seed)
        self.cell = cell.explicit()
        first = network(self.cell, rng)
        self.networks = [first]
        for _ in range(many - 1):
            given, targets = (
                {at: rng.standard_normal(v.shape) for at, v in d.items()}
                for d in (first.given, first.targets)
            )
            other = Network(first.cell, first.symbols, first.constants, given, targets, first.steps)
            self.networks.append(other)
        self.params: dict[str, Any] = {
            p.name: np.array(first.symbols[p]) if isinstance(p, Symbol) else first.constants[p.name]
            for p in self.cell.parameters
        }
        self.steps = range(1, first.steps + 1)
        self.x = {s.name: self.stacked(s.name, self.times(s)) for s in self.cell.inputs}
        self.initial = {s.name: self.stacked(s.name, self.times(s)) for s in self.cell.carried}
        self.initial = {name: v[0] if len(v) == 1 else v for name, v in self.initial.items()}
        self.dh = {
            name: np.stack(
                [
                    [n.trajectory[name, t] - n.targets[name, t] for n in self.networks]
                    for t in self.steps
                ]
            )
            for name in self.cell.outputs
        }
        self.also = tuple(s.name for s in (*self.cell.inputs, *self.cell.carried))

    def times(self, s: Signal) -> list[int]:
        """All times at which an input or a state is given."""
        before = range(1 - self.cell.lags.get(s.name, 0), 1)
        last = self.steps[-1]
        after = range(last + 1, last + 1 + self.cell.leads.get(s.name, 0))
        return [*before, *(self.steps if s in self.cell.inputs else ()), *after]

    def stacked(self, name: str, times: list[int]) -> Array:
        """What the networks are given of a signal, by time and network."""
        return np.stack([[n.given[name, t] for n in self.networks] for t in times])

    def run(self, program: Program, **options: Any) -> tuple[float, dict[str, Array]]:
        """What the program says, gradients to inputs and states too."""
        return program(
            self.params, self.x or None, self.dh, initial=self.initial, also=self.also, **options
        )

    def right(self) -> dict[str, Array]:
        """The gradients by the complex step."""
        found = {
            p.name: np.sum([n.gradients[p.name] for n in self.networks], axis=0)
            for p in self.cell.learnt
        }
        for s in (*self.cell.inputs, *self.cell.carried):
            slopes = np.stack(
                [[_slope(n, (s.name, t)) for n in self.networks] for t in self.times(s)]
            )
            found[s.name] = slopes[0] if s in self.cell.carried and len(slopes) == 1 else slopes
        return found


def _slope(n: Network, at: tuple[str, int]) -> Array:
    width = n.width[at[0]]
    loss = n.loss(n.run({at: EPSILON * 1j * np.eye(width)}, {}))
    return np.imag(loss) / EPSILON + np.zeros(width)


def worst(found: Mapping[str, Array], right: Mapping[str, Array]) -> float:
    """The largest gap between gradients, relative to the largest entry of each.

    One below a thousandth of the largest of all counts as that: where units saturate, 1 - y^2 is
    rounding.
    """
    assert found.keys() == right.keys()
    gaps = []
    least = 1e-3 * max(np.max(np.abs(v), initial=0.0) for v in right.values())
    for name, v in right.items():
        assert found[name].shape == v.shape, name
        scale = max(np.max(np.abs(v), initial=0.0), least) or 1.0
        gaps.append(np.max(np.abs(found[name] - v), initial=0.0) / scale)
    return float(max(gaps))
