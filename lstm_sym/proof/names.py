"""What is named: names that stand for expressions, and what a step and its reasons speak of."""

from __future__ import annotations

from typing import Any

from sympy import Expr, sympify
from sympy.core.function import AppliedUndef

from ..calculus.jacobian import transposed
from ..language.operators import Matrix
from ..language.vectors import Vector


def put(side: Expr, name: Expr, e: Expr) -> Expr:
    """Put ``e`` for a symbol, or for a function f(z) of one variable wherever it is applied."""
    e = sympify(e)
    if isinstance(name, Matrix):
        return side.xreplace({name: e, name.T: transposed(e)})
    if not isinstance(name, AppliedUndef):
        return side.xreplace({name: e})
    (z,) = name.args
    return side.replace(name.func, lambda at: e.xreplace({z: at}))


def spoken(step: Any) -> set[str]:
    """The vectors and matrices that the claim of a step names, and those that it leans on do."""
    names: set[str] = set()
    found = [step]
    for one in found:
        for side in (one.claim.lhs, one.claim.rhs):
            names |= {part.name for part in side.atoms(Vector, Matrix)}
        found += [used for used in one.by.uses if all(used is not old for old in found)]
    return names
