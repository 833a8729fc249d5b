"""Whole numbers modulo a prime: no rounding at all, and activations with random values.

Of an activation only its slope rule is used, f' as a polynomial in z and f(z); its values are drawn
at random, the same for the same argument. An identity that follows from the rules holds for all
values; one that does not fails but for a chance of about degree / P.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from sympy import Rational

from ...language.activations import Elementwise, heaviside, hold, identity, inv, relu
from .fields import Array, Field, Unheard

P = 2**61 - 1


class Residues(Field):
    """The field of P elements."""

    def entry(self, dice: Random) -> Any:
        return dice.randrange(P)

    def number(self, e: Rational) -> Any:
        return np.asarray(int(e.p) * pow(int(e.q), -1, P) % P, dtype=object)

    def reduced(self, x: Any) -> Any:
        return x % P

    def activated(self, f: type[Elementwise], z: Array) -> Array:
        """Exact where f is a polynomial or a product, else a random value for every argument."""
        if f in (identity, hold):
            return z
        if f is heaviside:
            return self._output("heaviside", z) % 2
        if f is relu:
            return self.reduced(self.activated(heaviside, z) * z)
        if f is inv:
            return _each(_inverse, z)
        return self._output(f.__name__, z)

    def _output(self, f: str, z: Array) -> Array:
        return _each(lambda x: int(self.drawn((f, int(x)), ())), z)


def _inverse(x: Any) -> int:
    if int(x) % P == 0:
        raise Unheard("the inverse of zero")
    return pow(int(x), -1, P)


def _each(f: Any, z: Array) -> Array:
    return np.array([f(x) for x in np.ravel(z)], dtype=object).reshape(np.shape(z))
