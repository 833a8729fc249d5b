"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol

from ..calculus.adjoint import adjoint, bar, gradient
from ..calculus.bounds import above, certificate
from ..calculus.flow import equation_jacobian, step_jacobian
from ..calculus.forward import is_weight, tangent
from ..calculus.identity import is_identity
from ..calculus.jacobian import jacobian
from ..calculus.normal import vanishes
from ..calculus.outputs import with_outputs
from ..language.cell import Cell, t
from ..language.operators import Norm, Response, Sensitivity
from ..language.sums import Chain, longer, unfold
from ..language.vectors import Vector
from ..lower.components import in_components
from ..lower.latex import latex
from .rewriting import rewritten
from .step import Claim, Obligation, Step


@dataclass(frozen=True)
class Definition:
    """The claim says what its left side means: an equation of the cell, or a name."""

    cell: Cell | None = None
    text = "By definition."
    uses = ()

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        if self.cell is not None:
            written = self.cell.equations.get(claim.lhs)
            yield Obligation(
                "the cell says so", written is not None and vanishes(written - claim.rhs)
            )


@dataclass(frozen=True)
class Algebra:
    """Both sides have one normal form, once the used claims are put in from left to right."""

    uses: tuple[Step, ...] = ()

    @property
    def text(self) -> str:
        return "Put in and multiply out." if self.uses else "Multiply out."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        yield Obligation("both sides have one normal form", _same(lhs, rhs))


@dataclass(frozen=True)
class FromDefinition:
    """Both sides are one function once every activation is written by its definition."""

    text = "Differentiate the definition; both sides are one rational function of the exponential."
    uses = ()

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        yield Obligation(
            "the numerator of the difference is zero", is_identity(claim.lhs - claim.rhs)
        )


@dataclass(frozen=True)
class SumOfSquares:
    """lhs ≤ rhs, since rhs - lhs is a positive number times even powers in the output y = f(z)."""

    output: Expr
    uses: tuple[Step, ...] = ()
    text = "The difference is a square, so it is nowhere negative."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        y = sympy.Dummy("y", real=True)
        lhs = claim.lhs
        for step in self.uses:
            lhs = rewritten(lhs, step.claim)
        p = (claim.rhs - lhs).xreplace({self.output: y})
        known = p.free_symbols == {y} and p.is_polynomial(y)
        found = certificate(p) if known else None
        shown = f": it is {found.identity}" if found else ""
        yield Obligation(f"the difference is a square{shown}", found is not None or None)


@dataclass(frozen=True)
class Consequence:
    """The claim is a step already shown, with equal things put for equal things."""

    of: Step
    equalities: tuple[Step, ...]

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of, *self.equalities)

    @property
    def text(self) -> str:
        return "Put equal for equal in what was shown."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.equalities:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        known = self.of.claim
        same = (lhs, claim.relation, rhs) == (known.lhs, known.relation, known.rhs)
        yield Obligation("it is the step used, rewritten", same)


@dataclass(frozen=True)
class AdjointOf:
    """The claim is the equation of back-propagation of one signal, with or without a loss at t."""

    cell: Cell
    loss: bool = True
    uses = ()

    @property
    def text(self) -> str:
        quiet = "" if self.loss else " No error arrives at time \\(t\\) itself."
        return f"Transpose the recurrence: what reads a vector sends its error back to it.{quiet}"

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        derived = adjoint(self.cell, self.loss).get(claim.lhs)
        met = derived is not None and _same(derived, with_outputs(self.cell, claim.rhs))
        yield Obligation(f"the adjoint recurrence gives {claim.lhs}", met)


@dataclass(frozen=True)
class GradientOf:
    """The claim is dL/dW for a parameter W of the cell."""

    cell: Cell
    uses = ()
    text = "Every use of the parameter, at every time, adds its error times what it was applied to."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        derived = {bar(p): gradient(self.cell, p) for p in self.cell.learnt}.get(claim.lhs)
        met = derived is not None and _same(derived, with_outputs(self.cell, claim.rhs))
        yield Obligation(f"the gradient of {claim.lhs} is this sum", met)


@dataclass(frozen=True)
class TangentOf:
    """The claim carries the derivative of a signal by one weight forward by one step."""

    cell: Cell
    uses = ()
    text = "Differentiate: what is read passes its derivative on, the weight adds its own."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs = claim.lhs
        if not isinstance(lhs, Sensitivity) or not is_weight(self.cell, lhs.weight):
            yield Obligation("the left side is the derivative of a signal by a weight", None)
            return
        known = lhs.of in self.cell.equations
        derived = tangent(self.cell, lhs.of, lhs.weight) if known else None
        met = derived is not None and _same(derived, with_outputs(self.cell, claim.rhs))
        yield Obligation("the forward recurrence gives it", met)


@dataclass(frozen=True)
class JacobianOf:
    """The claim is a derivative through one equation, or through one step of the cell."""

    cell: Cell
    uses = ()
    text = "The chain rule through the equations of one step."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        R = claim.lhs
        if not isinstance(R, Response) or R.through == "all":
            yield Obligation("the left side is a derivative within one step", None)
            return
        derive = step_jacobian if R.through == "step" else equation_jacobian
        derived = derive(self.cell, R.of, R.wrt)
        yield Obligation(
            "the chain rule gives it", _same(derived, with_outputs(self.cell, claim.rhs))
        )


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
        yield Obligation("one step taken off the derivative gives it", _same(lhs, rhs))


@dataclass(frozen=True)
class Induction:
    """P(1), and P(q+1) with P(q) put in wherever its left side stands.

    ``along`` are recurrences u(t) = F(u(t±1)): a derivative over q+1 steps loses its last step by
    the chain rule. ``free`` are the units for which P(q) is assumed.
    """

    over: Symbol
    along: tuple[Step, ...] = ()
    free: tuple[Symbol, ...] = ()

    @property
    def uses(self) -> tuple[Step, ...]:
        return self.along

    @property
    def text(self) -> str:
        return rf"By induction on \({latex(self.over)}\)."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        q = self.over
        first, following = (claim.xreplace({q: k}) for k in (sympy.Integer(1), q + 1))
        base = _same(shorter(first.lhs, self.along), shorter(first.rhs, self.along))
        yield Obligation(f"it holds for {q} = 1", base)
        lhs, rhs = (
            rewritten(shorter(side, self.along), claim, self.free)
            for side in (following.lhs, following.rhs)
        )
        yield Obligation(
            f"if it holds for {q}, it holds for {q} + 1", claim.lhs.has(q) and _same(lhs, rhs)
        )


@dataclass(frozen=True)
class InductiveBound:
    """|A(q) ... A(1)| ≤ b(q), since |A(1)| ≤ b(1) and |A(q+1)| b(q) ≤ b(q+1)."""

    over: Symbol
    uses: tuple[Step, ...] = ()

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
        first, following = (claim.rhs.xreplace({q: k}) for k in (sympy.Integer(1), q + 1))
        yield Obligation("it holds for one factor", _not_negative(first - above(chain.at(1), p)))
        growth = above(chain.at(q + 1), p) * claim.rhs
        yield Obligation("one more factor keeps it", _not_negative(following - growth))


def _same(lhs: Expr, rhs: Expr) -> bool:
    return vanishes(lhs - rhs)


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
        heard = next((v for v in e.atoms(Vector) if v.name == u.name and v.time is not None), None)
        if heard is None or R.through != "all" or {R.of.name, R.wrt.name} != {u.name}:
            continue
        move = heard.moment - t
        steps = (R.wrt.moment - R.of.moment) / move
        J = jacobian(e, heard, u.dim)
        if steps == 1:
            return J.xreplace({t: R.of.moment})
        if longer(steps) and move > 0:
            return J.xreplace({t: R.of.moment}) * Response(
                u.xreplace({t: R.of.moment + move}), R.wrt
            )
        if longer(steps):
            last = R.wrt.moment - move
            return Response(R.of, u.xreplace({t: last})) * J.xreplace({t: last})
    return R
