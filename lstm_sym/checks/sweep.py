"""The errors and gradients of a wide run: the complex step on each equation, the chain rule on all.

Every equation is evaluated once with a kick for each entry that it reads, so that the cost is
linear in the number of equations; kicking the whole run costs its square.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol

from ..language.cell import Cell, Parameter, t
from ..language.vectors import Vector, vectors
from ..lower.numpy import EPSILON, Env, value

Array = NDArray[Any]
Moment = tuple[str, int]


@dataclass(frozen=True)
class Sweep:
    """dL/du(t) for every signal and time, and dL/dW for every learnt parameter."""

    errors: Mapping[Moment, Array]
    gradients: Mapping[str, Array]


def swept(
    cell: Cell,
    env: Env,
    known: Mapping[Moment, Array],
    slopes: Mapping[Moment, Array],
    steps: int,
) -> Sweep:
    """Sweep back over a run ``known`` of so many steps, from the ``slopes`` of the loss.

    ``env`` gives the symbols and the constant parameters.
    """
    errors = {at: np.zeros(v.shape) for at, v in known.items()}
    for at, slope in slopes.items():
        errors[at] = errors[at] + slope
    learnt = {p.name: p for p in cell.learnt}
    gradients = {name: np.zeros(_number(p, env).shape) for name, p in learnt.items()}
    for time, heads in reversed(tuple(cell.schedule(steps))):
        for u in reversed(heads):
            error = errors[u.name, time]
            spoken = [p for name, p in learnt.items() if u in cell.speaking[name]]
            local = _Local(cell.equations[u], env.bind({t: time}), known, spoken)
            sent = local.slopes(len(error)) @ error
            for key, low, high in local.places:
                into = gradients if isinstance(key, str) else errors
                into[key] += sent[low:high].reshape(into[key].shape)
    return Sweep(errors, gradients)


def _number(p: Parameter, env: Env) -> Array:
    return np.asarray(env.symbols[p] if isinstance(p, Symbol) else env.constant[p.name], float)


class _Local:
    """One equation at one time, and every entry of what it reads in a place of its own."""

    def __init__(
        self, e: Expr, env: Env, known: Mapping[Moment, Array], spoken: list[Parameter]
    ) -> None:
        self.e, self.env, self.known = e, env, known
        moments = [(v.name, int(value(v.moment, env))) for v in _timed(e)]
        self.read: dict[Any, Array] = {at: known[at] for at in moments}
        self.read |= {p.name: _number(p, env) for p in spoken}
        self.numbers = [p for p in spoken if isinstance(p, Symbol)]
        ends = np.cumsum([0, *(v.size for v in self.read.values())])
        self.many = int(ends[-1])
        self.places = list(zip(self.read, ends, ends[1:], strict=False))

    def slopes(self, width: int) -> Array:
        """The derivative of every entry of the equation by each place: one row for each place."""
        kicked = {}
        for key, low, high in self.places:
            v = self.read[key]
            kick = np.zeros((self.many, v.size), complex)
            kick[low:high] = EPSILON * 1j * np.eye(v.size)
            kicked[key] = v + kick.reshape(self.many, *(v.shape or (1,)))
        env = Env(
            {**self.env.symbols, **{p: kicked[p.name] for p in self.numbers}},
            {**self.env.constant, **{key: v for key, v in kicked.items() if isinstance(key, str)}},
            lambda name, time: kicked[name, time],
        )
        out = np.imag(np.asarray(value(self.e, env))) / EPSILON
        return np.broadcast_to(out, (self.many, width))


def _timed(e: Expr) -> list[Vector]:
    return [v for v in vectors(e) if v.time is not None]
