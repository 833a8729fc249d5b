"""Reasons about derivatives by one weight, carried forward in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol, expand

from ...calculus.adjoint import T, bar
from ...calculus.forward import is_weight, tangent
from ...calculus.identity import is_identity
from ...calculus.normal import same
from ...calculus.outputs import with_outputs
from ...calculus.selection import ranges, selected
from ...language.cell import Cell, t
from ...language.operators import Sensitivity, total
from ...language.shapes import shape
from ...language.sums import sum_over
from ...language.symbols import binder
from ...language.unfolding import unfold
from ...language.vectors import Entry, Signal, Vector
from ...lower.components import in_components
from ..opening import opened
from ..rewriting import put_in, rewritten
from ..step import Claim, Obligation, Step


@dataclass(frozen=True)
class TangentStep:
    """The derivative of a signal by one weight, through all equations of one step.

    Derivatives of earlier signals, and of the signals in ``keep``, are left as they are, until the
    used claims are put in, for all units that are ``free``.
    """

    cell: Cell
    keep: tuple[Vector, ...] = ()
    uses: tuple[Step, ...] = ()
    free: tuple[Symbol, ...] = ()
    text = "Differentiate the equations of one step, one after the other."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs = claim.lhs
        of = lhs.of if isinstance(lhs, Entry) else lhs
        right = isinstance(of, Sensitivity) and is_weight(self.cell, of.weight)
        if not right or of.of not in self.cell.equations:
            yield Obligation("the left side is the derivative of a signal by a weight", None)
            return
        derived = lhs.xreplace({of: self._derived(of)})
        gap = with_outputs(self.cell, derived - claim.rhs)
        known = dict(ranges((lhs, claim.rhs)))
        if shape(lhs):
            unit = binder("i")
            gap, known[unit] = Entry(gap, unit), set(shape(lhs))
        gap = opened(self.cell, put_in(gap, self.uses, self.free))
        met = selected(gap, known) == 0
        yield Obligation("the forward recurrence gives it", met)

    def _derived(self, of: Sensitivity) -> Sensitivity:
        e = tangent(self.cell, of.of, of.weight)
        while True:
            open_ = [
                d
                for d in e.atoms(Sensitivity)
                if d.of in self.cell.equations and d.of not in self.keep
            ]
            if not open_:
                return e
            e = e.xreplace({d: tangent(self.cell, d.of, d.weight) for d in open_})


@dataclass(frozen=True)
class Given:
    """What a run starts from does not depend on its weights."""

    cell: Cell
    uses = ()
    text = "The state that a run starts from is given, whatever the weights are."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs = claim.lhs
        right = (
            isinstance(lhs, Sensitivity)
            and is_weight(self.cell, lhs.weight)
            and lhs.of.name in {s.name for s in self.cell.carried}
        )
        yield Obligation(
            "the left side is the derivative of an initial state by a weight",
            (right and lhs.of.moment.is_nonpositive is True and claim.rhs == 0) or None,
        )


@dataclass(frozen=True)
class Recursion:
    """Two sequences that start alike and obey one recurrence X(t) = F(X(t-1)) are equal.

    The second may be made of the first, such as a part of it: then the recurrence is put in there
    too. ``put`` are equations that are put in at the end.
    """

    along: Step
    start: Step
    put: tuple[Step, ...] = ()

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.along, self.start, *self.put)

    text = r"By induction on \(t\): both sides start alike and obey one recurrence."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        whole = claim.rhs
        before = unfold(whole.xreplace({t: Integer(0)}))
        begun, before = (
            rewritten(side, self.start.claim)
            for side in (claim.lhs.xreplace({t: Integer(0)}), before)
        )
        yield Obligation("it holds at time 0", _one(begun, before))
        following = rewritten(claim.lhs, self.along.claim).xreplace({t: t + 1})
        later = self.along.claim.xreplace({t: t + 1})
        grown = rewritten(unfold(whole.xreplace({t: t + 1})), later)
        carried, grown = (self._put(rewritten(side, claim)) for side in (following, grown))
        moved = following != claim.lhs.xreplace({t: t + 1})
        yield Obligation(
            "if it holds at time t, it holds at time t + 1", moved and _one(carried, grown)
        )

    def _put(self, e: Expr) -> Expr:
        for step in self.put:
            e = rewritten(e if shape(e) else expand(e), step.claim)
        return e


def _one(lhs: Expr, rhs: Expr) -> bool:
    """Whether two numbers or vectors are one, perhaps by an identity of exponentials."""
    gap = lhs - rhs
    gap = in_components(Entry(gap, binder("i")) if shape(gap) else gap)
    return same(in_components(lhs), in_components(rhs)) or is_identity(gap) is True


@dataclass(frozen=True)
class LossForward:
    """dL/dW_lm, dL/db_l or dL/du_l(T): what the loss says to the outputs, times how they move.

    Only the outputs at the time T are heard by the loss; ``always``, those of all times 1, ..., T,
    and then a parameter is asked for.
    """

    cell: Cell
    always: bool = False
    uses = ()

    @property
    def text(self) -> str:
        when = "at all times" if self.always else r"at the time \(T\)"
        return f"The loss hears the outputs {when}, and nothing else."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs = claim.lhs
        weights = {bar(p): p for p in self.cell.learnt if not isinstance(p, Symbol)}
        signals = {} if self.always else {u.bar(T): u(T) for u in self.cell.computed}
        if not isinstance(lhs, Entry) or lhs.of not in {*weights, *signals}:
            yield Obligation("the left side is an entry of a gradient or of an error at T", None)
            return

        def moved(y: Vector, k: Expr) -> Expr:
            if lhs.of in weights:
                return Entry(total(y, Entry(weights[lhs.of], *lhs.at)), k)
            return Entry(total(y, signals[lhs.of]), k, *lhs.at)

        def heard(y: Signal, time: Expr) -> Expr:
            return sum_over(lambda k: Entry(y.loss(time), k) * moved(y(time), k), 1, y.dim)

        def said(y: Signal) -> Expr:
            return sum_over(lambda s: heard(y, s), 1, T) if self.always else heard(y, T)

        derived = sum(said(self.cell.signal(name)) for name in self.cell.outputs)
        yield Obligation("the chain rule gives it", same(derived, in_components(claim.rhs)))
