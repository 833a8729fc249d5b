"""A run and its tangent in an exact arithmetic: forward differentiation by dual numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Mul, Pow, Rational, Symbol
from sympy.core.basic import Basic

from ...language.activations import Elementwise
from ...language.cell import t
from ...language.operators import Dot, Matrix
from ...language.vectors import Vector
from .fields import Field, Unheard, slope, whole

Array = NDArray[Any]
STEPS = 3


@dataclass(frozen=True)
class Dual:
    """Numbers and their derivatives along one direction."""

    at: Array
    by: Array


class Forward:
    """The run and its tangent: every signal at every time, as duals."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.known: dict[tuple[str, int], Dual] = {}
        for time, heads in field.cell.schedule(STEPS):
            for u in heads:
                found = self.dual(field.cell.equations[u], time)
                none = np.zeros(int(field.sizes.get(u.dim, u.dim)), dtype=object)
                self.known[u.name, time] = Dual(
                    field.reduced(found.at + none), field.reduced(found.by + none)
                )

    def _mod(self, x: Any) -> Any:
        return self.field.reduced(x)

    def signal(self, v: Vector, time: int) -> Dual:
        """A signal that is computed, or drawn and at rest."""
        if (v.name, time) not in self.known:
            at = self.field.drawn((v.name, time), (v.dim,))
            self.known[v.name, time] = Dual(at, np.zeros(at.shape, dtype=object))
        return self.known[v.name, time]

    @singledispatchmethod
    def dual(self, e: Basic, time: int) -> Dual:
        """The value and the tangent of an expression at a time."""
        raise Unheard(type(e).__name__)

    @dual.register
    def _(self, e: Rational, time: int) -> Dual:
        return Dual(self.field.number(e), self.field.zero())

    @dual.register
    def _(self, e: Symbol, time: int) -> Dual:
        return Dual(self.field.parameter(e), self.field.kick(e))

    @dual.register
    def _(self, e: Vector, time: int) -> Dual:
        if e.time is None:
            return Dual(self.field.parameter(e), self.field.kick(e))
        return self.signal(e, int(e.moment.xreplace({t: time})))

    @dual.register
    def _(self, e: Add, time: int) -> Dual:
        parts = [self.dual(a, time) for a in e.args]
        found = Dual(self.field.zero(), self.field.zero())
        for part in parts:
            found = Dual(self._mod(found.at + part.at), self._mod(found.by + part.by))
        return found

    @dual.register
    def _(self, e: Mul, time: int) -> Dual:
        found = Dual(self.field.number(Rational(1)), self.field.zero())
        for a in e.args:
            part = self.dual(a, time)
            found = Dual(
                self._mod(found.at * part.at), self._mod(found.by * part.at + found.at * part.by)
            )
        return found

    @dual.register
    def _(self, e: Pow, time: int) -> Dual:
        return self.dual(Mul(*[e.base] * whole(e), evaluate=False), time)

    @dual.register
    def _(self, e: Dot, time: int) -> Dual:
        W, x = e.args[0], self.dual(e.args[1], time)
        if not isinstance(W, Matrix):
            raise Unheard(type(W).__name__)
        A, dA = (m(W.T if W.is_transposed else W) for m in (self.field.parameter, self.field.kick))
        if W.is_transposed:
            A, dA = A.T, dA.T
        ones = np.ones(A.shape[1], dtype=object)
        at, by = x.at * ones, x.by * ones
        return Dual(self._mod(A @ at), self._mod(dA @ at + A @ by))

    @dual.register
    def _(self, e: Elementwise, time: int) -> Dual:
        z = self.dual(e.args[0], time)
        y = self.field.activated(type(e), z.at)
        return Dual(y, self._mod(slope(self.field, type(e), z.at, y) * z.by))
