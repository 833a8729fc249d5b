"""Pieces: a function with kinks is cut where a condition changes, and smooth in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import sympy
from sympy import Expr, Piecewise, Symbol
from sympy.core.relational import Relational

from ..enclosure import sign
from .domain import Domain
from .shape import is_inside
from .signs import zeros
from .zeros import Undecided, Work


def pieces(e: Expr, x: Symbol, domain: Domain, cuts: Sequence[Expr]) -> list[tuple[Expr, Domain]]:
    """Return smooth expressions with their domains, between the ends of a domain and the cuts."""
    ends = [domain.low, *cuts, domain.high]
    domains = [Domain(low, high) for low, high in pairwise(ends)]
    return [(_chosen(e, x, part), part) for part in domains]


def kinks(functions: Sequence[Expr], x: Symbol, domain: Domain, work: Work) -> list[Expr]:
    """Where the conditions of functions change, inside of a domain, in order.

    Undecided if one has no closed form.
    """
    found: list[Expr] = []
    for gap in {c.lhs - c.rhs for e in functions for c in _conditions(e)}:
        if gap.has(Piecewise):
            raise Undecided("kinks within kinks")
        for zero in zeros(gap, x, domain, 15, work):
            if zero.exact is None:
                raise Undecided(f"the kink near {float(zero.low):.6g} has no closed form")
            if is_inside(zero, domain) and all(sign(zero.exact - k) != 0 for k in found):
                found.append(zero.exact)
    return sorted(found)


def _conditions(e: Expr) -> Iterator[Relational]:
    for choice in e.atoms(Piecewise):
        for _, condition in choice.args:
            yield from condition.atoms(Relational)


def _chosen(e: Expr, x: Symbol, domain: Domain) -> Expr:
    """The function on a domain without kinks, by its conditions at one point."""
    inside = _inside(domain)

    def branch(choice: Piecewise) -> Expr:
        for value, condition in choice.args:
            if _holds(condition, x, inside):
                return value
        raise Undecided(f"{choice} has no value at {inside}")

    return e.replace(lambda part: isinstance(part, Piecewise), branch)


def _holds(condition: Expr, x: Symbol, at: Expr) -> bool:
    """Whether a condition holds at a point."""
    if isinstance(condition, Relational):
        found = sign((condition.lhs - condition.rhs).xreplace({x: at}))
        if found is None:
            raise Undecided(f"{condition} at {at}")
        return bool(condition.func(sympy.Integer(found), 0))
    if condition.args:
        return bool(condition.func(*(sympy.S(_holds(a, x, at)) for a in condition.args)))
    return bool(condition)


def _inside(domain: Domain) -> Expr:
    """A number of a domain that is not an end."""
    if domain.is_line:
        return sympy.S.Zero
    if domain.low.is_infinite:
        return domain.high - 1
    if domain.high.is_infinite:
        return domain.low + 1
    return (domain.low + domain.high) / 2
