"""Rewriting with a claim: its left side, for all its free units, becomes its right side."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sympy import Expr, Symbol, expand
from sympy.core.basic import Basic

from ..calculus.jacobian import transposed
from ..language.operators import Matrix
from ..language.rebinding import rebuilt, refreshed
from ..lower.components import in_components
from .step import Claim, Step

Binding = dict[Symbol, Basic]


def rewritten(e: Expr, claim: Claim, free: Collection[Symbol] = ()) -> Expr:
    """Return ``e`` with every instance of the claim's left side replaced by its right side.

    Only what is equal is put in: a claim that is no equation leaves ``e`` as it is.
    """
    if claim.relation != "=":
        return e

    def put(part: Basic) -> Basic | None:
        if isinstance(claim.lhs, Matrix) and part == claim.lhs.T:
            return transposed(claim.rhs)
        names = match(claim.lhs, part, free) if isinstance(part, type(claim.lhs)) else None
        return None if names is None else refreshed(claim.rhs).xreplace(names)

    return rebuilt(e, put)


def put_in(e: Expr, uses: Iterable[Step], free: Collection[Symbol] = ()) -> Expr:
    """Return a number in components, with the claims of the used steps put in one after another."""
    e = in_components(e)
    for step in uses:
        e = in_components(rewritten(expand(e), step.claim, free))
    return e


def match(
    pattern: Basic, e: Basic, free: Collection[Symbol], names: Binding | None = None
) -> Binding | None:
    """Return what the free symbols of the pattern must be for it to be ``e``; None if nothing."""
    names = names or {}
    if pattern.free_symbols & set(free) <= names.keys():
        return names if pattern.xreplace(names) == e else None
    if pattern in free:
        return {**names, pattern: e}
    if pattern.func != e.func or len(pattern.args) != len(e.args) or not pattern.args:
        return None
    for inner, part in zip(pattern.args, e.args, strict=True):
        found = match(inner, part, free, names)
        if found is None:
            return None
        names = found
    return names
