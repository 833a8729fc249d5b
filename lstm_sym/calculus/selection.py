"""Sums against a Kronecker delta: sum_k delta(k, j) f(k) = f(j), for a unit j of that range."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy import Add, Expr, KroneckerDelta, Mul, S, Sum, Symbol
from sympy.core.basic import Basic

from ..language.shapes import shape
from ..language.vectors import Basis, Entry
from .normal import normal

Ranges = Mapping[Symbol, set[Expr]]


def ranges(parts: Iterable[Basic]) -> Ranges:
    """The sizes that each symbol counts to, where it stands as the index of an entry."""
    found: dict[Symbol, set[Expr]] = {}
    for part in parts:
        for e in part.atoms(Entry):
            for index, size in zip(e.at, shape(e.of), strict=True):
                found.setdefault(index, set()).add(size)
        for e in part.atoms(Basis):
            found.setdefault(e.args[0], set()).add(e.args[1])
    return found


def selected(e: Expr, known: Ranges) -> Expr:
    """Return the normal form of ``e`` with its sums against deltas carried out.

    A delta is summed away only if the unit that it names runs over the range of the sum. Where a
    delta stays, the other factors are written with one of its two units.
    """
    e = normal(e)
    while True:
        shorter = normal(Add(*[_term(term, known) for term in Add.make_args(e)]))
        if shorter == e:
            return e
        e = shorter


def _term(term: Expr, known: Ranges) -> Expr:
    factors = [_summed(f, known) if isinstance(f, Sum) else f for f in Mul.make_args(term)]
    for delta in sorted((f for f in factors if isinstance(f, KroneckerDelta)), key=str):
        one, other = sorted(delta.args, key=str)
        factors = [f if f == delta else f.xreplace({other: one}) for f in factors]
    return Mul(*factors)


def _summed(s: Sum, known: Ranges) -> Expr:
    limits = {k: (low, high) for k, low, high in s.limits}
    factors = Mul.make_args(s.function)
    for delta in sorted((f for f in factors if isinstance(f, KroneckerDelta)), key=str):
        for k, unit in (delta.args, delta.args[::-1]):
            if k not in limits:
                continue
            low, high = limits[k]
            if limits.get(unit) == (low, high) or (low == 1 and high in known.get(unit, ())):
                body = s.function.xreplace({delta: S.One}).xreplace({k: unit})
                rest = [limit for limit in s.limits if limit[0] != k]
                return Sum(body, *rest) if rest else body
    return s
