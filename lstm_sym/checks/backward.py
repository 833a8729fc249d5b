"""The derived adjoint, run backward on numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr

from ..calculus.adjoint import T, adjoint, gradient
from ..language.cell import t
from ..language.vectors import BAR, LOSS, TARGET, Vector
from ..lower.numpy import Env, value
from .network import Moment, Network, OutOfTime

Array = NDArray[Any]


class Reader:
    """Signals, errors and direct losses of a run at any time.

    After the end the errors are zero, and signals are arbitrary numbers: a formula that is right
    multiplies them by such a zero. So are those of what runs backward, before time 1.
    """

    def __init__(
        self, network: Network, errors: Mapping[Moment, Array], quiet: bool = False
    ) -> None:
        self.network, self.errors, self.quiet = network, errors, quiet

    def __call__(self, name: str, time: int) -> Array:
        """Return the vector ``name`` at ``time``; OutOfTime if the run has none."""
        if name.endswith(BAR):
            return self._error(name.removesuffix(BAR), time)
        if name.endswith(LOSS):
            return self._loss(name.removesuffix(LOSS), time)
        if name.endswith(TARGET):
            return self._target(name.removesuffix(TARGET), time)
        if (name, time) in self.network.trajectory:
            return self.network.trajectory[name, time]
        if time > self.network.steps or (time < 1 and self.network.cell.backward):
            return np.linspace(0.5, 1.5, self.network.width[name])
        raise OutOfTime(f"{name} at time {time}")

    def _error(self, name: str, time: int) -> Array:
        if (name, time) in self.errors:
            return self.errors[name, time]
        if time > self.network.steps or (time < 1 and self.network.cell.backward):
            return np.zeros(self.network.width[name])
        raise OutOfTime(f"the error of {name} at time {time}")

    def _target(self, name: str, time: int) -> Array:
        if (name, time) not in self.network.targets:
            raise OutOfTime(f"the target of {name} at time {time}")
        return self.network.targets[name, time]

    def _loss(self, name: str, time: int) -> Array:
        target = self.network.targets.get((name, time))
        if target is None or self.quiet:
            return np.zeros(self.network.width[name])
        return self.network.trajectory[name, time] - target


def backward(
    network: Network, source: Moment | None = None, equations: Mapping[Vector, Expr] | None = None
) -> dict[Moment, Array]:
    """Run the adjoint recurrence against the order of computing and return every error.

    With a ``source``, its error is put to each unit vector in turn (a leading axis) and no loss
    speaks: what comes out is the linear map from the error there to the errors before it.
    """
    cell = network.cell
    system = equations or adjoint(cell)
    errors: dict[Moment, Array] = {}
    env = Env(network.symbols, network.constants, Reader(network, errors, quiet=source is not None))
    started = source is None
    for time, heads in reversed(tuple(cell.schedule(network.steps))):
        here = env.bind({t: time})
        for u in reversed(heads):
            if (u.name, time) == source:
                errors[source] = np.eye(network.width[u.name])
                started = True
            else:
                zero = np.zeros(network.width[u.name])
                errors[u.name, time] = value(system[u.bar], here) + zero if started else zero
    return errors


def gradients(network: Network, equations: Mapping[Vector, Expr] | None = None) -> dict[str, Any]:
    """Return dL/dW for every learnt parameter by the derived formulas."""
    errors = backward(network, equations=equations)
    symbols = {**network.symbols, T: network.steps}
    env = Env(symbols, network.constants, Reader(network, errors))
    return {p.name: value(gradient(network.cell, p), env) for p in network.cell.learnt}
