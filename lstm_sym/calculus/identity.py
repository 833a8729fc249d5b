"""Identities between functions of exp are decided: they are rational in exponentials, or not."""

from __future__ import annotations

from sympy import Add, Derivative, Dummy, Expr, Integer, Product, Subs, Sum

from ..language.activations import Elementwise, Slope
from ..language.vectors import Entry
from .ratios import Ground, Maker, Ratio, Unfit, fastest


def defined(e: Expr) -> Expr:
    """Return ``e`` with activations by their definitions, differentiated, put in and summed."""
    if not e.args:
        return e
    if isinstance(e, Slope):
        return defined(e.unfolded)
    args = tuple(map(defined, e.args))
    if isinstance(e, Elementwise):
        return defined(type(e).definition(*args))
    if any(a is not b for a, b in zip(args, e.args, strict=True)):
        e = e.func(*args)
    if isinstance(e, Derivative):
        return defined(e.expr.diff(*e.variables))
    if isinstance(e, Subs):
        return e.expr.xreplace(dict(zip(e.variables, e.point, strict=True)))
    return _summed(e) if _is_counted(e) else e


def _summed(s: Sum) -> Expr:
    """A sum whose ends are numbers, term by term."""
    total = s.function
    for k, low, high in s.limits:
        total = Add(*[total.xreplace({k: Integer(i)}) for i in range(low, high + 1)])
    return total


def _is_counted(e: Expr) -> bool:
    """Whether a sum has numbers for its ends."""
    return isinstance(e, Sum) and all(end.is_Integer for _, *ends in e.limits for end in ends)


def ratio(e: Expr, make: Maker | None = None) -> tuple[Ground, Ratio] | None:
    """Write ``e`` as a ratio over the generators of its own; None if it is none."""
    try:
        written = defined(e)
        ground = Ground.of(written, make)
        return ground, ground.ratio(written)
    except Unfit:
        return None


def _of_numbers(e: Expr) -> Expr:
    """Return ``e`` with a symbol for every entry, unless a sum is over entries."""
    if e.has(Sum, Product):
        return e
    return e.xreplace({entry: Dummy(real=True) for entry in e.atoms(Entry)})


def is_identity(e: Expr, make: Maker | None = None) -> bool | None:
    """Whether a function built from exp and hyperbolic functions is zero everywhere.

    It is a ratio of polynomials in its symbols and in the exponentials of distinct monomials:
    zero iff its numerator is the zero polynomial. None if it is not such a function. Entries of
    vectors are numbers like any others.
    ``make`` makes the ring: python-flint's if that is installed, else SymPy's.
    """
    found = ratio(_of_numbers(e), make or fastest())
    return None if found is None else bool(found[1].top == 0)
