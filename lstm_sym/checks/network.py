"""A cell run forward on numbers, with kicks: small imaginary changes whose effect is a derivative.

The complex step f'(x) = Im f(x + i eps) / eps is exact to rounding and knows nothing of the
calculus that it checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from ..language.cell import Cell, t
from ..language.operators import Response
from ..lower.numpy import EPSILON, Env, value
from .sweep import Sweep, swept

Array = NDArray[Any]
WIDEST = 1000
Moment = tuple[str, int]


class OutOfTime(LookupError):
    """A formula speaks of a time outside of the run."""


@dataclass(eq=False)
class Network:
    """A cell with numbers: sizes, parameters, inputs, initial states, targets, and T steps.

    The loss is the sum of |h(t) - d(t)|^2 / 2 over the outputs h and the times in ``seen``.
    """

    cell: Cell
    symbols: Mapping[Symbol, Any]
    constants: Mapping[str, Array]
    given: Mapping[Moment, Array]
    targets: Mapping[Moment, Array]
    steps: int
    width: Mapping[str, int] = field(init=False)
    _kicked: dict[Any, dict[Moment, Array]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.width = {
            s.name: int(self.symbols.get(s.dim, s.dim))
            for s in (*self.cell.computed, *self.cell.inputs)
        }

    @cached_property
    def trajectory(self) -> dict[Moment, Array]:
        """Every signal at every time."""
        return self.run({}, {})

    @property
    def largest(self) -> float:
        """The largest number of the run, in absolute value; nan counts as infinite."""
        found = float(np.max([np.max(np.abs(v)) for v in self.trajectory.values()]))
        return np.inf if np.isnan(found) else found

    def run(
        self,
        kicks: Mapping[Moment, Array],
        constants: Mapping[str, Array],
        symbols: Mapping[Symbol, Any] | None = None,
    ) -> dict[Moment, Array]:
        """Run the cell; ``kicks`` are added to signals, ``constants`` replace parameters."""
        known: dict[Moment, Array] = {
            at: v + kicks[at] if at in kicks else v for at, v in self.given.items()
        }
        env = Env(
            {**self.symbols, **(symbols or {})}, {**self.constants, **constants}, _reader(known)
        )
        for time, heads in self.cell.schedule(self.steps):
            here = env.bind({t: time})
            for u in heads:
                out = np.asarray(value(self.cell.equations[u], here))
                if out.shape[-1:] != (self.width[u.name],):
                    out = out + np.zeros(self.width[u.name])
                known[u.name, time] = out + kicks[u.name, time] if (u.name, time) in kicks else out
        return known

    def loss(self, known: Mapping[Moment, Array]) -> Array:
        """The loss of a run."""
        return sum(((known[at] - d) ** 2).sum(axis=-1) / 2 for at, d in self.targets.items())

    @property
    def is_wide(self) -> bool:
        """Whether a run for every entry of every signal would take too long."""
        return self.steps * sum(self.width.values()) > WIDEST

    @cached_property
    def _swept(self) -> Sweep:
        slopes = {at: self.trajectory[at] - d for at, d in self.targets.items()}
        env = Env(self.symbols, self.constants)
        return swept(self.cell, env, self.trajectory, slopes, self.steps)

    @cached_property
    def errors(self) -> Mapping[Moment, Array]:
        """dL/du(t) for every signal and time, by the complex step."""
        if self.is_wide:
            return {at: e for at, e in self._swept.errors.items() if at not in self.given}
        moments = [at for at in self.trajectory if at not in self.given]
        sizes = [self.width[name] for name, _ in moments]
        ends = np.cumsum([0, *sizes])
        kicks = {}
        for at, low, high in zip(moments, ends, ends[1:], strict=False):
            kick = np.zeros((ends[-1], high - low), complex)
            kick[low:high] = EPSILON * 1j * np.eye(high - low)
            kicks[at] = kick
        slopes = np.imag(self.loss(self.run(kicks, {}))) / EPSILON
        return {
            at: slopes[low:high] for at, low, high in zip(moments, ends, ends[1:], strict=False)
        }

    @cached_property
    def gradients(self) -> Mapping[str, Array]:
        """dL/dW for every learnt parameter, by the complex step: one run, a copy for each entry."""
        if self.is_wide:
            return self._swept.gradients
        here = {
            p.name: np.asarray(self.symbols[p] if isinstance(p, Symbol) else self.constants[p.name])
            for p in self.cell.learnt
        }
        ends = np.cumsum([0, *(v.size for v in here.values())])
        kicked = {}
        for (name, v), low, high in zip(here.items(), ends, ends[1:], strict=False):
            kick = np.zeros((ends[-1], v.size), complex)
            kick[low:high] = EPSILON * 1j * np.eye(v.size)
            kicked[name] = v + kick.reshape(-1, *(v.shape or (1,)))
        symbols = {p: kicked[p.name] for p in self.cell.learnt if isinstance(p, Symbol)}
        loss = np.imag(self.loss(self.run({}, kicked, symbols))) / EPSILON
        slopes = np.broadcast_to(loss, (ends[-1],))
        return {
            name: slopes[low:high].reshape(v.shape)
            for (name, v), low, high in zip(here.items(), ends, ends[1:], strict=False)
        }

    def sensitivity(self, of: Moment, name: str, at: tuple[int, ...]) -> Array:
        """The derivative of one vector of the run by one weight, by the complex step.

        The weight is the entry ``at`` of a matrix or a vector, or a number if ``at`` is empty.
        """
        if (name, at) not in self._kicked:
            numbers = {p.name: p for p in self.symbols if p.name == name}
            if name in self.constants:
                weight = self.constants[name].astype(complex)
                weight[at] += EPSILON * 1j
                self._kicked[name, at] = self.run({}, {name: weight})
            else:
                p = numbers[name]
                self._kicked[name, at] = self.run({}, {}, {p: self.symbols[p] + EPSILON * 1j})
        return np.imag(_reader(self._kicked[name, at])(*of)) / EPSILON

    def response(self, R: Response, env: Env) -> Array:
        """The derivative of one vector of the run by another, by the complex step."""
        of = (R.of.name, int(value(R.of.time, env)))
        wrt = (R.wrt.name, int(value(R.wrt.time, env)))
        ways = {
            "all": self._along_all,
            "step": self._through_step,
            "states": self._from_states,
            "equation": self._through_equation,
        }
        return ways[R.through](of, wrt)

    def _kick(self, at: Moment) -> Array:
        _reader(self.trajectory)(*at)
        return EPSILON * 1j * np.eye(self.width[at[0]])

    def _along_all(self, of: Moment, wrt: Moment) -> Array:
        known = self.run({wrt: self._kick(wrt)}, {})
        return _slopes_of(_reader(known)(*of), self.width[wrt[0]])

    def _through_step(self, of: Moment, wrt: Moment) -> Array:
        way = self.cell.way(of[0])
        if (of[1] - wrt[1]) * way <= 0:
            raise OutOfTime(f"{wrt[0]} at time {wrt[1]} is not read by the step to time {of[1]}")
        heads = next(heads for heads in self.cell.passes if of[0] in {u.name for u in heads})
        late = {
            (u.name, time)
            for u in heads
            for time in range(1, self.steps + 1)
            if (time - of[1]) * way >= 0
        }
        known = {at: v for at, v in self.trajectory.items() if at not in late}
        known[wrt] = known[wrt] + self._kick(wrt)
        env = Env({**self.symbols, t: of[1]}, self.constants, _reader(known))
        for u in heads:
            known[u.name, of[1]] = value(self.cell.equations[u], env) + np.zeros(self.width[u.name])
        return _slopes_of(known[of], self.width[wrt[0]])

    def _from_states(self, of: Moment, wrt: Moment) -> Array:
        way = self.cell.way(of[0])
        if (of[1] - wrt[1]) * way <= 0 or way != self.cell.way(wrt[0]):
            raise OutOfTime(f"{of[0]} at time {of[1]} does not come after {wrt[0]} at {wrt[1]}")
        known = {**self.trajectory, wrt: self.trajectory[wrt] + self._kick(wrt)}
        env = Env(self.symbols, self.constants, _reader(known))
        for time, heads in self.cell.schedule(self.steps):
            between = (time - wrt[1]) * way > 0 and (of[1] - time) * way >= 0
            for u in heads if between and self.cell.way(heads[0].name) == way else ():
                e = self.cell.equations[u]
                known[u.name, time] = value(e, env.bind({t: time})) + np.zeros(self.width[u.name])
        return _slopes_of(known[of], self.width[wrt[0]])

    def _through_equation(self, of: Moment, wrt: Moment) -> Array:
        known = {**self.trajectory, wrt: self.trajectory[wrt] + self._kick(wrt)}
        env = Env({**self.symbols, t: of[1]}, self.constants, _reader(known))
        equation = {u.name: e for u, e in self.cell.equations.items()}[of[0]]
        return _slopes_of(value(equation, env) + np.zeros(self.width[of[0]]), self.width[wrt[0]])


def _slopes_of(out: Array, width: int) -> Array:
    return np.broadcast_to(np.imag(out) / EPSILON, (width, out.shape[-1])).T


def _reader(known: Mapping[Moment, Array]) -> Callable[[str, int], Array]:
    def read(name: str, time: int) -> Array:
        if (name, time) not in known:
            raise OutOfTime(f"{name} at time {time}")
        return known[name, time]

    return read
