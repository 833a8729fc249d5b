"""Extent: between which numbers a function lies, each end enclosed, exact where it has a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import sympy
from sympy import Expr, oo

from .domain import Domain

Place: TypeAlias = Expr | Domain | tuple[Expr, Expr]


@dataclass(frozen=True)
class Extremum:
    """A supremum or an infimum: between the rational numbers ``low`` and ``high``, or ±oo.

    ``exact`` is its closed form, or None. ``attained`` says whether it is a value of the function,
    ``at`` where: exact points, pairs of rational numbers between which one lies, domains on which
    it is attained throughout; ±oo for a limit. ``attained`` is None if that was not decided.
    """

    low: Expr
    high: Expr
    exact: Expr | None = None
    attained: bool | None = None
    at: tuple[Place, ...] = ()

    @property
    def above(self) -> Expr:
        """A number that is not below it: its closed form if there is one."""
        return self.high if self.exact is None else self.exact

    @property
    def below(self) -> Expr:
        """A number that is not above it: its closed form if there is one."""
        return self.low if self.exact is None else self.exact

    @property
    def is_finite(self) -> bool:
        """Whether it is a number, and enclosed by others."""
        return bool(self.low.is_finite and self.high.is_finite)

    @property
    def is_unbounded(self) -> bool:
        """Whether there is no such number: it is known to be ±oo."""
        return self.exact in (oo, -oo)


@dataclass(frozen=True)
class Extent:
    """The infimum and the supremum of a function on its domain."""

    inf: Extremum
    sup: Extremum

    @property
    def steepest(self) -> Expr:
        """A number that the absolute value is nowhere above; oo if there is none."""
        return sympy.Max(abs(self.inf.below), abs(self.sup.above))
