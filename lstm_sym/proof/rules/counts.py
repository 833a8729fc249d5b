"""The reason that compares two polynomials of counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy

from ..step import Claim, Obligation


@dataclass(frozen=True)
class Counts:
    """lhs ≤ rhs for all counts 1, 2, ...: with each count 1 + k, no term of the gap is negative."""

    uses = ()
    relations = ("≤",)
    text = "Write every count as one more than a number: no term of the difference is negative."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        gap = claim.rhs - claim.lhs
        counts = sorted(gap.free_symbols, key=str)
        known = claim.relation == "≤" and gap.is_polynomial(*counts)
        if not known or not all(c.is_integer and c.is_positive for c in counts):
            yield Obligation("both sides are polynomials of counts", None)
            return
        more = {c: 1 + sympy.Dummy(c.name, nonnegative=True, integer=True) for c in counts}
        p = sympy.Poly(gap.xreplace(more), *[sympy.Dummy("none"), *(c - 1 for c in more.values())])
        met = all(bool(k >= 0) for k in p.coeffs())
        yield Obligation("no coefficient is negative", met or None)
