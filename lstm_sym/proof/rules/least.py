"""Reasons that bound the error flow of a cell from below: what surely does not vanish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Add, MatAdd, MatMul, Mul, S, Symbol
from sympy.matrices.expressions.matexpr import MatrixExpr

from ...calculus.bounds import above
from ...calculus.comparison import Comparison
from ...language.cell import Cell, t
from ...language.operators import Response
from ...language.spectra import SmallestStretch
from ...language.sums import Minimum
from ..step import Claim, Obligation, Step, at_most
from .comparison import not_above


@dataclass(frozen=True)
class PathStretch:
    """s(A) s(B) ... - |C| - |D| ≤ s(A B ... + C + D), s the smallest stretch, all of it square."""

    jacobian: Step
    cell: Cell
    relations = ("≤",)
    text = (
        "One path stretches everything at least by the product of what its factors do; the others "
        "take from that at most their norms."
    )

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.jacobian,)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known, stretch = self.jacobian.claim, claim.rhs
        fits = isinstance(stretch, SmallestStretch) and known.relation == "="
        fits = fits and stretch.args[0] == known.lhs
        yield Obligation("the paths are those of this derivative", fits or None)
        paths = known.rhs.args if isinstance(known.rhs, MatAdd) else (known.rhs,)
        met = claim.relation == "≤" and any(self._is_above(claim, A, paths) for A in paths)
        yield Obligation("one path is as strong, the others no stronger", met or None)

    def _is_above(self, claim: Claim, main: MatrixExpr, paths: tuple[MatrixExpr, ...]) -> bool:
        factors = main.args if isinstance(main, MatMul) else (main,)
        if not all(A.is_Matrix and A.shape[0] == A.shape[1] for A in factors):
            return False
        largest = Comparison(self.cell, S(2)).magnitudes.largest
        taken = [above(A, S(2), largest) for A in paths if A is not main]
        least = Add(Mul(*[SmallestStretch(A) for A in factors]), *[-e for e in taken])
        return bool(claim.lhs == least or not_above(claim.lhs, least))


@dataclass(frozen=True)
class LiftedStretch:
    """l^q ≤ s(∂u(t)/∂u(t-q)) for the only state u, l ≥ 0 the least of s(∂u/∂u) in the last q steps.

    s(A B) ≥ s(A) s(B) for square matrices. ``step`` bounds one step from below; ``name`` says what
    the least of that bound over the last q steps is called.
    """

    over: Symbol
    cell: Cell
    step: Step
    name: Step
    relations = ("≤",)
    text = (
        "By the chain rule: a product of square matrices stretches everything at least by the "
        "product of what its factors do."
    )

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.step, self.name)

    @property
    def given(self) -> tuple[Claim, ...]:
        return (at_most(0, self.name.claim.lhs),)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        q, stretch, one = self.over, claim.rhs, self.step.claim
        R = stretch.args[0] if isinstance(stretch, SmallestStretch) else None
        if not isinstance(R, Response) or R.through != "states" or claim.relation != "≤":
            yield Obligation("the claim bounds a derivative by a state of an earlier time", None)
            return
        comparison = Comparison(self.cell, S(2), self.cell.way(R.of.name))
        single = list(comparison.places) == [(R.of.name, 1)] and R.of.name == R.wrt.name
        yield Obligation("there is no other state", single or None)
        apart = R.of.time == t and R.wrt.time == t - comparison.way * q
        yield Obligation(f"the states are {q} steps apart", apart and bool(q.is_nonnegative))
        block = Response(R.of, R.of.xreplace({t: t - comparison.way}), "step")
        known = one.rhs == SmallestStretch(block) and one.relation == "≤"
        yield Obligation("one step of it is bounded from below", known or None)
        least = Minimum(lambda m: one.lhs.xreplace({t: t - comparison.way * (m - 1)}), 1, q)
        named = self.name.claim.rhs == least and self.name.claim.relation == "="
        yield Obligation("the least over all steps has a name", named or None)
        met = claim.lhs == self.name.claim.lhs**q
        yield Obligation("the left side is its power", met or None)
