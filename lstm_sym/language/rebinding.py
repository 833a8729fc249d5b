"""Bound variables under other names, so that nothing that is put in is caught."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Expr, Product, Sum, Symbol
from sympy.core.basic import Basic

from .sums import Binding
from .symbols import binder


def rebound(s: Sum | Product, fresh: Sequence[Symbol]) -> Sum | Product:
    """The same sum with its variables called ``fresh``, one new name for each limit.

    A variable is bound in the body and in the limits before its own, not in its own: where f(k)
    is summed for k = 1..k, the last k is another one.
    """
    body = s.function
    limits: list[tuple[Expr, ...]] = []
    for (k, low, high), name in zip(s.limits, fresh, strict=True):
        body = body.xreplace({k: name})
        inside = [(i, *(end.xreplace({k: name}) for end in ends)) for i, *ends in limits]
        limits = [*inside, (name, low, high)]
    return s.func(body, *limits)


def refreshed(e: Basic) -> Basic:
    """Return ``e`` with fresh variables bound by its sums, so that nothing put in is caught."""

    def renamed(s: Sum | Product) -> Expr:
        return rebound(s, [binder(limit[0].name) for limit in s.limits])

    return e.replace(lambda x: isinstance(x, Sum | Product), renamed)


def rebuilt(e: Basic, change: Callable[[Basic], Basic | None]) -> Basic:
    """Return ``e`` with its largest parts put as ``change`` says; None leaves a part as it is.

    While a body is changed its canonical variables have fresh names: what is put in may bind the
    same canonical names, and nothing in it is caught.
    """
    new = change(e)
    if new is not None:
        return new
    if isinstance(e, Binding):
        fresh = [binder(k.name) for k in e.bound_symbols]
        before = [e.at(*fresh), *e.args[e.bound + 1 :]]
        after = [rebuilt(a, change) for a in before]
        return e if after == before else e.func(*fresh, *after)
    after = [rebuilt(a, change) for a in e.args]
    return e if after == list(e.args) else e.func(*after)
