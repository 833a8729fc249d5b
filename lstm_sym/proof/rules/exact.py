"""Reasons about numbers: exact values, signs, and limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy
from sympy import Abs, Expr, Symbol, oo

from ...calculus.enclosure import sign
from ...calculus.exact import exactly
from ...calculus.extremes import limit_far_out
from ...calculus.signs import Region, cases, holds
from ...lower.latex import latex
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step

WANTED = {"=": (0,), "≤": (0, 1), "<": (1,)}


@dataclass(frozen=True)
class Exact:
    """Both sides are closed numbers; equality is decided, an order by outward-rounded intervals."""

    uses: tuple[Step, ...] = ()
    relations = ("=", "≤", "<")
    text = "Compute both sides exactly; intervals that are rounded outwards decide an order."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        gap = exactly(rhs - lhs)
        found = None if gap.free_symbols else sign(gap)
        met = None if found is None else found in WANTED.get(claim.relation, ())
        yield Obligation("the relation holds between two exact numbers", met)


@dataclass(frozen=True)
class Signs:
    """Equal, or in order, in every case of the signs of the symbols.

    In each case both sides are ratios of polynomials in positive numbers and in F = exp(m) - 1,
    m > 0; their difference vanishes, or has coefficients of one sign.
    """

    given: tuple[Claim, ...] = ()
    uses: tuple[Step, ...] = ()
    relations = ("=", "≤", "<")
    text = (
        "Case by case in the signs of the numbers: with the exponential of a positive number "
        "written as \\(1 + F\\), \\(F > 0\\), what is left has no sign but one."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        known = claim.relation in WANTED
        met = holds(rhs - lhs, claim.relation, regions(self.given)) if known else None
        yield Obligation("the difference has this sign in every case", met)


@dataclass(frozen=True)
class Limit:
    """lhs → rhs as a number goes to an end of its range, by the leading term, or SymPy's limit.

    The other numbers are split by their signs where ``given`` says something of them.
    """

    of: Symbol
    to: Expr
    given: tuple[Claim, ...] = ()
    uses: tuple[Step, ...] = ()
    why: str = "the exponential beats every power"

    def closed(self, e: Expr) -> Expr:
        """Return ``e`` with the used claims put in: a form that can be followed far out."""
        for step in self.uses:
            e = rewritten(e, step.claim)
        return e

    relations = ("→",)

    @property
    def text(self) -> str:
        return rf"As \({latex(self.of)} \to {latex(sympy.sympify(self.to))}\): {self.why}."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known, lhs, rhs = regions(self.given), self.closed(claim.lhs), claim.rhs
        if rhs.free_symbols & set(known):
            lhs, rhs = lhs - rhs, sympy.S.Zero
        parts = cases(lhs, known, split_all=False)
        try:
            found = {self._limit(case) for case in parts}
        except NotImplementedError as unknown:
            yield Obligation(f"the limit is found ({unknown})", None)
            return
        shown = ", ".join(sorted(map(str, found)))
        met = claim.relation == "→" and all(_is_one(end, rhs) for end in found)
        yield Obligation(f"the limit is {shown}", met or None)

    def _limit(self, e: Expr) -> Expr | None:
        """The limit, at a finite number from both sides; None if they differ."""
        to = sympy.sympify(self.to)
        known = limit_far_out(e, self.of, to)
        if known is not None:
            return known
        ends = [sympy.limit(e, self.of, to, side) for side in ("+" if to.is_infinite else "+-")]
        return ends[0] if all(end == ends[0] for end in ends) else None


def _is_one(end: Expr | None, rhs: Expr) -> bool:
    """Whether two limits are one number, whatever the way that logarithms are written."""
    same_sign = end is not None and (end == rhs or not (end.is_infinite or rhs.is_infinite))
    return same_sign and (end == rhs or sympy.expand(sympy.expand_log(end - rhs, factor=True)) == 0)


def regions(given: Sequence[Claim]) -> dict[Symbol, Region]:
    """What hypotheses of the form c < v, v < c, |v| < c or 0 < |v| say of single symbols."""
    found: dict[Symbol, Region] = {}
    for claim in given:
        lhs, rhs = claim.lhs, claim.rhs
        if claim.relation != "<":
            continue
        if isinstance(rhs, Abs) and rhs.args[0].is_Symbol and lhs == 0:
            _narrow(found, rhs.args[0], nonzero=True)
        elif isinstance(lhs, Abs) and lhs.args[0].is_Symbol and rhs.is_Rational:
            _narrow(found, lhs.args[0], low=-rhs, high=rhs)
        elif rhs.is_Symbol and lhs.is_Rational:
            _narrow(found, rhs, low=lhs)
        elif lhs.is_Symbol and rhs.is_Rational:
            _narrow(found, lhs, high=rhs)
    return found


def _narrow(
    found: dict[Symbol, Region], v: Symbol, low: Expr = -oo, high: Expr = oo, nonzero: bool = False
) -> None:
    old = found.get(v, Region())
    found[v] = Region(max(old.low, low), min(old.high, high), old.nonzero or nonzero)
