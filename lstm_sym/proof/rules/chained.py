"""Reasons that join inequalities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sympy import Add, Expr, Pow, S, expand, sqrt

from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Chained:
    """a ≤ c, from a ≤ b and b ≤ c, and so on; strict if one of the links is strict."""

    links: tuple[Step, ...]
    relations = ("=", "≤", "<")
    text = "One after the other."

    @property
    def uses(self) -> tuple[Step, ...]:
        return self.links

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        claims = [step.claim for step in self.links]
        joined = all(one.rhs == two.lhs for one, two in pairwise(claims))
        ends = (claims[0].lhs, claims[-1].rhs) == (claim.lhs, claim.rhs)
        yield Obligation("each link begins where the one before ends", joined and ends)
        relations = {link.relation for link in claims}
        known = relations <= {"=", "≤", "<"}
        enough = {"=": relations == {"="}, "≤": known, "<": known and "<" in relations}
        yield Obligation("the links give the relation", enough.get(claim.relation, False))


@dataclass(frozen=True)
class AddedUp:
    """f a + f c ≤ f b + f d, from a ≤ b and c ≤ d, and so on, for a factor f ≥ 0.

    Strict if one of the parts is strict and f > 0.
    """

    parts: tuple[Step, ...]
    factor: Expr = S.One
    relations = ("≤", "<")

    @property
    def uses(self) -> tuple[Step, ...]:
        return self.parts

    @property
    def text(self) -> str:
        scaled = "" if self.factor == 1 else ", times a number that is not negative"
        return f"The sum of both{scaled}."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known = [step.claim for step in self.parts]
        yield Obligation("inequalities are added", {c.relation for c in known} <= {"≤", "<", "="})
        yield Obligation("the factor is not negative", self.factor.is_nonnegative)
        slack = self.factor * Add(*[c.rhs - c.lhs for c in known])
        gap = (claim.rhs - claim.lhs - slack).replace(_is_root, _primitive)
        strict = self.factor.is_positive and any(c.relation == "<" for c in known)
        met = claim.relation in ("≤", *(["<"] if strict else [])) and expand(gap) == 0
        yield Obligation("the difference is the sum of the differences", met or None)


def _is_root(e: Expr) -> bool:
    """Whether e is the square root of a sum."""
    return isinstance(e, Pow) and e.exp == S.Half and e.base.is_Add


def _primitive(e: Pow) -> Expr:
    """A square root with the number that all terms have in common taken out."""
    factor, rest = expand(e.base).primitive()
    return sqrt(factor) * sqrt(rest)
