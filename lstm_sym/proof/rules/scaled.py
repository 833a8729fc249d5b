"""The reason that takes a positive factor out of a maximum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Max, expand

from ..step import Claim, Obligation


@dataclass(frozen=True)
class Scaled:
    """Both sides are one, since max(c a, c b) = c max(a, b) for the number c = ``factor`` > 0."""

    factor: Expr
    uses = ()
    text = "A positive factor may be taken out of a maximum."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        yield Obligation("the factor is positive", self.factor.is_positive or None)
        lhs, rhs = (side.replace(Max, self._out) for side in (claim.lhs, claim.rhs))
        met = claim.relation == "=" and expand(lhs - rhs) == 0
        yield Obligation("without it both sides are one", met or None)

    def _out(self, *args: Expr) -> Expr:
        rest = [expand(a / self.factor) for a in args]
        if any(r.has(*self.factor.free_symbols) for r in rest):
            return Max(*args)
        return self.factor * Max(*rest)
