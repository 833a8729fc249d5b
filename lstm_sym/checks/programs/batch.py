"""Random runs of a cell as the arrays of a program, and what is right by the complex step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from ...language.cell import Cell
from ...language.vectors import Signal
from ...lower.numpy import EPSILON
from ..directions import Directions, moved, scale
from ..drawn import network
from ..network import Moment, Network

Array = NDArray[Any]
TAME, PATIENCE = 20.0, 10
LEAST = 3  # of two units 2 * n is 2 + n: a wrong index would not be seen


class Batch:
    """Some random networks with the parameters of one.

    ``x``, ``dh``, ``initial`` and ``final`` have the shapes that a ``Program`` takes. The loss is
    the sum of <dh, h> and <final, last state>; without ``is_final`` it does not speak to the last
    states. Networks whose numbers grow large are drawn anew with all numbers halved.
    """

    def __init__(self, cell: Cell, seed: int, many: int, is_final: bool = False) -> None:
        self.cell, self.seed = cell.explicit(), seed
        for halved in range(PATIENCE):
            rng = np.random.default_rng(seed)
            self.networks = self._drawn(rng, many, is_final, 0.5**halved)
            if self.is_tame:
                break
        first = self.networks[0]
        self.steps = range(1, first.steps + 1)
        self.params: dict[str, Any] = {
            p.name: np.array(first.symbols[p]) if isinstance(p, Symbol) else first.constants[p.name]
            for p in self.cell.parameters
        }
        self.x = {s.name: self._given(s) for s in self.cell.inputs}
        self.initial = {s.name: _single(self._given(s)) for s in self.cell.carried}
        self.dh = {name: self._stacked(name, self.steps, _slope) for name in self.cell.outputs}
        self.final: dict[str, Array] = {}
        for s in self.cell.carried if is_final else ():
            said = self._stacked(s.name, self._last(s), _slope)
            if s.name in self.dh:
                said = said / 2
                self.dh[s.name][self._last(s).start - 1 : self._last(s).stop - 1] -= said
            self.final[s.name] = _single(said)

    @property
    def is_tame(self) -> bool:
        """Whether all numbers are so small that gaps are those of rounding."""
        return all(n.largest <= TAME for n in self.networks)

    def _drawn(
        self, rng: np.random.Generator, many: int, is_final: bool, calm: float
    ) -> list[Network]:
        first = network(self.cell, rng, calm=calm, least=LEAST)
        wide = {s.name: first.width[s.name] for s in self.cell.carried}
        self.steps = range(1, first.steps + 1)
        last = [(s.name, time) for s in self.cell.carried for time in self._last(s)]
        targets = dict(first.targets)
        for at in last if is_final else ():
            targets.setdefault(at, rng.standard_normal(wide[at[0]]))
        found = []
        for k in range(many):
            given, ends = (
                d if k == 0 else {at: calm * rng.standard_normal(v.shape) for at, v in d.items()}
                for d in (first.given, targets)
            )
            made = first.cell, first.symbols, first.constants, given, ends, first.steps
            found.append(Network(*made))
        return found

    @property
    def also(self) -> tuple[str, ...]:
        """All inputs and states."""
        return tuple(s.name for s in (*self.cell.inputs, *self.cell.carried))

    def _last(self, s: Signal) -> range:
        """The times at which a further run would read a state of this one."""
        if self.cell.way(s.name) > 0:
            return range(self.steps.stop - self.cell.lags.get(s.name, 0), self.steps.stop)
        return range(1, 1 + self.cell.leads.get(s.name, 0))

    def _times(self, s: Signal) -> list[int]:
        """All times at which an input or a state is given."""
        before = range(1 - self.cell.lags.get(s.name, 0), 1)
        last = self.steps[-1]
        after = range(last + 1, last + 1 + self.cell.leads.get(s.name, 0))
        return [*before, *(self.steps if s in self.cell.inputs else ()), *after]

    def _stacked(
        self, name: str, times: range | list[int], of: Callable[[Network, Moment], Array]
    ) -> Array:
        """Something of a signal, by time and network."""
        width = self.networks[0].width[name]
        rows = [[of(n, (name, time)) for n in self.networks] for time in times]
        return np.asarray(rows, float).reshape(len(rows), len(self.networks), width)

    def _given(self, s: Signal) -> Array:
        return self._stacked(s.name, self._times(s), lambda n, at: n.given[at])

    @cached_property
    def gradients(self) -> dict[str, Array]:
        """The gradient to every learnt parameter, input and state, by the complex step."""
        found = {
            p.name: np.sum([n.gradients[p.name] for n in self.networks], axis=0)
            for p in self.cell.learnt
        }
        for s in (*self.cell.inputs, *self.cell.carried):
            slopes = self._stacked(s.name, self._times(s), _sensitivity)
            found[s.name] = slopes if s in self.cell.inputs else _single(slopes)
        return found

    def along(self, said: Mapping[str, Array], least: float) -> float:
        """The gap of a whole gradient along random directions, relative to its arrays.

        Infinite if an array is not there, or of another shape. What is right of single entries is
        not asked for.
        """
        shapes = {p.name: np.shape(self.params[p.name]) for p in self.cell.learnt}
        shapes |= {name: v.shape for name, v in (self.x | self.initial).items()}
        if {name: np.shape(v) for name, v in said.items()} != shapes:
            return np.inf
        largest = max(float(np.max(np.abs(v), initial=0.0)) for v in said.values())
        scales = {name: scale(v, largest, least) for name, v in said.items()}
        d = Directions.drawn(said, scales, np.random.default_rng(self.seed))
        weights = {p.name: d.at[p.name] for p in self.cell.learnt}
        changes = [moved(n, weights, self._moves(d.at, k)) for k, n in enumerate(self.networks)]
        return d.gap(np.sum(changes, axis=0))

    def _moves(self, directions: Mapping[str, Array], k: int) -> dict[Moment, Array]:
        """The directions of what is given to one of the networks, by signal and time."""
        found: dict[Moment, Array] = {}
        for name in self.also:
            s = self.cell.signal(name)
            times, width = self._times(s), self.networks[k].width[name]
            d = directions[name].reshape(-1, len(times), len(self.networks), width)
            found |= {(name, time): d[:, i, k] for i, time in enumerate(times)}
        return found

    @cached_property
    def outputs(self) -> dict[str, Array]:
        """Every output at all steps."""
        return {n: self._stacked(n, self.steps, _value) for n in self.cell.outputs}

    @cached_property
    def last(self) -> dict[str, Array]:
        """The states that a further run would begin with."""
        return {
            s.name: _single(self._stacked(s.name, self._last(s), _value)) for s in self.cell.carried
        }

    @property
    def loss(self) -> tuple[float, float]:
        """The loss, and the sum of the sizes of its terms."""
        pairs = [(self.dh[n], self.outputs[n]) for n in self.dh]
        pairs += [(self.final[n], self.last[n]) for n in self.final]
        terms = [a * b for a, b in pairs]
        return float(sum(v.sum() for v in terms)), float(sum(np.abs(v).sum() for v in terms))


def _single(v: Array) -> Array:
    """A state without the axis of its times, if there is one only."""
    return v[0] if len(v) == 1 else v


def _value(n: Network, at: Moment) -> Array:
    return n.trajectory[at]


def _slope(n: Network, at: Moment) -> Array:
    return n.trajectory[at] - n.targets[at]


def _sensitivity(n: Network, at: Moment) -> Array:
    width = n.width[at[0]]
    loss = n.loss(n.run({at: EPSILON * 1j * np.eye(width)}, {}))
    return np.imag(loss) / EPSILON + np.zeros(width)
