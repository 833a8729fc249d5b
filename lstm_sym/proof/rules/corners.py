"""A reason about numbers in a box: what is affine in each of them is extreme at a corner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy
from sympy import Expr, Symbol

from ..rewriting import rewritten
from ..step import Claim, Obligation, Step, at_most


@dataclass(frozen=True)
class AtCorners:
    """lhs ≤ rhs in a box, since the difference is affine in each number and ≥ 0 at each corner.

    A function that is affine in x lies between its values at the ends of an interval of x; one
    number after the other is so moved to an end.
    """

    box: Mapping[Symbol, tuple[Any, Any]]
    uses: tuple[Step, ...] = ()
    relations = ("≤",)

    @property
    def given(self) -> tuple[Claim, ...]:
        ends = ((at_most(low, x), at_most(x, high)) for x, (low, high) in self.box.items())
        return tuple(claim for pair in ends for claim in pair)

    @property
    def text(self) -> str:
        return "The difference is affine in each number, so it is least at a corner of the box."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        gap = sympy.expand(rhs - lhs)
        known = claim.relation == "≤" and gap.free_symbols <= set(self.box)
        affine = known and all(_affine(gap, x) for x in self.box)
        yield Obligation("it is affine in each number of a box", affine or None)
        if affine:
            low = min(self._values(gap))
            yield Obligation(f"at the corners the difference is at least {low}", bool(low >= 0))

    def _values(self, gap: Expr) -> list[Expr]:
        corners = product(*self.box.values())
        return [
            gap.xreplace(dict(zip(self.box, map(sympy.sympify, c), strict=True))) for c in corners
        ]


def _affine(e: Expr, x: Symbol) -> bool:
    return bool(e.is_polynomial(x)) and sympy.degree(e, x) <= 1 if e.has(x) else True
