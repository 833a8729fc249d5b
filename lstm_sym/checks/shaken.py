"""How far rounding moves what is derived: it is computed again with the last digits changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .backward import backward, gradients
from .network import Moment, Network
from .sampling import TOLERANCE, distance

Array = NDArray[Any]
EPS, TIMES, ROUNDS = float(np.finfo(float).eps), 3, 100
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
    runs = []
    for _ in range(TIMES):
        run = replace(network)
        run.trajectory = {
            at: v * (1 + EPS * rng.choice([-1, 1], np.shape(v)))
            for at, v in network.trajectory.items()
        }
        runs.append(run)
    return runs
