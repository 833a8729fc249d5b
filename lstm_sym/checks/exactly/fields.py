"""An exact arithmetic: numbers for every name, and what activations make of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Mul, Pow, Rational, Symbol
from sympy.core.basic import Basic

from ...language.activations import Elementwise
from ...language.cell import Cell, Parameter
from ...language.shapes import shape

Array = NDArray[Any]


class Unheard(TypeError):
    """An expression that has no value in an arithmetic."""


@dataclass
class Field(ABC):
    """Random numbers for every name of a cell; the ``direction`` is a parameter, or all."""

    cell: Cell
    seed: int
    direction: Parameter | None = None
    sizes: dict[Symbol, int] = field(default_factory=dict)
    _known: dict[Any, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        free = sorted((s for s in self.cell.sizes if isinstance(s, Symbol)), key=str)
        self.sizes = {s: k + 2 for k, s in enumerate(free)}

    @abstractmethod
    def entry(self, dice: Random) -> Any:
        """A random number."""

    @abstractmethod
    def number(self, e: Rational) -> Any:
        """A rational number, exactly."""

    @abstractmethod
    def reduced(self, x: Any) -> Any:
        """The normal form of a sum or product."""

    @abstractmethod
    def activated(self, f: type[Elementwise], z: Array) -> Array:
        """f(z), entry by entry; Unheard if it has no value."""

    def zero(self) -> Any:
        """The number 0."""
        return self.number(Rational(0))

    def drawn(self, key: Any, dims: tuple[Any, ...]) -> Array:
        """The numbers that go by a key, always the same for a seed."""
        if key not in self._known:
            dice = Random(f"{self.seed} {key}")
            dims = tuple(int(self.sizes.get(d, d)) for d in dims)
            many = int(np.prod(dims, dtype=int))
            flat = np.array([self.entry(dice) for _ in range(many)], dtype=object)
            self._known[key] = flat.reshape(dims)
        return self._known[key]

    def parameter(self, p: Parameter) -> Array:
        """The numbers of a parameter."""
        return self.drawn(p.name, () if isinstance(p, Symbol) else shape(p))

    def kick(self, p: Parameter) -> Array:
        """The direction in which a parameter moves: zero if fixed, or another is asked for."""
        asked = self.cell.learnt if self.direction is None else (self.direction,)
        if p.name in {q.name for q in asked}:
            return self.drawn(f"kick of {p.name}", () if isinstance(p, Symbol) else shape(p))
        return self.zero() + np.zeros(np.shape(self.parameter(p)), dtype=object)


def slope(field: Field, f: type[Elementwise], z: Array, y: Array) -> Any:
    """f'(z) by the slope rule of f, in terms of z and y."""
    at, out = Symbol("at", real=True), Symbol("out", real=True)
    rule = f.slope(at, out)
    return _polynomial(field, rule if isinstance(rule, Basic) else Rational(rule), {at: z, out: y})


def _polynomial(field: Field, e: Basic, known: Mapping[Symbol, Array]) -> Any:
    if isinstance(e, Symbol):
        return known[e]
    if isinstance(e, Rational):
        return field.number(e)
    parts = [_polynomial(field, a, known) for a in e.args]
    if isinstance(e, Add):
        return field.reduced(sum(parts))
    if isinstance(e, Mul):
        found = parts[0]
        for part in parts[1:]:
            found = field.reduced(found * part)
        return found
    if isinstance(e, Pow):
        return field.reduced(np.asarray(parts[0], dtype=object) ** whole(e))
    if isinstance(e, Elementwise):
        return field.activated(type(e), parts[0])
    raise Unheard(f"the slope {e}")


def whole(e: Pow) -> int:
    """The exponent of a power, a positive whole number; Unheard if it is none."""
    if not (e.exp.is_Integer and e.exp > 0):
        raise Unheard(f"the power {e.exp}")
    return int(e.exp)


def dot(x: Any, y: Any) -> Any:
    """The sum of the products of all entries."""
    return np.sum(np.asarray(x * y, dtype=object))
