"""Whole numbers modulo a prime: residues for every name, activations with random values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Mul, Pow, Rational, Symbol
from sympy.core.basic import Basic

from ..language.activations import Elementwise, heaviside, hold, identity, inv, relu
from ..language.cell import Cell, Parameter
from ..language.shapes import shape

Array = NDArray[Any]
P = 2**61 - 1
SEED = 1997


class Unheard(TypeError):
    """An expression that has no value modulo a prime."""


@dataclass
class Field:
    """Random residues for every name, and random values for every activation."""

    cell: Cell
    seed: int
    direction: Parameter | None = None
    sizes: dict[Symbol, int] = field(default_factory=dict)
    _known: dict[Any, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        free = sorted((s for s in self.cell.sizes if isinstance(s, Symbol)), key=str)
        self.sizes = {s: k + 2 for k, s in enumerate(free)}

    def drawn(self, key: Any, dims: tuple[Any, ...]) -> Array:
        """The residues that go by a key, always the same for a seed."""
        if key not in self._known:
            dice = Random(f"{self.seed} {key}")
            dims = tuple(int(self.sizes.get(d, d)) for d in dims)
            many = int(np.prod(dims, dtype=int))
            flat = np.array([dice.randrange(P) for _ in range(many)], dtype=object)
            self._known[key] = flat.reshape(dims)
        return self._known[key]

    def parameter(self, p: Parameter) -> Array:
        """The residues of a parameter."""
        return self.drawn(p.name, () if isinstance(p, Symbol) else shape(p))

    def kick(self, p: Parameter) -> Array:
        """The direction in which a parameter moves: zero if fixed, or another is asked for."""
        asked = self.cell.learnt if self.direction is None else (self.direction,)
        if p.name in {q.name for q in asked}:
            return self.drawn(f"kick of {p.name}", () if isinstance(p, Symbol) else shape(p))
        return np.zeros(np.shape(self.parameter(p)), dtype=object)

    def output(self, f: str, z: Array) -> Array:
        """A value of f for every entry of z: random, the same for the same entry."""
        return np.array(
            [int(self.drawn((f, int(x)), ())) for x in np.ravel(z)], dtype=object
        ).reshape(np.shape(z))


def activated(field: Field, f: type[Elementwise], z: Array) -> Array:
    """f(z): exact where f is a polynomial or a product, else a random value for every argument."""
    if f in (identity, hold):
        return z
    if f is heaviside:
        return field.output("heaviside", z) % 2
    if f is relu:
        return activated(field, heaviside, z) * z % P
    if f is inv:
        return np.array([pow(int(x), -1, P) for x in np.ravel(z)], dtype=object).reshape(
            np.shape(z)
        )
    return field.output(f.__name__, z)


def slope(field: Field, f: type[Elementwise], z: Array, y: Array) -> Any:
    """f'(z) by the slope rule of f, in terms of z and y."""
    at, out = Symbol("at", real=True), Symbol("out", real=True)
    rule = f.slope(at, out)
    return _polynomial(field, rule if isinstance(rule, Basic) else Rational(rule), {at: z, out: y})


def _polynomial(field: Field, e: Basic, known: Mapping[Symbol, Array]) -> Any:
    if isinstance(e, Symbol):
        return known[e]
    if isinstance(e, Rational):
        return residue(e)
    parts = [_polynomial(field, a, known) for a in e.args]
    ways: dict[type, Callable[[], Any]] = {
        Add: lambda: sum(parts) % P,
        Mul: lambda: np.prod(np.array(np.broadcast_arrays(*parts), dtype=object), axis=0) % P,
    }
    for kind, way in ways.items():
        if isinstance(e, kind):
            return way()
    if isinstance(e, Pow):
        return np.asarray(parts[0], dtype=object) ** whole(e) % P
    if isinstance(e, Elementwise):
        return activated(field, type(e), parts[0])
    raise Unheard(f"the slope {e}")


def whole(e: Pow) -> int:
    """The exponent of a power, a positive whole number; Unheard if it is none."""
    if not (e.exp.is_Integer and e.exp > 0):
        raise Unheard(f"the power {e.exp}")
    return int(e.exp)


def residue(e: Rational) -> Any:
    """A rational number modulo P."""
    return np.asarray(int(e.p) * pow(int(e.q), -1, P) % P, dtype=object)


def dot(x: Any, y: Any) -> Any:
    """The sum of the products of all entries."""
    return np.sum(np.asarray(x * y, dtype=object))


def zero() -> Any:
    """The residue 0."""
    return np.asarray(0, dtype=object)
