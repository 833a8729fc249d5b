"""Reasons that go step by step: the chain rule and induction on a lag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol

from ...calculus.bounds import above
from ...calculus.jacobian import jacobian
from ...calculus.normal import same
from ...language.cell import t
from ...language.operators import Norm, Response
from ...language.sums import Chain
from ...language.unfolding import longer, unfold
from ...language.vectors import BAR, Vector
from ...lower.components import in_components
from ...lower.latex import latex
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class ChainRule:
    """A derivative over several steps of recurrences u(t) = F(u(t±1)) loses its last step."""

    along: tuple[Step, ...]

    @property
    def uses(self) -> tuple[Step, ...]:
        return self.along

    text = "The chain rule along the recurrence."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = shorter(claim.lhs, self.along), shorter(claim.rhs, self.along)
        met = claim.relation != "<" and same(lhs, rhs)
        yield Obligation("one step taken off the derivative gives it", met)


@dataclass(frozen=True)
class Induction:
    """P(1), and P(q+1) with P(q) put in wherever its left side stands.

    ``along`` are recurrences u(t) = F(u(t±1)): a derivative over q+1 steps loses its last step by
    the chain rule. ``free`` are the units for which P(q) is assumed, ``put`` are equalities that
    are put in at the end.
    """

    over: Symbol
    along: tuple[Step, ...] = ()
    free: tuple[Symbol, ...] = ()
    put: tuple[Step, ...] = ()

    @property
    def uses(self) -> tuple[Step, ...]:
        return (*self.along, *self.put)

    @property
    def text(self) -> str:
        return rf"By induction on \({latex(self.over)}\)."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        q = self.over
        if claim.relation != "=" or q in self.free:
            yield Obligation("the claim is an equation, assumed for one length", None)
            return
        first, following = (claim.xreplace({q: k}) for k in (sympy.Integer(1), q + 1))
        base = same(*(self._filled(shorter(side, self.along)) for side in (first.lhs, first.rhs)))
        yield Obligation(f"it holds for {q} = 1", base)
        lhs, rhs = (
            self._filled(rewritten(shorter(side, self.along), claim, self.free))
            for side in (following.lhs, following.rhs)
        )
        yield Obligation(
            f"if it holds for {q}, it holds for {q} + 1", claim.lhs.has(q) and same(lhs, rhs)
        )

    def _filled(self, e: Expr) -> Expr:
        for step in self.put:
            e = rewritten(e, step.claim)
        return e


@dataclass(frozen=True)
class InductiveBound:
    """|A(q) ... A(1)| ≤ b(q), since |A(1)| ≤ b(1) and |A(q+1)| b(q) ≤ b(q+1)."""

    over: Symbol
    uses: tuple[Step, ...] = ()

    relations = ("≤",)

    @property
    def text(self) -> str:
        return (
            rf"By induction on \({latex(self.over)}\): the norm of a product is at most the "
            "product of the norms, and a diagonal stretches by its largest entry."
        )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        q, norm = self.over, claim.lhs
        if (
            not isinstance(norm, Norm)
            or not isinstance(norm.args[0], Chain)
            or claim.relation != "≤"
        ):
            yield Obligation("the claim bounds the norm of a chain", None)
            return
        chain, p = norm.args
        if chain.length != q or chain.body.has(q):
            yield Obligation(f"the chain has {q} factors, which do not know {q}", None)
            return
        first, following = (claim.rhs.xreplace({q: k}) for k in (sympy.Integer(1), q + 1))
        yield Obligation("it holds for one factor", _not_negative(first - above(chain.at(1), p)))
        growth = above(chain.at(q + 1), p) * claim.rhs
        yield Obligation("one more factor keeps it", _not_negative(following - growth))


def _not_negative(e: Expr) -> bool | None:
    return True if sympy.expand(e).is_nonnegative else None


def shorter(e: Expr, along: tuple[Step, ...] = ()) -> Expr:
    """Take the last term off every chain, sum and derivative, and write entries in components."""
    e = unfold(e)
    return in_components(e.xreplace({R: _peeled(R, along) for R in e.atoms(Response)}))


def _peeled(R: Response, along: tuple[Step, ...]) -> Expr:
    """Take one step off d u(s) / d u(r) at its earlier end, by the chain rule."""
    for step in along:
        u, e = step.claim.lhs, step.claim.rhs
        heard = heard_by(step)
        if heard is None or R.through != "all" or {R.of.name, R.wrt.name} != {u.name}:
            continue
        move = heard.moment - t
        steps = (R.wrt.moment - R.of.moment) / move
        J = jacobian(e, heard, u.dim)
        if steps == 1:
            return J.xreplace({t: R.of.moment})
        if longer(steps) and move > 0:
            rest = Response(u.xreplace({t: R.of.moment + move}), R.wrt)
            return J.xreplace({t: R.of.moment}) * _remaining(rest, steps, along)
        if longer(steps):
            last = R.wrt.moment - move
            rest = Response(R.of, u.xreplace({t: last}))
            return _remaining(rest, steps, along) * J.xreplace({t: last})
    return R


def heard_by(step: Step) -> Vector | None:
    """The one vector through which u(t) = F(u(t±1)) hears itself; None if there may be others.

    Backward, the forward pass is held, and no other error may stand in F; forward, nothing else
    that changes in time may stand in F but inputs of the cell.
    """
    u, e = step.claim.lhs, step.claim.rhs
    if step.claim.relation != "=" or not isinstance(u, Vector) or u.time != t:
        return None
    moving = [v for v in e.atoms(Vector) if v.time is not None]
    own = [v for v in moving if v.name == u.name]
    others = [v for v in moving if v.name != u.name]
    if u.name.endswith(BAR):
        free = not any(v.name.endswith(BAR) for v in others)
    else:
        free = {v.name for v in others} <= _inputs(step)
    return own[0] if len(own) == 1 and free else None


def _inputs(step: Step) -> set[str]:
    """The inputs of the cell that a step, or a step that it leans on, speaks of."""
    cell = getattr(step.by, "cell", None)
    own = set() if cell is None else {s.name for s in cell.inputs}
    return own.union(*(_inputs(used) for used in step.by.uses))


def _remaining(R: Response, steps: Expr, along: tuple[Step, ...]) -> Expr:
    """What is left after one step: of a whole number of steps, all are taken off."""
    return _peeled(R, along) if steps.is_Integer else R
