"""What names stand for, and the value of what has none yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

import sympy
from numpy.typing import NDArray
from sympy import (
    Expr,
    Symbol,
)
from sympy.core.basic import Basic

Array = NDArray[Any]
EPSILON = 1e-30


@dataclass(frozen=True)
class Env:
    """What the names stand for.

    ``symbols`` gives numbers to sizes, times, units and number parameters, ``constant`` arrays to
    matrices and vectors without time, ``signal(name, time)`` an array to a vector at a time, and
    ``response`` an array to a derivative of the running network.
    """

    symbols: Mapping[Symbol, Any] = field(default_factory=dict)
    constant: Mapping[str, Array] = field(default_factory=dict)
    signal: Callable[[str, int], Array] | None = None
    response: Callable[[Any, Env], Array] | None = None

    def bind(self, symbols: Mapping[Symbol, Any]) -> Env:
        """The same names with some symbols given numbers."""
        return Env({**self.symbols, **symbols}, self.constant, self.signal, self.response)


@singledispatch
def _value(e: Basic, env: Env) -> Any:
    raise TypeError(f"no value is known of {type(e).__name__}")


class Value:
    """A function of an expression by its type, looked up once for every type."""

    def __init__(self) -> None:
        self.register: Any = _value.register
        self.dispatch: Any = _value.dispatch
        self._known: dict[type, Callable[[Any, Env], Any]] = {}

    def __call__(self, e: Basic, env: Env) -> Any:
        """Return the number, vector or matrix that ``e`` is in ``env``.

        Raises TypeError for a node that has no value, KeyError for a name that ``env`` lacks.
        """
        kind = type(e)
        of = self._known.get(kind) or self._known.setdefault(kind, _value.dispatch(kind))
        return of(e, env)


value = Value()


def whole(e: Expr, env: Env) -> int:
    """Return the value of an integer expression."""
    return int(value(sympy.sympify(e), env))
