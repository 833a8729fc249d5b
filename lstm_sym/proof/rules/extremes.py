"""Reasons about between which numbers a function of one variable lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...calculus.extremes import Gap, Question, Undecided, Unsettled, answered
from ..step import Claim, Obligation, Step

ROADS = ("algebraic", "intervals")
RELATION = {("≤", True): "<=", ("<", True): "<", ("≤", False): ">=", ("<", False): ">"}


@dataclass(frozen=True)
class Extreme:
    """F(z) ≤ c, or c ≤ F(z), or strictly, for all real z: c is not beyond an extreme of F.

    Both roads are taken that need nothing more to be installed: algebra in a gate variable, where
    it applies, and intervals. c is a number without a symbol.
    """

    uses: tuple[Step, ...] = ()
    relations = ("≤", "<")
    text = (
        "Where the function turns is found, and that it turns nowhere else: by algebra where it is "
        "a ratio in a gate, and by arithmetic that is rounded outwards."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        """Recompute the extremes; each road that was taken is named."""
        above = not claim.rhs.free_symbols
        F, c = (claim.lhs, claim.rhs) if above else (claim.rhs, claim.lhs)
        free = tuple(F.free_symbols)
        if len(free) != 1 or c.free_symbols or not free[0].is_extended_real:
            yield Obligation("the claim is about one function of one number", None)
            return
        try:
            found = answered(Question(F, free[0], of_slope=False), ROADS)
        except (Gap, Undecided, Unsettled) as fault:
            yield Obligation(f"the extremes are found ({fault})", None)
            return
        for certificate in found.certificates:
            yield Obligation(f"{certificate.road}: {certificate.says}", True)
        decision = found.decide(RELATION[claim.relation, above], c)
        yield Obligation(decision.why, decision.holds)
