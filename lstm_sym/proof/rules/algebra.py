"""Reasons that put one thing for another: definitions, algebra, consequences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Symbol
from sympy.core.function import AppliedUndef

from ...calculus.identity import is_identity
from ...calculus.normal import same, vanishes
from ...language.cell import Cell
from ...language.operators import Matrix, Norm
from ...language.vectors import Entry, Vector
from ...lower.components import in_components
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step
from .functions import defined


@dataclass(frozen=True)
class Definition:
    """The claim says what its left side means: an equation of the cell, a name, or a norm.

    Without a cell the left side is a name that the right side does not speak of, asks something of
    a function that has no definition, or says which norm is meant: no theorem is asserted so.
    """

    cell: Cell | None = None
    text = "By definition."
    uses = ()

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        if self.cell is not None:
            written = self.cell.equations.get(claim.lhs)
            yield Obligation(
                "the cell says so", written is not None and vanishes(written - claim.rhs)
            )
        else:
            yield Obligation("the left side is a name", _is_name(claim) or None)


def _is_name(claim: Claim) -> bool:
    lhs = claim.lhs.of if isinstance(claim.lhs, Entry) else claim.lhs
    if isinstance(lhs, Symbol | Vector | Matrix | Norm):
        return not claim.rhs.has(lhs)
    unknown = {f.func for f in claim.lhs.atoms(AppliedUndef)}
    return bool(unknown) and not claim.rhs.has(*unknown)


@dataclass(frozen=True)
class Algebra:
    """Both sides have one normal form, once the used claims are put in from left to right.

    Functions of one number may be one ratio in exponentials instead: that is decided.

    ``free`` are the symbols, times or units, for which the used claims hold: for all of them they
    are put in.
    """

    uses: tuple[Step, ...] = ()
    free: tuple[Symbol, ...] = ()

    @property
    def text(self) -> str:
        return "Put in and multiply out." if self.uses else "Multiply out."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = (rewritten(side, step.claim, self.free) for side in (lhs, rhs))
        if self.free:
            said = [side for step in self.uses for h in step.given for side in (h.lhs, h.rhs)]
            unbound = not any(side.has(*self.free) for side in said)
            yield Obligation("what is put in holds for all of them", unbound)
        lhs, rhs = in_components(lhs), in_components(rhs)
        met = claim.relation != "<" and same(lhs, rhs)
        if not met and claim.relation != "<" and is_identity(lhs - rhs):
            yield Obligation("both sides are one ratio in exponentials", True)
            yield from defined(claim, ())
            return
        yield Obligation("both sides have one normal form", met)


@dataclass(frozen=True)
class Consequence:
    """The claim is a step already shown, with equal things put for equal things."""

    of: Step
    equalities: tuple[Step, ...]

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of, *self.equalities)

    relations = ("=", "≤", "<")

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
class Supposed:
    """The claim is a hypothesis: what leans on the step holds under it."""

    given: tuple[Claim, ...]
    uses = ()
    relations = ("=", "≤", "<")
    text = "It is supposed."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        yield Obligation("it is a hypothesis", claim in self.given)
