"""Errors with the other sign: papers may call minus the derivative of the loss an error."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sympy import Expr, Sum, sympify
from sympy.core.basic import Basic

from ..language.operators import Outer, Response
from ..language.rebinding import rebuilt
from ..language.sums import OperatorSum
from ..language.vectors import Entry, Vector


def turned(e: Any, errors: Collection[str]) -> Expr:
    """The expression with minus each of these errors put for it, and the signs brought in front.

    Read with these errors as minus the derivatives, it says what it said before.
    """
    e = sympify(e)
    if not errors or not any(v.name in errors and v.time is not None for v in e.atoms(Vector)):
        return e

    def change(part: Basic) -> Basic | None:
        if isinstance(part, Vector):
            return -part if part.time is not None and part.name in errors else part
        if isinstance(part, Response):
            both = [v.name in errors for v in (part.of, part.wrt)]
            return -part if both[0] != both[1] else part
        return None

    return _in_front(rebuilt(e, change))


def _in_front(e: Basic) -> Basic:
    """The same, the minus within an entry, an outer product or a sum brought in front of it."""

    def linear(part: Basic) -> Basic | None:
        if not isinstance(part, Entry | Outer | Sum | OperatorSum):
            return None
        at = part.bound if isinstance(part, OperatorSum) else 0
        inner = rebuilt(part.args[at], linear)
        if not inner.could_extract_minus_sign():
            return part if inner == part.args[at] else _with(part, at, inner)
        return -_with(part, at, -inner)

    return rebuilt(e, linear)


def _with(e: Basic, at: int, inner: Basic) -> Basic:
    return e.func(*e.args[:at], inner, *e.args[at + 1 :])
