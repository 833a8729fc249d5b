"""A backward pass on numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol
from sympy.core.basic import Basic

from ..calculus.adjoint import bar
from ..checks.backward import Reader
from ..checks.network import Moment, Network, OutOfTime
from ..language.cell import t
from ..language.vectors import BAR, LOSS
from ..lower.numpy import Env, value
from .passes import Equation, Pass

Array = NDArray[Any]


class Runner:
    """Runs passes of one cell; what an equation says is written once for all runs."""

    def __init__(self, right: Pass) -> None:
        self.right, self.cell = right, right.cell
        self._kept: dict[Equation, Basic] = {}

    def gradients(self, backward: Pass, network: Network) -> dict[str, Array]:
        """dL/dp by the name of every learnt parameter, as a pass computes it on a run.

        What it reads before the beginning is zero, as in an array that was made of zeros.
        """
        errors: dict[Moment, Array] = {}
        env = Env(network.symbols, network.constants, self._reader(backward, network, errors))
        for time, heads in reversed(tuple(self.cell.schedule(network.steps))):
            here = env.bind({t: time})
            for u in reversed(heads):
                known = value(self.written(backward.equations[u.name + BAR]), here)
                errors[u.name, time] = known + np.zeros(network.width[u.name])
        return {p.name: self._summed(backward, network, env, p) for p in self.cell.learnt}

    def written(self, equation: Equation) -> Basic:
        """The right side of an equation."""
        if equation not in self._kept:
            self._kept[equation] = equation.written(self.cell)
        return self._kept[equation]

    def _reader(self, backward: Pass, network: Network, errors: Mapping[Moment, Array]) -> Any:
        silent = {network.steps - k for k in backward.deaf}
        heard = {at: d for at, d in network.targets.items() if at[1] not in silent}
        read = Reader(_hearing(network, heard), errors)

        def lenient(name: str, time: int) -> Array:
            try:
                return read(name, time)
            except OutOfTime:
                return np.zeros(network.width[name.removesuffix(BAR).removesuffix(LOSS)])

        return lenient

    def _summed(self, backward: Pass, network: Network, env: Env, p: Any) -> Array:
        equation = backward.equations[bar(p).name]
        given = network.symbols[p] if isinstance(p, Symbol) else network.constants[p.name]
        whole = np.zeros(np.shape(given))
        e = self.written(equation)
        early, late = equation.cut
        times = range(1 + early, network.steps - late + 1)
        for time in times[:1] if equation.last else times:
            whole = whole + value(e, env.bind({t: time}))
        return whole / network.steps if equation.mean else whole


def _hearing(network: Network, targets: Mapping[Moment, Array]) -> Network:
    """The same run, whose loss is heard at fewer times."""
    if len(targets) == len(network.targets):
        return network
    quiet = replace(network, targets=targets)
    quiet.__dict__["trajectory"] = network.trajectory
    return quiet
