"""Reasons that bound the states and the gates of a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Dummy, Expr, Max, Symbol, oo

from ...calculus.comparison import Comparison, moving, over, state_bound
from ...calculus.extremes import image, slope_range
from ...calculus.magnitudes import Magnitudes
from ...language.activations import Elementwise
from ...language.cell import Cell, t
from ...language.operators import Norm
from ...language.vectors import Vector
from ..step import Claim, Obligation, Step
from .comparison import not_above, rises


@dataclass(frozen=True)
class StateNorm:
    """|u(t)|_oo ≤ b by what the equation of u(t) reads: images of activations, gates, itself."""

    cell: Cell
    uses: tuple[Step, ...] = ()
    relations = ("≤",)
    text = "By what the equation reads: each activation stays in its image."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        norm = claim.lhs
        fits = isinstance(norm, Norm) and norm.args[1] == oo and norm.args[0] in self.cell.equations
        yield Obligation("it is the largest entry of what the cell computes", fits or None)
        if fits:
            u = norm.args[0]
            most = state_bound(Comparison(self.cell, norm.args[1], self.cell.way(u.name)), u)
            met = claim.relation == "≤" and not_above(most, claim.rhs)
            yield Obligation("what it reads allows no more", met or None)


@dataclass(frozen=True)
class StateGrowth:
    """|u(t)| ≤ B(q), from |u(t)| ≤ F(|u(t-1)|) at all times, where F grows: B(0) = |u(t-q)|.

    F(x) is a x + b or max(x, b); ``names`` say what is called the largest of what moves in it over
    the last q steps. B(q + 1) must be F(B(q)).
    """

    over: Symbol
    step: Step
    names: tuple[Step, ...] = ()
    given: tuple[Claim, ...] = ()

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.step, *self.names)

    relations = ("≤",)
    text = "By induction: what bounds one step is put in for the one before, and again."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known, q, norm = self.step.claim, self.over, claim.lhs
        u = norm.args[0] if isinstance(norm, Norm) else None
        fits = known.relation == claim.relation == "≤" and known.lhs == norm
        fits = fits and isinstance(u, Vector) and u.time == t and self.step.timeless
        yield Obligation("one step of this state was bounded", fits or None)
        if not fits or u is None:
            return
        before = next((n for n in known.rhs.atoms(Norm) if _is_earlier(n, norm)), None)
        if before is None:
            yield Obligation("the bound leads back to the state before", None)
            return
        move = t - before.args[0].moment
        start = norm.xreplace({t: t - move * q})
        names = {
            n: next((s.claim.lhs for s in self.names if s.claim.rhs == over(n, q, move)), None)
            for n in moving(known.rhs)
            if n != before
        }
        yield Obligation("what moves is bounded over all steps", None not in names.values())
        F, x, y = known.rhs.xreplace(names), Dummy("x", nonnegative=True), Dummy("y")
        grows = all(rises(F, d) for d in (before, *names.values()))
        yield Obligation("the bound grows with what it is made of", grows or None)
        B = claim.rhs.xreplace({start: x})
        yield Obligation(
            "it begins with the state itself", _holds(B.xreplace({q: sympy.S.Zero}), x)
        )
        here = F.xreplace({before: y}).xreplace({y: B})
        yield Obligation("one more step is one more bound", _same(B.xreplace({q: q + 1}), here))


@dataclass(frozen=True)
class GateCeiling:
    """|y(t)|_oo ≤ f(b) for y = f(z) with f ≥ 0 rising and |z|_oo ≤ b; below sup f if f is so."""

    cell: Cell
    uses: tuple[Step, ...] = ()
    relations = ("≤", "<")
    text = "The activation rises, and the net input is at most the sum of the sizes of its terms."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        norm = claim.lhs
        u = norm.args[0] if isinstance(norm, Norm) and norm.args[1] == oo else None
        e = None if u is None else self.cell.equations.get(u)
        if not isinstance(e, Elementwise):
            yield Obligation("it is an activation that the cell computes", None)
            return
        f: Any = type(e)
        ends, slope = image(f), slope_range(f)
        if claim.relation == "<":
            sup = ends.sup
            below = sup.attained is False and bool((claim.rhs - sup.above).is_nonnegative)
            positive = bool((ends.inf.below + claim.rhs).is_nonnegative)
            yield Obligation(f"its values stay below {sup.above}", (below and positive) or None)
            return
        rises = bool(slope.inf.below.is_nonnegative and ends.inf.below.is_nonnegative)
        yield Obligation("the activation rises and is not negative", rises or None)
        net = self.cell.equations.get(e.args[0], e.args[0])
        most = Magnitudes(self.cell).largest(net)
        fits = isinstance(claim.rhs, f) and not_above(most, claim.rhs.args[0])
        yield Obligation("its argument is no smaller than the net input", fits or None)


def _same(left: Expr, right: Expr) -> bool | None:
    return sympy.cancel(sympy.expand(sympy.powsimp(sympy.expand(left - right)))) == 0 or None


def _holds(start: Expr, x: Expr) -> bool | None:
    """Whether a bound of nothing done yet is no smaller than what it begins with."""
    return True if isinstance(start, Max) and x in start.args else _same(start, x)


def _is_earlier(norm: Norm, of: Norm) -> bool:
    v, u = norm.args[0], of.args[0]
    return isinstance(v, Vector) and (v.name, norm.args[1]) == (u.name, of.args[1]) and v != u
