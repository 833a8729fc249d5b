"""A cell run on numbers of the user's: its signals, and the derived errors and gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from ..language.cell import Cell
from ..language.vectors import Signal
from .backward import backward, gradients
from .drawn import dimensions
from .network import Network

Array = NDArray[Any]


class RunError(ValueError):
    """Numbers that a cell cannot be run on: which, and what was expected."""


@dataclass(frozen=True)
class Run:
    """One run of a cell: ``run["h"]`` is the signal h, a row for each of the times 1 to T."""

    network: Network

    def __getitem__(self, name: str) -> Array:
        return self._rows(self.network.trajectory, name)

    @cached_property
    def error(self) -> dict[str, Array]:
        """dL/du(t) of every computed signal u, a row for each time, by the derived recurrences."""
        found = backward(self.network)
        return {u.name: self._rows(found, u.name) for u in self.network.cell.computed}

    @cached_property
    def gradient(self) -> dict[str, Array]:
        """dL/dW of every learnt parameter, by the derived formulas."""
        return {name: np.asarray(v) for name, v in gradients(self.network).items()}

    def _rows(self, found: Mapping[tuple[str, int], Array], name: str) -> Array:
        return np.array([found[name, time] for time in range(1, self.network.steps + 1)])


def run(
    cell: Cell,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, Any],
    begin: Mapping[str, Any] | None = None,
    slopes: Mapping[str, Any] | None = None,
) -> Run:
    """Run a cell on numbers, for as many steps as the inputs have rows.

    ``inputs`` holds a row for each time 1..T of every input. ``begin`` holds what a state is before
    it is first computed, or an input outside of 1..T, zero if it is not named: a vector, or a row
    for each such time. ``slopes`` holds the direct derivative of the loss by each output, a row for
    each time; without it, nothing arrives.

    Raises RunError for a name that is missing or unknown, or a shape that does not fit.
    """
    cell = cell.explicit()
    numbers = _Numbers(cell, parameters, inputs)
    given = numbers.given(begin or {})
    network = Network(cell, numbers.symbols, numbers.constants, given, {}, numbers.steps)
    targets = {
        (name, time): network.trajectory[name, time] - row
        for name, rows in numbers.rows(slopes or {}, cell.outputs, "output").items()
        for time, row in enumerate(rows, 1)
    }
    if targets:
        network = Network(cell, network.symbols, network.constants, given, targets, network.steps)
    return Run(network)


class _Numbers:
    """Sizes, parameters and steps, read off the arrays and checked against the cell."""

    def __init__(
        self, cell: Cell, parameters: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> None:
        self.cell = cell
        self.symbols: dict[Symbol, Any] = {}
        self.constants: dict[str, Array] = {}
        self._known({p.name for p in cell.parameters}, parameters, "parameter")
        for p in cell.parameters:
            v = _array(p.name, parameters[p.name])
            if isinstance(p, Symbol):
                self._fits(p.name, v, ())
                self.symbols[p] = v[()]
            else:
                self._fits(p.name, v, dimensions(p))
                self.constants[p.name] = v
        self._known({s.name for s in cell.inputs}, inputs, "input")
        arrays = {s.name: _array(s.name, inputs[s.name]) for s in cell.inputs}
        self.steps = len(next(iter(arrays.values()))) if arrays else 1
        self.inputs = {s.name: self._steps(s, arrays[s.name]) for s in cell.inputs}

    def given(self, begin: Mapping[str, Any]) -> dict[tuple[str, int], Array]:
        """What a run is given: its inputs, and its states beyond the ends."""
        beyond = (*self.cell.inputs, *self.cell.carried)
        states = {s.name for s in beyond if self._beyond(s.name)}
        self._known(states, begin, "state", complete=False)
        found = {
            (name, time): row
            for name, rows in self.inputs.items()
            for time, row in enumerate(rows, 1)
        }
        for s in beyond:
            times = self._beyond(s.name)
            rows = np.zeros((len(times), self._width(s)))
            if s.name in begin:
                v = _array(s.name, begin[s.name])
                v = v[None] if v.ndim == 1 else v
                if v.shape != rows.shape:
                    raise RunError(f"state {s.name}: begin with {rows.shape}, not {v.shape}")
                rows = v
            found |= {(s.name, time): row for time, row in zip(times, rows, strict=True)}
        return found

    def rows(
        self, arrays: Mapping[str, Any], names: tuple[str, ...], what: str
    ) -> dict[str, Array]:
        """Arrays of a row for each time, by the names of some signals."""
        self._known(set(names), arrays, what, complete=False)
        return {k: self._steps(self.cell.signal(k), _array(k, v)) for k, v in arrays.items()}

    def _beyond(self, name: str) -> list[int]:
        """The times outside of 1..T at which a signal is read, from the earliest."""
        before = range(1 - self.cell.lags.get(name, 0), 1)
        after = range(self.steps + 1, self.steps + self.cell.leads.get(name, 0) + 1)
        return [*before, *after]

    def _width(self, s: Signal) -> int:
        return int(self.symbols.get(s.dim, s.dim))

    def _steps(self, s: Signal, v: Array) -> Array:
        if v.ndim != 2:
            raise RunError(f"{s.name} is one row for each time, not of shape {v.shape}")
        self._fits(s.name, v[0] if len(v) else v, (s.dim,))
        if len(v) != self.steps:
            raise RunError(f"{s.name} has {len(v)} times, where there are {self.steps}")
        return v

    def _fits(self, name: str, v: Array, dims: tuple[Any, ...]) -> None:
        if v.ndim != len(dims):
            raise RunError(f"{name} has {len(dims)} dimensions, not {v.ndim}")
        for dim, size in zip(dims, v.shape, strict=True):
            known = self.symbols.setdefault(dim, size) if isinstance(dim, Symbol) else int(dim)
            if known != size:
                raise RunError(f"{name} has the shape {v.shape}, but {dim} is {known}")

    def _known(
        self, wanted: set[str], given: Mapping[str, Any], what: str, complete: bool = True
    ) -> None:
        if unknown := sorted(set(given) - wanted):
            there = ", ".join(sorted(wanted)) or "none"
            raise RunError(f"{unknown[0]} is no {what} of {self.cell.name}; there are {there}")
        if complete and (missing := sorted(wanted - set(given))):
            raise RunError(f"the {what} {missing[0]} is missing")


def _array(name: str, v: Any) -> Array:
    found = np.asarray(v)
    if not np.issubdtype(found.dtype, np.number):
        raise RunError(f"{name} is no array of numbers")
    return found
