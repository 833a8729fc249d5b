"""How sums and products of symbolic length lose their last term."""

from __future__ import annotations

from sympy import Add, Expr, Integer, Product, S, Sum
from sympy.core.basic import Basic

from .sums import Chain, PathSum
from .vectors import Vector


def longer(length: Expr) -> bool:
    """Whether a symbolic length shows a last term: 1, 2, ..., or q + 1, q + 2, ..."""
    if isinstance(length, Integer):
        return bool(length >= 1)
    constant, rest = length.as_coeff_Add()
    return bool(constant >= 1) and rest != S.Zero


def unfold(e: Basic) -> Basic:
    """Take the last term off every Chain, PathSum, Sum and Product whose length shows one.

    A sum from ``low`` to ``high`` < ``low`` is empty: 0, as a product is then 1.
    """
    if isinstance(e, Chain | PathSum) and longer(e.length):
        return e.peeled() if e.length == 1 or not e.length.is_Integer else unfold_inside(e.peeled())
    if isinstance(e, Sum | Product) and _last(e) is not None:
        return _last(e)
    if not e.args or isinstance(e, Vector):
        return e
    return e.func(*[unfold(a) for a in e.args])


def unfold_inside(e: Basic) -> Basic:
    """Unfold the parts of ``e``: a whole number of terms is taken off to the end."""
    return e.func(*[unfold(a) for a in e.args])


def _last(e: Sum | Product) -> Expr | None:
    """The outermost range loses its last term; a range inside stays as it is."""
    *inside, (k, low, high) = e.limits
    length = high - low + 1
    if length.is_nonpositive:
        return S.Zero if isinstance(e, Sum) else S.One
    if not longer(length):
        return None
    term = e.func(e.function, *inside) if inside else e.function
    last = term.xreplace({k: high})
    if length == 1:
        return last
    shorter = e.func(e.function, *inside, (k, low, high - 1))
    if length.is_Integer:
        shorter = _last(shorter)
    return Add(shorter, last) if isinstance(e, Sum) else shorter * last
