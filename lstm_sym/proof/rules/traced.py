"""Reasons about total derivatives: opened along the equations, once, or by induction on a lag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from ...calculus.normal import same
from ...calculus.traced import Unknown, begun, opened_once, traced
from ...language.cell import Cell, t
from ...language.operators import Response
from ...lower.components import in_components
from ...lower.latex import latex
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class TotalOf:
    """Both sides are one, once every derivative is opened along the equations of the cell.

    The upper end of the left side is opened at least once; after that, everything in ``opened``:
    forward by what its equation reads, errors by what reads it. ``uses`` are put in, at any time.
    """

    cell: Cell
    opened: tuple[str, ...] = ()
    uses: tuple[Step, ...] = ()
    loss: bool = True

    @property
    def text(self) -> str:
        return "The chain rule along the equations: all that is read passes its derivative on."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        try:
            met = self.agree(claim)
        except Unknown as why:
            yield Obligation(str(why), None)
            return
        whenever = all(step.timeless for step in self.uses)
        yield Obligation("what is put in holds at all times", whenever)
        yield Obligation("opened along the equations, both sides have one normal form", met)

    def agree(self, claim: Claim) -> bool:
        """Whether both sides are one when opened."""
        lhs = begun(claim.lhs, self.cell, self.opened, self.loss)
        return same(self.settled(lhs), self.settled(claim.rhs))

    def settled(self, e: Expr) -> Expr:
        """The expression opened, with the used claims put in, in components."""
        for step in self.uses:
            e = rewritten(e, step.claim, (t,))
        return in_components(traced(in_components(e), self.cell, self.opened, self.loss))


@dataclass(frozen=True)
class TotalInduction:
    """A total derivative over a lag q: its first case, and one more step with it put in.

    The claim for q is put in at t and at t - 1: it is shown for all times.
    """

    cell: Cell
    over: Symbol
    opened: tuple[str, ...] = ()
    start: int = 1
    uses = ()

    @property
    def text(self) -> str:
        return rf"By induction on \({latex(self.over)}\), along the equations."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        q, known = self.over, claim.lhs
        if not isinstance(known, Response) or claim.relation != "=" or not known.has(q):
            yield Obligation(f"the left side is a total derivative over {q} steps", None)
            return
        one = TotalOf(self.cell, self.opened)
        first = claim.xreplace({q: Integer(self.start)})
        following = claim.xreplace({q: q + 1})
        try:
            yield Obligation(f"it holds for {q} = {self.start}", one.agree(first))
            earlier = {known.xreplace({t: s}): claim.rhs.xreplace({t: s}) for s in (t, t - 1)}
            before = opened_once(following.lhs, self.cell, self.opened).xreplace(earlier)
            met = same(one.settled(before), one.settled(following.rhs))
        except Unknown as why:
            yield Obligation(str(why), None)
            return
        yield Obligation(f"if it holds for {q}, it holds for {q} + 1", met)
