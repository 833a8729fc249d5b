"""Whether any weights at all make B do what A does: a search by least squares.

The map of weights is looked for in a finite class; this looks beyond it. What it finds is numbers,
no proof: outputs that no search reproduces speak against a map, outputs that one reproduces leave
the question open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from sympy import Symbol

from ..checks.drawn import dimensions
from ..checks.network import Network
from ..language.activations import Elementwise
from ..language.cell import Cell
from ..lower.numpy import EPSILON
from .colours import roots
from .numbers import Array, Sizes, drawn, mapped, outputs
from .odd import passes
from .system import System
from .weights import WeightMap

WIDTH, STEPS, SAMPLES, STARTS, ROUNDS = 2, 3, 16, 2, 40
FITS, GAIN = 1e-8, 1e-4


@dataclass(frozen=True)
class Fit:
    """The smallest distance reached, relative to the outputs, and from how many starts."""

    distance: float
    starts: int

    @property
    def fits(self) -> bool:
        """Whether weights were found that do it."""
        return self.distance < FITS


def fit(a: System, b: System, maps: Sequence[WeightMap], seed: int = 0) -> Fit:
    """Look for weights of B with which it does what A does with drawn ones; from zero states.

    The search starts at what each map makes of the weights of A, and at drawn weights.
    """
    rng = np.random.default_rng(seed)
    sizes = Sizes.all(a.cell, b.cell, WIDTH)
    ours = drawn(a.cell, sizes.a, STEPS, rng.standard_normal, samples=(SAMPLES,))
    pairs = [(v.name, u.name) for u, v in roots(a, b).items() if u in b.outputs]
    wanted = outputs(ours, [v for v, _ in pairs]).ravel()
    model = _Model(
        mapped(ours, a, replace(b, cell=smooth(b.cell)), {}, sizes), [u for _, u in pairs]
    )
    starts = [model.flat(mapped(ours, a, b, chosen, sizes)) for chosen in maps]
    starts += [rng.standard_normal(model.width) for _ in range(STARTS)]
    found: list[float] = []
    for start in starts:
        found.append(_least_squares(model, start, wanted))
        if found[-1] < FITS:
            break
    return Fit(min(found), len(found))


def smooth(cell: Cell) -> Cell:
    """The cell with what passes through written plainly: a held vector must be felt here."""

    def plain(call: Elementwise) -> bool:
        return isinstance(call, Elementwise) and passes(type(call))

    return replace(
        cell,
        equations={
            u: e.replace(plain, lambda call: call.args[0]) for u, e in cell.equations.items()
        },
    )


@dataclass
class _Model:
    """B on the inputs, its weights laid out one after the other."""

    net: Network
    names: list[str]
    shapes: dict[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        size = self.net.symbols
        self.shapes = {
            p.name: ()
            if isinstance(p, Symbol)
            else tuple(int(size.get(d, d)) for d in dimensions(p))
            for p in self.net.cell.parameters
        }
        self.width = sum(int(np.prod(shape, dtype=int)) for shape in self.shapes.values())

    def flat(self, net: Network) -> Array:
        """The weights of a network, laid out."""
        found = [
            net.symbols[p] if isinstance(p, Symbol) else net.constants[p.name]
            for p in self.net.cell.parameters
        ]
        return np.concatenate([np.zeros(0), *map(np.ravel, found)]).astype(float)

    def outputs(self, at: Array) -> Array:
        """All outputs with weights ``at``, whose leading axes stay."""
        symbols, constants = dict(self.net.symbols), {}
        low = 0
        for p in self.net.cell.parameters:
            shape = self.shapes[p.name]
            high = low + int(np.prod(shape, dtype=int))
            # An axis for the samples; a number gets one for the entries of a vector too.
            part = at[..., None, low:high].reshape(*at.shape[:-1], 1, *(shape or (1,)))
            if isinstance(p, Symbol):
                symbols[p] = part
            else:
                constants[p.name] = part
            low = high
        found = outputs(replace(self.net, symbols=symbols, constants=constants), self.names)
        return np.broadcast_to(found, (*at.shape[:-1], SAMPLES, found.shape[-1])).reshape(
            *at.shape[:-1], -1
        )

    def slopes(self, at: Array) -> Array:
        """The derivative of every output by every weight, by the complex step."""
        kicked = at + EPSILON * 1j * np.eye(self.width)
        return np.imag(self.outputs(kicked)).T / EPSILON


def _least_squares(model: _Model, at: Array, wanted: Array) -> float:
    """The distance that Levenberg and Marquardt's method reaches from a start."""
    size = max(1e-12, float(np.linalg.norm(wanted)))
    damping, rest = 1e-2, model.outputs(at) - wanted
    if not model.width:
        return float(np.linalg.norm(rest)) / size
    for _ in range(ROUNDS):
        J = model.slopes(at)
        normal, slope = J.T @ J, J.T @ rest
        for _ in range(8):
            step = np.linalg.solve(normal + damping * np.eye(model.width), slope)
            tried = model.outputs(at - step) - wanted
            if np.all(np.isfinite(tried)) and tried @ tried < rest @ rest:
                break
            damping *= 4
        else:
            break
        gain = 1 - (tried @ tried) / (rest @ rest)
        at, rest, damping = at - step, tried, damping / 5
        if np.linalg.norm(rest) < FITS * size or gain < GAIN:
            break
    return float(np.linalg.norm(rest)) / size
