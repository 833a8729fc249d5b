"""Reasons about functions of one number: identities and bounds of slopes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Abs, Derivative, Expr, Symbol
from sympy.core.function import AppliedUndef

from ...calculus.bounds import certificate
from ...calculus.identity import is_identity
from ...calculus.poles import divisors, is_nowhere_zero
from ...language.activations import Slope
from ...lower.text import text
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step
from .exact import regions


@dataclass(frozen=True)
class FromDefinition:
    """Both sides are one function once every activation is written by its definition."""

    given: tuple[Claim, ...] = ()
    text = "Written out by the definitions, and differentiated, both sides are one function."
    uses = ()

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        met = claim.relation != "<" and is_identity(claim.lhs - claim.rhs)
        yield Obligation("the numerator of the difference is zero", met)
        yield from defined(claim, self.given)


def defined(claim: Claim, given: tuple[Claim, ...]) -> Iterator[Obligation]:
    """That nothing the claim divides by is zero, unless the hypotheses allow it."""
    nonzero = [h.rhs.args[0] for h in given if h.lhs == 0 and isinstance(h.rhs, Abs)]
    for divisor in dict.fromkeys((*divisors(claim.lhs), *divisors(claim.rhs))):
        met = is_nowhere_zero(divisor, regions(given), nonzero)
        yield Obligation(f"{text(divisor)} is not zero", met or None)


@dataclass(frozen=True)
class SumOfSquares:
    """lhs ≤ rhs, since rhs - lhs is even powers in the output y = f(z) times what is ≥ 0."""

    output: Expr
    uses: tuple[Step, ...] = ()
    relations = ("≤",)
    text = "The difference is a square, so it is nowhere negative."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        y = sympy.Dummy("y", real=True)
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        gap = sympy.sympify(rhs - lhs).replace(lambda e: isinstance(e, Slope), lambda e: e.unfolded)
        p = gap.xreplace({self.output: y})
        known = p.has(y) and p.is_polynomial(y)
        found = certificate(p) if known and claim.relation == "≤" else None
        shown = f": it is {found.identity}" if found else ""
        yield Obligation(f"the difference is a square{shown}", found is not None or None)


@dataclass(frozen=True)
class Integrated:
    """f(z) = F(z) + c from an equation for f'(z): f - F has the derivative zero on a line.

    The equation used must be linear in f'(z) and free of f(z) itself; ``constant`` is c, whatever
    it is: it is not in the equation, and F does not depend on it.
    """

    constant: Symbol
    uses: tuple[Step, ...] = ()
    text = "Integrate: two functions with one slope everywhere differ by a constant."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        f, c = claim.lhs, self.constant
        if not isinstance(f, AppliedUndef) or claim.relation != "=" or len(self.uses) != 1:
            yield Obligation("the claim says what a function is, by one equation", None)
            return
        (z,) = f.args
        steepness = Derivative(f, z)
        known = self.uses[0].claim
        slopes = sympy.solve(known.lhs - known.rhs, steepness) if known.relation == "=" else []
        met = len(slopes) == 1 and is_identity(slopes[0] - claim.rhs.diff(z))
        yield Obligation("both sides have one derivative", met or None)
        free = sympy.expand(claim.rhs - c).has(c) or any(s.has(c, f) for s in slopes)
        yield Obligation("the constant is any number", True if not free else None)
