"""The reason that carries an inequality from step to step of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy
from sympy import Expr, Integer, Symbol

from ...calculus.normal import same
from ...language.cell import t
from ...language.sums import Maximum, Minimum
from ...language.vectors import Vector
from ...lower.components import in_components
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Invariant:
    """X(t) ≤ d(t) for all t, or d(t) ≤ X(t): it is given at t = 0, and each step keeps it.

    ``keeps`` is a claim about any numbers; ``put`` says what they are at the time t. One of its
    hypotheses is then the claim one step before; the others are given at all times from 1 to t.
    ``along`` says that X(t) is, or is at most, what ``keeps`` bounds.
    """

    keeps: Step
    along: Step
    put: Mapping[Symbol, Expr]
    claim: Claim
    inherits = False
    relations = ("≤",)
    text = r"By induction on \(t\): it is so at the start, and every step keeps it."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.keeps, self.along)

    @property
    def before(self) -> Claim:
        """The claim one step before."""
        return self.claim.xreplace({t: t - 1})

    @property
    def given(self) -> tuple[Claim, ...]:
        start = self.claim.xreplace({t: Integer(0)})
        conditions = [h.xreplace(self.put) for h in self.keeps.given]
        others = [_always(h) for h in conditions if h != self.before]
        return tuple(dict.fromkeys((start, *others, *self.along.given)))

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        low, high = claim.lhs, claim.rhs
        yield Obligation("the claim is the one that was given at the start", claim == self.claim)
        if claim.relation != "≤" or _runs(low) == _runs(high):
            yield Obligation("one side is of the run, the other is a number", None)
            return
        conditions = [h.xreplace(self.put) for h in self.keeps.given]
        yield Obligation("a step is taken within the bound", self.before in conditions)
        others = [h for h in conditions if h != self.before]
        yield Obligation("what else is given is an order", all(h.relation == "≤" for h in others))
        after, known = self.keeps.claim.xreplace(self.put), self.along.claim
        if _runs(high):
            X, bound, follows, end = high, low, after.rhs, after.lhs
        else:
            X, bound, follows, end = low, high, after.lhs, after.rhs
        links = ((known.lhs, X), (known.rhs, follows))
        enough = known.relation == "=" or (known.relation == "≤" and _runs(low))
        met = enough and all(_alike(one, other) for one, other in links)
        yield Obligation("what follows is known by what was put in", met)
        yield Obligation(
            "it is within the bound again", after.relation in "≤<" and _equal(end, bound)
        )
        yield Obligation("at all times", self.along.timeless)


def _runs(e: Expr) -> bool:
    """Whether an expression speaks of the run."""
    return any(v.time is not None for v in e.atoms(Vector))


def _equal(one: Expr, other: Expr) -> bool:
    """Whether two numbers are one fraction."""
    if one == other:
        return True
    top, _ = sympy.fraction(sympy.together(one - other))
    return bool(sympy.expand(sympy.powsimp(sympy.expand(top))) == 0)


def _always(h: Claim) -> Claim:
    """A hypothesis about the time t, said of all times from 1 to t."""
    low, high = h.lhs, h.rhs
    if not low.has(t) and not high.has(t):
        return h
    if not high.has(t):
        return Claim(Maximum(lambda k: low.xreplace({t: k}), 1, t), "≤", high)
    if not low.has(t):
        return Claim(low, "≤", Minimum(lambda k: high.xreplace({t: k}), 1, t))
    return Claim(Maximum(lambda k: (low - high).xreplace({t: k}), 1, t), "≤", Integer(0))


def _alike(one: Expr, other: Expr) -> bool:
    return one == other or same(in_components(one), in_components(other))
