"""The reason that carries an inequality from step to step of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from ...calculus.normal import same
from ...language.cell import t
from ...language.sums import Maximum, Minimum
from ...lower.components import in_components
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Invariant:
    """X(t) ≤ d for all t, or c ≤ X(t): it is given at t = 0, and each step keeps it.

    ``along`` says what X(t) is, or is at most, by X(t-1) and an input Y(t). ``keeps`` says that
    this is within the bound for all numbers ``state`` and ``noise`` under two hypotheses: that the
    state is within it, and that the noise is bounded. The noise is bounded at all times.
    """

    keeps: Step
    along: Step
    state: Symbol
    noise: Symbol
    put: Expr
    claim: Claim
    inherits = False
    relations = ("≤",)
    text = r"By induction on \(t\): it is so at the start, and every step keeps it."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.keeps, self.along)

    @property
    def bounded(self) -> Claim | None:
        """What is given of the noise, at all times from 1 to t."""
        y = self.noise
        for h in self.keeps.given:
            if h.relation == "≤" and h.rhs == y and not h.lhs.has(y):
                return Claim(h.lhs, "≤", Minimum(lambda k: self.put.xreplace({t: k}), 1, t))
            if h.relation == "≤" and h.lhs == y and not h.rhs.has(y):
                return Claim(Maximum(lambda k: self.put.xreplace({t: k}), 1, t), "≤", h.rhs)
        return None

    @property
    def others(self) -> tuple[Claim, ...]:
        """The hypotheses of what is used, but those about the state and the noise."""
        kept = [h for h in self.keeps.given if not _says(h, self.state, self.noise)]
        return tuple(dict.fromkeys((*kept, *self.along.given)))

    @property
    def given(self) -> tuple[Claim, ...]:
        noise = () if self.bounded is None else (self.bounded,)
        return (*self.others, self.claim.xreplace({t: Integer(0)}), *noise)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        yield Obligation("the claim is the one that was given at the start", claim == self.claim)
        low, high = claim.lhs, claim.rhs
        if claim.relation != "≤" or low.has(t) == high.has(t) or self.bounded is None:
            yield Obligation("one side is a number that all times have in common", None)
            return
        from_below = high.has(t)
        X, bound = (high, low) if from_below else (low, high)
        inside = Claim(bound, "≤", self.state) if from_below else Claim(self.state, "≤", bound)
        own = [h for h in self.keeps.given if _says(h, self.state)]
        yield Obligation("a step is taken within the bound", own == [inside])
        noisy = [h for h in self.keeps.given if _says(h, self.noise)]
        fixed = len(noisy) == 1 and not self._moves()
        yield Obligation("the noise is bounded by one number", fixed)
        names = {self.state: X.xreplace({t: t - 1}), self.noise: self.put}
        after, known = self.keeps.claim.xreplace(names), self.along.claim
        following, end = (after.rhs, after.lhs) if from_below else (after.lhs, after.rhs)
        enough = known.relation in (("=",) if from_below else ("=", "≤"))
        sides = ((known.lhs, X), (known.rhs, following))
        met = enough and all(one == other or _alike(one, other) for one, other in sides)
        yield Obligation("what follows is known by the state before and the noise", met)
        kept = after.relation in ("≤", "<") and end == bound
        yield Obligation("it is within the bound again", kept)
        yield Obligation("whatever the time", not any(_says(h, t) for h in self.others))

    def _moves(self) -> bool:
        """Whether the bound of the noise changes in time."""
        noise = self.bounded
        sides = () if noise is None else (noise.lhs, noise.rhs)
        return any(side.has(t) and not isinstance(side, Maximum | Minimum) for side in sides)


def _alike(one: Expr, other: Expr) -> bool:
    return same(in_components(one), in_components(other))


def _says(claim: Claim, *names: Symbol) -> bool:
    """Whether a hypothesis speaks of one of the names."""
    return bool(claim.lhs.has(*names) or claim.rhs.has(*names))
