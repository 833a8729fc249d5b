"""How much of its bound the error flow of a run reaches, for one run or for a batch of runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sympy import Dummy, Expr, Symbol

from ..calculus.comparison import Comparison, moving
from ..language.cell import t
from ..language.operators import Norm, Response
from ..language.vectors import Entry
from ..lower.numpy import Env, value
from ..proof.rules import Lifted
from ..proof.step import Step
from .jacobians import Array, StateJacobians
from .network import Network
from .trajectory import Trajectory


@dataclass(frozen=True)
class Ratios:
    """Claims |J|_p ≤ b of one step or of many, looked at in the first steps of a run, for p = 2.

    A claim about one step is looked at in the first, one about q steps over all of them. What is
    no number in one run of a batch is nan there.
    """

    steps: Sequence[Step]
    run: Trajectory
    _known: dict[tuple[Step, ...], Array] = field(default_factory=dict, repr=False)

    @property
    def way(self) -> int:
        """Which way the states of the claims run."""
        return self.run.cell.way(_response(self.steps[0]).of.name)

    def lag(self, step: Step) -> int:
        """Over how many steps a claim is looked at."""
        return self.run.steps if isinstance(step.by, Lifted) else 1

    def end(self, step: Step) -> int:
        """The time at which they end."""
        return self.lag(step) if self.way > 0 else self.run.steps + 1 - self.lag(step)

    def norms(self) -> Iterator[Array]:
        """The left side of every claim."""
        jacobians = StateJacobians(self.run, self.way)
        first, *others = jacobians.between(1, self.run.steps)
        whole = first
        for J in others:
            whole = J @ whole
        for step in self.steps:
            R, J = _response(step), whole if isinstance(step.by, Lifted) else first
            rows = jacobians.layout.places[R.of.name, 1]
            lag = 1 if isinstance(step.by, Lifted) else abs(int(t - R.wrt.moment))
            block = J[..., rows, jacobians.layout.places[R.wrt.name, lag]]
            finite = np.isfinite(block).all(axis=(-2, -1))
            sizes = np.linalg.norm(np.where(finite[..., None, None], block, 0), 2, axis=(-2, -1))
            yield np.where(finite, sizes, np.nan)

    def bounds(self) -> Iterator[Array]:
        """The right side of every claim."""
        for step in self.steps:
            if isinstance(step.by, Lifted):
                yield self._power(step, step.by)
            else:
                yield np.asarray(value(step.claim.rhs, self._env(step)))

    def _env(self, step: Step, back: int = 0, **named: Any) -> Env:
        """What names stand for at the end of a claim, or some steps before."""
        lead, signals = self.run.lead, self.run.signals
        (p,) = step.claim.lhs.args[1:]
        symbols = {**self.run.symbols, p: 2, t: self.end(step) - self.way * back}
        return Env(symbols, self.run.constants, lambda name, k: signals[name][lead + k])

    def _power(self, step: Step, by: Lifted) -> Array:
        """The power of the comparison matrix that a claim names."""
        K, q, rhs = self._comparison(step, by), self.lag(step), step.claim.rhs
        if isinstance(rhs, Entry):
            i, j = (int(k) - 1 for k in rhs.at)
            return np.linalg.matrix_power(K, q)[..., i, j]
        return K.sum(axis=-1).max(axis=-1) ** q

    def _comparison(self, step: Step, by: Lifted) -> Array:
        """The comparison matrix over all steps, the same for all claims that name it."""
        if by.blocks not in self._known:
            self._known[by.blocks] = self._numbers(step, by)
        return self._known[by.blocks]

    def _numbers(self, step: Step, by: Lifted) -> Array:
        comparison = Comparison(self.run.cell, step.claim.lhs.args[1], self.way)
        bounds = {s.claim.lhs: s.claim.rhs for s in by.blocks}
        names: dict[Expr, Symbol] = {
            n: Dummy(nonnegative=True) for e in bounds.values() for n in moving(e)
        }
        q, env = self.lag(step), self._env(step)
        largest = {
            M: np.max([value(n, self._env(step, back)) for back in range(q)], axis=0)
            for n, M in names.items()
        }
        K = comparison.matrix(names, bounds)
        entries = [np.asarray(value(e, env.bind(largest))) for e in K.flat()]
        numbers = np.stack(np.broadcast_arrays(*entries), axis=-1)
        return numbers.reshape(*numbers.shape[:-1], *K.shape)

    def confirmed(self, step: Step) -> float:
        """The left side of a claim in a single run by the complex step."""
        run, cell = self.run, self.run.cell
        given = {
            (s.name, k - run.lead): run.signals[s.name][k]
            for s in (*cell.inputs, *cell.carried)
            for k in range(len(run.signals[s.name]))
            if s in cell.inputs or not 1 <= k - run.lead <= run.steps
        }
        network = Network(cell, run.symbols, run.constants, given, {}, run.steps)
        lag = {step.by.over: self.lag(step)} if isinstance(step.by, Lifted) else {}
        env = Env({**run.symbols, **lag, t: self.end(step)}, run.constants)
        return float(np.linalg.norm(network.response(_response(step), env), 2))


def _response(step: Step) -> Response:
    norm = step.claim.lhs
    assert isinstance(norm, Norm)
    return norm.args[0]
