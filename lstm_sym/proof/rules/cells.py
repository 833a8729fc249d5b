"""Reasons that derive from a cell: adjoints, gradients, tangents, Jacobians."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr

from ...calculus.adjoint import adjoint, bar, gradient
from ...calculus.flow import equation_jacobian, step_jacobian, within_step
from ...calculus.forward import is_weight, tangent
from ...calculus.normal import same
from ...calculus.outputs import with_outputs
from ...language.activations import hold
from ...language.cell import Cell
from ...language.operators import Response, Sensitivity
from ...lower.text import text
from ..step import Claim, Obligation


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
        met = derived is not None and same(derived, with_outputs(self.cell, claim.rhs))
        yield Obligation(f"the adjoint recurrence gives {text(claim.lhs)}", met)


@dataclass(frozen=True)
class GradientOf:
    """The claim is dL/dW for a parameter W of the cell."""

    cell: Cell
    uses = ()
    text = "Every use of the parameter, at every time, adds its error times what it was applied to."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        derived = {bar(p): gradient(self.cell, p) for p in self.cell.learnt}.get(claim.lhs)
        met = derived is not None and same(derived, with_outputs(self.cell, claim.rhs))
        yield Obligation(f"the gradient of {text(claim.lhs)} is this sum", met)


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
        claimed = with_outputs(self.cell, claim.rhs)
        met = derived is not None and same(_valued(derived), _valued(claimed))
        yield Obligation("the forward recurrence gives it", met)


def _valued(e: Expr) -> Expr:
    """Return ``e`` with what is held written as what it is worth: nothing differentiates it now."""
    return e.replace(lambda x: isinstance(x, hold), lambda x: x.args[0])


@dataclass(frozen=True)
class JacobianOf:
    """The claim is a derivative through one equation, or through one step of the cell."""

    cell: Cell
    uses = ()
    text = "The chain rule through the equations of one step."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        R = claim.lhs
        if not isinstance(R, Response) or not within_step(self.cell, R):
            yield Obligation("the left side is a derivative within one step of the cell", None)
            return
        derive = step_jacobian if R.through == "step" else equation_jacobian
        derived = derive(self.cell, R.of, R.wrt)
        yield Obligation(
            "the chain rule gives it", same(derived, with_outputs(self.cell, claim.rhs))
        )
