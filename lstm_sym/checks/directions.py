"""The complex step along a few random directions, in all weights at once.

For a gradient g and a direction d, Im L(p + i eps d)/eps = <g, d>: one run for a few directions,
whatever the number of weights. Every entry moves by a normal number over its scale, so that what
is left of <g, d> is a sum of normal numbers, each times the relative gap of an entry: no large
entry hides a small one. Of MANY normal numbers not all are below 1/SURE, but once in two thousand
times: what moves the loss by less than a tolerance over SURE has no entry that is off by more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from sympy import Symbol

from ..lower.numpy import EPSILON
from .network import Array, Moment, Network

MANY, SURE = 3, 10
EVERY = "every entry"


def witness(many: int) -> str:
    """What was compared, in words."""
    return f"along {many} random directions"


def scale(array: Array, largest: float, least: float) -> float:
    """What gaps of an array are relative to: its largest entry, or a share of that of all arrays.

    Where units saturate 1 - y^2 is rounding, so that an array that is ``least`` times the
    ``largest`` entry of all, or less, counts as that. If all are zero, 1.
    """
    return max(float(np.max(np.abs(array), initial=0.0)), least * largest) or 1.0


@dataclass(frozen=True)
class Directions:
    """A gradient, by name, and as many random directions of the same shapes.

    ``scales`` are what the gaps of each array are relative to.
    """

    gradient: Mapping[str, Array]
    scales: Mapping[str, float]
    at: Mapping[str, Array]

    @classmethod
    def drawn(
        cls,
        gradient: Mapping[str, Array],
        scales: Mapping[str, float],
        dice: Generator,
        many: int = MANY,
    ) -> Directions:
        """Draw directions; their lengths are such that the largest is of size one."""
        least = min(scales.values())
        found = {
            name: least / scales[name] * dice.standard_normal((many, *np.shape(v)))
            for name, v in gradient.items()
        }
        return cls(gradient, scales, found)

    def gap(self, moved: Array) -> float:
        """How far <g, d> is from the change of the loss, at most; what is no number is infinite."""
        said = sum(
            (d * self.gradient[name]).reshape(len(d), -1).sum(axis=1) for name, d in self.at.items()
        )
        found = float(np.max(np.abs(said - moved))) / min(self.scales.values())
        return np.inf if np.isnan(found) else found


def moved(
    network: Network, weights: Mapping[str, Array], given: Mapping[Moment, Array] | None = None
) -> Array:
    """How the loss of a network moves along directions, by the complex step: one run of it.

    ``weights`` are the directions of parameters, ``given`` those of inputs and initial states; the
    directions are the first axis of each. What is not told stays at rest. The network may run
    several sequences, an axis of all that it is given: the loss is the sum of theirs.
    """
    kicks = {at: EPSILON * 1j * d for at, d in (given or {}).items()}
    many = len(next(iter((*weights.values(), *kicks.values()))))
    sequences = max(map(np.ndim, network.trajectory.values())) - 1
    over = (many, *[1] * sequences)
    symbols, constants = {}, {}
    for p in network.cell.learnt:
        if p.name in weights:
            d = EPSILON * 1j * weights[p.name]
            if isinstance(p, Symbol):
                symbols[p] = network.symbols[p] + d.reshape(*over, 1)
            else:
                constants[p.name] = network.constants[p.name] + d.reshape(*over, *d.shape[1:])
    changed = np.imag(network.loss(network.run(kicks, constants, symbols))) / EPSILON
    return np.broadcast_to(changed.sum(axis=tuple(range(-sequences, 0))), (many,))
