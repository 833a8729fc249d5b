"""Reasons that put larger for smaller, and that rearrange an inequality that is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sympy
from sympy import Abs, Dummy, Expr, Mul, Pow

from ...language.operators import Norm
from ...language.sums import Extreme
from ...lower.components import in_components
from ...lower.text import text
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class Estimate:
    """lhs ≤ rhs: in a product of non-negative factors, each is replaced by a larger one.

    Each used equality is put in; each used a ≤ b replaces a where the expression grows with a.
    What stands then must be at most rhs.
    """

    uses: tuple[Step, ...] = ()
    given: tuple[Claim, ...] = ()
    relations = ("≤", "<")
    text = "Put larger for smaller, factor by factor; none is negative."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        given = (*self.given, *(h for step in self.uses for h in step.given))
        e, rhs, strict = split(claim.lhs), claim.rhs, False
        for known in (step.claim for step in self.uses):
            if known.relation == "=":
                e, rhs = split(rewritten(e, known)), rewritten(rhs, known)
                continue
            strict = strict or (known.relation == "<" and e == known.lhs)
            larger = raised(e, known, given)
            yield Obligation(f"{text(known.lhs)} may be put larger", larger is not None or None)
            if larger is None:
                return
            e = larger
        gap = tidied(rhs - e)
        enough = not_negative(gap, given)
        if claim.relation == "<":
            enough = enough if strict else gap.is_positive
        yield Obligation(
            "what is left is below the right side",
            (claim.relation in ("≤", "<") and enough) or None,
        )


@dataclass(frozen=True)
class Rearranged:
    """An inequality that is given, times a factor that is not negative: by itself, or as given."""

    given: tuple[Claim, ...]
    uses: tuple[Step, ...] = ()
    relations = ("≤", "<")
    text = "Multiply what is given by a number that is not negative."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        gap = in_components(rhs - lhs)
        met = any(self._follows(gap, claim.relation, h, self.given) for h in self.given)
        yield Obligation("the difference is a multiple of the one that is given", met or None)

    @staticmethod
    def _follows(
        gap: Expr, relation: str, hypothesis: Claim, given: Collection[Claim]
    ) -> bool | None:
        factor = sympy.cancel(gap / in_components(hypothesis.rhs - hypothesis.lhs))
        if relation == "<":
            return hypothesis.relation == "<" and factor.is_positive
        return (
            relation == "≤" and hypothesis.relation in ("≤", "<") and not_negative(factor, given)
        ) or None


def raised(e: Expr, known: Claim, given: Collection[Claim]) -> Expr | None:
    """``e`` with the larger side of a ≤ b put for a; None if ``e`` does not grow with a."""
    if known.relation not in ("≤", "<") or not e.has(known.lhs):
        return None
    d = Dummy("d", nonnegative=True)
    f = e.xreplace({known.lhs: d})
    grows = f == d or (not_negative(known.lhs) and increasing(f, d, given))
    return f.xreplace({d: known.rhs}) if grows else None


def increasing(f: Expr, d: Dummy, given: Collection[Claim] = ()) -> bool:
    """Whether f is not negative and does not fall as d ≥ 0 grows."""
    if f == d:
        return True
    if not f.has(d):
        return bool(not_negative(f, given))
    if f.is_Add or f.is_Mul:
        return all(increasing(part, d, given) for part in f.args)
    if isinstance(f, Pow) and not f.exp.has(d):
        return increasing(f.base, d, given) and bool(not_negative(f.exp, given))
    return False


def not_negative(e: Expr, given: Collection[Claim] = ()) -> bool | None:
    """Whether a number is not negative: by itself, or by what is given; None if unknown."""
    e = sympy.factor_terms(sympy.factor(sympy.expand(e))) if e.is_Add else e
    if e.is_extended_nonnegative or isinstance(e, Abs | Norm):
        return True
    if e.is_Add or e.is_Mul:
        parts = e.args if e.is_Mul else ()
        if parts and all(not_negative(part, given) for part in parts):
            return True
    if isinstance(e, Pow) and not_negative(e.base, given) and not_negative(e.exp, given):
        return True
    if isinstance(e, Extreme) and not_negative(e.body, given):
        return True
    slack = (h.rhs - h.lhs for h in given if h.relation in ("≤", "<"))
    return True if any((e - s).is_extended_nonnegative for s in slack) else None


def split(e: Expr) -> Expr:
    """Write the absolute value of a product as the product of the absolute values."""
    return e.replace(
        lambda x: isinstance(x, Abs) and x.args[0].is_Mul,
        lambda x: Mul(*[Abs(a) for a in x.args[0].args]),
    )


def tidied(e: Expr) -> Expr:
    """Multiply out, and gather powers of one base."""
    return sympy.expand(sympy.powsimp(sympy.expand(e)))
