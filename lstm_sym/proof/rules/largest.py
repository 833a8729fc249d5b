"""Reasons about the largest of many: of norms, of slopes, of entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy
from sympy import Abs, Expr, Symbol
from sympy.core.basic import Basic

from ...calculus.bounds import Unbounded, above
from ...language.operators import Norm
from ...language.shapes import shape
from ...language.sums import Maximum
from ...language.symbols import binder
from ...language.vectors import Entry
from ..rewriting import rewritten
from ..step import Claim, Obligation, Rule, Step
from .estimate import tidied

REACH = 3


@dataclass(frozen=True)
class OneOfThem:
    """g(k) ≤ max g, the maximum over a range that k is in; ``uses`` say what is called max g."""

    uses: tuple[Step, ...] = ()
    relations = ("≤",)
    text = "It is one of those of which the largest is taken."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        top = claim.rhs
        for step in self.uses:
            top = rewritten(top, step.claim)
        ks = [sympy.S.Zero, *sorted(claim.lhs.free_symbols, key=str)]
        met = isinstance(top, Maximum) and place(top, claim.lhs, ks, {}) is not None
        yield Obligation("it stands in the range", (claim.relation == "≤" and met) or None)


@dataclass(frozen=True)
class EachOfThem:
    """max g ≤ b, since g(k) ≤ b for every k, by the reason ``each``."""

    each: Rule
    uses: tuple[Step, ...] = ()

    @property
    def relations(self) -> tuple[str, ...]:
        return tuple(r for r in getattr(self.each, "relations", ()) if r in ("≤", "<"))

    @property
    def text(self) -> str:
        return f"It holds for each of them. {self.each.text}"

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        top = claim.lhs
        for step in self.uses:
            top = rewritten(top, step.claim)
        if not isinstance(top, Maximum) or claim.relation not in ("≤", "<"):
            yield Obligation("the left side is the largest of many", None)
            return
        leans = set(self.each.uses) <= set(self.uses) and not getattr(self.each, "given", ())
        yield Obligation("nothing else is used for each of them", leans)
        yield from self.each.obligations(Claim(top.at(binder("k")), claim.relation, claim.rhs))


@dataclass(frozen=True)
class Steepest:
    """A norm of slopes, or the largest of several, is at most the steepest slope there is."""

    uses: tuple[Step, ...] = ()
    relations = ("≤",)
    text = "A diagonal stretches by its largest entry, which is at most the steepest slope."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        norm = claim.lhs
        for step in self.uses:
            norm = rewritten(norm, step.claim)
        inside = norm.body if isinstance(norm, Maximum) else norm
        try:
            top = above(*inside.args) if isinstance(inside, Norm) else None
        except Unbounded:
            top = None
        met = top is not None and top.is_number and (claim.rhs - top).is_nonnegative
        yield Obligation(f"the steepest slope is {top}", (claim.relation == "≤" and met) or None)


@dataclass(frozen=True)
class RowSums:
    """|A|_oo ≤ m b for a matrix of m columns none of whose entries is above b."""

    given: tuple[Claim, ...]
    uses: tuple[Step, ...] = ()
    relations = ("≤",)
    text = "A row is a sum of as many entries as there are columns, each at most the largest."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        norm, met = claim.lhs, None
        if isinstance(norm, Norm) and norm.args[1] == sympy.oo and claim.relation == "≤":
            A = norm.args[0]
            limits = [h.rhs for h in self.given if h.lhs == largest_entry(A) and h.relation == "≤"]
            met = any(tidied(claim.rhs - A.shape[1] * b) == 0 for b in limits) or None
        yield Obligation("each entry is below the bound that is given", met)


def largest_entry(A: Expr) -> Maximum:
    """The largest entry of a matrix in absolute value."""
    rows, cols = shape(A)
    return Maximum(lambda i: Maximum(lambda j: Abs(Entry(A, i, j)), 1, cols), 1, rows)


def place(
    top: Maximum, e: Basic, ks: Sequence[Expr], ranges: dict[Symbol, tuple[Expr, Expr]]
) -> Expr | None:
    """The k in the range of a maximum at which its body is ``e``; None if none is found."""
    low, high = top.limits
    for k in ks:
        for shift in range(-REACH, REACH + 1):
            at = k + shift
            first, last = (at.xreplace({k: end}) for end in ranges.get(k, (k, k)))
            inside = (first - low).is_nonnegative and (high - last).is_nonnegative
            if inside and top.at(at) == e:
                return at
    return None
