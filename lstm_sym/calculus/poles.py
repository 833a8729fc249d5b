"""Where an expression is not defined: what it divides by, and where a function of it has a pole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sympy
from sympy import Abs, Derivative, Expr, Mul, Subs, Symbol, preorder_traversal

from ..language.activations import inv
from .signs import Region, cases, sign_of

# Functions that have a pole at zero, or no value there.
AT_ZERO = (sympy.coth, sympy.csch, sympy.log, inv)


def divisors(e: Expr) -> Iterator[Expr]:
    """The factors that must not be zero for ``e`` to have a value; numbers are left out.

    A derivative divides by what its function divides by; what is put in must have a value itself.
    """
    e = e.replace(lambda x: isinstance(x, Derivative), lambda x: x.expr)
    points = [point for x in e.atoms(Subs) for point in x.point]
    parts = [e.replace(lambda x: isinstance(x, Subs), _put), *points]
    seen: dict[Expr, None] = {}
    for part in (node for whole in parts for node in preorder_traversal(whole)):
        if isinstance(part, sympy.Pow) and part.exp.could_extract_minus_sign():
            seen |= dict.fromkeys(Mul.make_args(part.base))
        elif isinstance(part, AT_ZERO):
            seen |= dict.fromkeys(Mul.make_args(part.args[0]))
    yield from (_bare(factor) for factor in seen if not factor.is_number)


def _put(e: Subs) -> Expr:
    return e.expr.xreplace(dict(zip(e.variables, e.point, strict=True)))


def _bare(factor: Expr) -> Expr:
    """A power is zero where its base is."""
    return factor.base if isinstance(factor, sympy.Pow) and factor.exp.is_positive else factor


def is_nowhere_zero(e: Expr, regions: Mapping[Symbol, Region], given: Sequence[Expr] = ()) -> bool:
    """Whether ``e`` is not zero: by its kind, by what is given of it, or in every case of signs."""
    bare = e.args[0] if isinstance(e, Abs) else e
    if bare.is_nonzero or any(sympy.cancel(bare / known).is_number for known in given):
        return True
    try:
        return all(sign_of(case) in (1, -1) for case in cases(e, regions))
    except ValueError:
        return False
