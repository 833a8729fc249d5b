"""Ball arithmetic of python-flint: every number is enclosed, rounding is counted in."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from sympy import Add, Expr, Mul, Pow, Rational, Symbol, erf, exp, log, pi, tanh
from sympy.core.basic import Basic

from ...language.activations import Elementwise, heaviside, hold, identity, relu
from .fields import Array, Field, Unheard

BITS = 128
TAKEN = {exp: "exp", log: "log", tanh: "tanh", erf: "erf"}


class Balls(Field):
    """Real numbers in balls of ``BITS`` bits. Raises ImportError without python-flint."""

    def __post_init__(self) -> None:
        super().__post_init__()
        import flint

        flint.ctx.prec = BITS
        self._flint = flint

    def entry(self, dice: Random) -> Any:
        return self._flint.arb(dice.gauss(0, 1))

    def number(self, e: Rational) -> Any:
        return np.asarray(self._flint.arb(self._flint.fmpq(int(e.p), int(e.q))), dtype=object)

    def reduced(self, x: Any) -> Any:
        return x

    def activated(self, f: type[Elementwise], z: Array) -> Array:
        """The definition of f, enclosed; Unheard for a kink within a ball."""
        flat = [self._one(f, x) for x in np.ravel(z)]
        return np.array(flat, dtype=object).reshape(np.shape(z))

    def _one(self, f: type[Elementwise], x: Any) -> Any:
        x = self._flint.arb(x)
        if f in (identity, hold):
            return x
        if f in (heaviside, relu):
            if not (x > 0 or x < 0):
                raise Unheard(f"{f.__name__} at its kink")
            step = self._flint.arb(1 if x > 0 else 0)
            return step if f is heaviside else step * x
        at = Symbol("at", real=True)
        return self._value(f.definition(at), {at: x})

    def _value(self, e: Basic, known: dict[Symbol, Any]) -> Any:
        if isinstance(e, Symbol):
            return known[e]
        if isinstance(e, Rational):
            return self._flint.arb(self._flint.fmpq(int(e.p), int(e.q)))
        if e == pi:
            return self._flint.arb.pi()
        parts = [self._value(a, known) for a in e.args]
        if isinstance(e, Add):
            return sum(parts[1:], parts[0])
        if isinstance(e, Mul):
            return np.prod(np.array(parts, dtype=object))
        if isinstance(e, Pow):
            return parts[0] ** parts[1]
        if isinstance(e, Elementwise):
            return self._one(type(e), parts[0])
        if isinstance(e, Expr) and type(e) in TAKEN:
            return getattr(parts[0], TAKEN[type(e)])()
        raise Unheard(str(e))
