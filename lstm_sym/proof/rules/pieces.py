"""A reason about functions with kinks: on every piece of the line both sides are one function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sympy import Abs, And, Derivative, Expr, Le, Lt, Piecewise, Symbol
from sympy.core.relational import Relational

from ...calculus.arithmetic import Intervals
from ...calculus.extremes.domain import LINE, Domain
from ...calculus.extremes.pieces import kinks, pieces
from ...calculus.extremes.zeros import Undecided
from ...calculus.identity import defined, is_identity
from ...calculus.program import Unenclosed
from ..step import Claim, Obligation, Step
from .exact import regions


@dataclass(frozen=True)
class ByPieces:
    """f(z) = g(z), both given by cases: one function on every piece, and both continuous.

    What is differentiated must have one slope where its pieces meet: then its derivative, too, is
    continuous. ``given`` may bound z: only that part of the line is asked about.
    """

    of: Symbol
    given: tuple[Claim, ...] = ()
    uses: tuple[Step, ...] = ()
    text = "Piece by piece both sides are one function, and the pieces meet."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        sides = [_by_cases(defined(side)) for side in (claim.lhs, claim.rhs)]
        inner = {d.expr for side in (claim.lhs, claim.rhs) for d in side.atoms(Derivative)}
        sides += [_by_cases(defined(e)) for e in sorted(inner, key=str)]
        region = regions(self.given).get(self.of)
        domain = Domain(region.low, region.high) if region else LINE
        try:
            cuts = kinks(sides, self.of, domain, Intervals)
            lhs, rhs, *rest = ([e for e, _ in pieces(f, self.of, domain, cuts)] for f in sides)
        except (Undecided, Unenclosed) as unknown:
            yield Obligation(f"the pieces are found ({unknown})", None)
            return
        same = [is_identity(one - two) for one, two in zip(lhs, rhs, strict=True)]
        one = claim.relation == "=" and all(same)
        yield Obligation("on every piece they are one function", one or None)
        meet = all(
            is_identity((left - right).xreplace({self.of: cut}))
            for parts in (lhs, rhs, *rest)
            for cut, (left, right) in zip(cuts, pairwise(parts), strict=True)
        )
        yield Obligation("the pieces meet", meet or None)


def _by_cases(e: Expr) -> Expr:
    """Absolute values, and conditions on them, written by cases."""
    e = e.replace(
        lambda c: isinstance(c, Relational) and c.func in (Lt, Le) and isinstance(c.lhs, Abs),
        lambda c: And(c.func(-c.rhs, c.lhs.args[0]), c.func(c.lhs.args[0], c.rhs)),
    )
    return e.replace(
        lambda a: isinstance(a, Abs),
        lambda a: Piecewise((-a.args[0], a.args[0] < 0), (a.args[0], True)),
    )
