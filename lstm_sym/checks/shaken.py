"""How far rounding moves what is derived: it is computed again with the last digits changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sympy import Expr

from ..language.activations import Elementwise
from ..language.cell import Cell, t
from ..language.shapes import shape
from ..language.vectors import Vector, vectors
from .backward import backward, gradients
from .network import Moment, Network
from .sampling import TOLERANCE, distance

Array = NDArray[Any]
EPS, TIMES, ROUNDS = float(np.finfo(float).eps), 2, 100
EXACT = 1e-12


Key = TypeVar("Key", str, Moment)


@dataclass(frozen=True)
class Compared:
    """What the derived recurrences say of a run, beside what the complex step says."""

    network: Network

    @cached_property
    def gradients(self) -> Mapping[str, Array]:
        return gradients(self.network)

    @cached_property
    def errors(self) -> Mapping[Moment, Array]:
        return backward(self.network)

    def gap(self, name: str) -> float:
        """How far the two gradients by a parameter are apart."""
        return distance(self.gradients[name], self.network.gradients[name])

    def agree(self, name: str) -> bool | None:
        """Whether they are apart by EXACT at most, or by what rounding does to the derived one.

        None if rounding does so much that nothing can be told.
        """
        return _told(self.gap(name), lambda: self._moved_gradients[name])

    def agree_at(self, at: Moment) -> bool | None:
        """The same of the errors of a signal at a time."""
        gap = distance(self.errors[at], self.network.errors[at])
        return _told(gap, lambda: self._moved_errors[at])

    @cached_property
    def _moved_gradients(self) -> dict[str, float]:
        return _moved(self.gradients, [gradients(run) for run in shaken(self.network)])

    @cached_property
    def _moved_errors(self) -> dict[Moment, float]:
        return _moved(self.errors, [backward(run) for run in shaken(self.network)])


def _told(gap: float, moved: Callable[[], float]) -> bool | None:
    if gap <= EXACT:
        return True
    slack = ROUNDS * moved()
    if np.isfinite(slack) and not gap <= slack:
        return False
    return True if slack <= TOLERANCE else None


def _moved(here: Mapping[Key, Array], there: list[dict[Key, Array]]) -> dict[Key, float]:
    return {at: max(distance(one[at], v) for one in there) for at, v in here.items()}


def shaken(network: Network) -> list[Network]:
    """The run, TIMES over, every number of it larger or smaller by one unit in the last place."""
    rng = np.random.default_rng(0)
    finer = replace(network, cell=_finer(network.cell))
    runs = []
    for _ in range(TIMES):
        run = replace(finer)
        run.trajectory = {
            at: v * (1 + EPS * rng.choice([-1, 1], np.shape(v)))
            for at, v in finer.trajectory.items()
        }
        runs.append(run)
    return runs


def rounded(network: Network, precision: str) -> dict[str, Array]:
    """How far each derived gradient is moved, at most, by a forward pass in a lower precision.

    Every parameter, given vector, signal and value of a function is off by as much as its last
    digit may be, and what is computed of it hears that; TIMES over, in random directions.
    """
    eps = float(np.finfo(precision).eps)
    rng = np.random.default_rng(0)
    finer = replace(network, cell=_finer(network.cell))
    right = gradients(network)
    moved = {name: np.zeros(np.shape(v)) for name, v in right.items()}
    for _ in range(TIMES):

        def off(v: Array) -> Array:
            return v * eps * rng.choice([-1.0, 1.0], np.shape(v))

        constants = {name: v + off(v) for name, v in network.constants.items()}
        run = replace(finer, constants=constants)
        run.trajectory = run.run({at: off(v) for at, v in finer.trajectory.items()}, {})
        for name, v in gradients(run).items():
            moved[name] = np.maximum(moved[name], np.abs(v - right[name]))
    return moved


def _finer(cell: Cell) -> Cell:
    """The cell with a name for the value of every function, so that it is shaken too."""
    equations: dict[Vector, Expr] = {}
    backward = set(cell.backward)
    for u, e in cell.equations.items():
        while inner := [y for y in e.atoms(Elementwise) if y != e and vectors(y) and shape(y)]:
            call = min(inner, key=lambda y: (len(y.atoms(Elementwise)), str(y)))
            name = Vector(f"{u.name} {len(equations)}", *shape(call), t)
            equations[name] = call
            backward |= {name.name} if u.name in cell.backward else set()
            e = e.xreplace({call: name})
        equations[u] = e
    return replace(cell, equations=equations, backward=frozenset(backward))
