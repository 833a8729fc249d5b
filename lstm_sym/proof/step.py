"""Claims, and the steps and derivations that they make up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sympy import Expr, Symbol, sympify

from ..language.cell import Cell, t
from ..language.shapes import ShapeError, shape, spell
from ..source import Source

RELATIONS = ("=", "≤", "<")


@dataclass(frozen=True)
class Claim:
    """Two expressions and the relation between them: ``=``, ``≤`` or ``<``.

    Raises ShapeError if the two sides have different shapes, or numbers are wanted and are none.
    """

    lhs: Expr
    relation: str
    rhs: Expr

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise ValueError(f"a relation is one of {' '.join(RELATIONS)}, not {self.relation}")
        left, right = shape(self.lhs), shape(self.rhs)
        if left != right and () not in (left, right):
            raise ShapeError(f"the left side is {spell(left)}, the right side {spell(right)}")
        if self.relation != "=" and (left or right):
            raise ShapeError(f"only numbers are compared by {self.relation}")

    def xreplace(self, names: Mapping[Any, Any]) -> Claim:
        """The claim with some symbols replaced."""
        return Claim(self.lhs.xreplace(names), self.relation, self.rhs.xreplace(names))


def equal(lhs: Any, rhs: Any) -> Claim:
    """Claim lhs = rhs."""
    return Claim(sympify(lhs), "=", sympify(rhs))


def at_most(lhs: Any, rhs: Any) -> Claim:
    """Claim lhs ≤ rhs."""
    return Claim(sympify(lhs), "≤", sympify(rhs))


@dataclass(frozen=True)
class Obligation:
    """One thing that must hold for a reason to be good: ``met`` is None if it was not decided."""

    what: str
    met: bool | None


class Rule(Protocol):
    """A reason: a sentence for the reader, and what must hold for the machine."""

    @property
    def text(self) -> str:
        """The reason in words, with its mathematics between ``\\(`` and ``\\)``."""
        ...

    @property
    def uses(self) -> tuple[Step, ...]:
        """The steps that the reason leans on."""
        ...

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        """Recompute, from the claim alone, what must hold."""
        ...


@dataclass(frozen=True)
class Misprint:
    """A formula as a source prints it, where that is wrong; ``erratum`` is its id."""

    erratum: str
    claim: Claim


@dataclass(frozen=True)
class Step:
    """One claim with its reason.

    ``label`` is permanent: the anchor on the page and the key of the evidence. ``derived`` says
    that the machine wrote the claim itself by the rule, so that replaying the rule says nothing.
    """

    label: str
    claim: Claim
    by: Rule
    text: str = ""
    source: Source | None = None
    printed: Misprint | None = None
    derived: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claim, and the misprinted one beside it if there is one."""
        return (self.claim,) if self.printed is None else (self.claim, self.printed.claim)

    def at(self, time: Any) -> Step:
        """The same step, its claim at another time: what holds for all t is used there."""
        return replace(self, claim=self.claim.xreplace({t: sympify(time)}))


Range = tuple[Any, Any]


@dataclass(frozen=True)
class Derivation:
    """A chain of steps about one cell, or about numbers alone.

    ``forall`` gives the range of every free symbol: it is printed as the hypothesis and drawn by
    the trial. ``loss`` says when errors arrive: at ``every step``, or only at ``the end``.
    ``builds_on`` names the derivations whose steps are used.
    """

    label: str
    title: str
    about: str
    steps: tuple[Step, ...]
    cell: Cell | None = None
    forall: Mapping[Symbol, Range] = field(default_factory=dict)
    loss: str = "every step"
    source: Source | None = None
    builds_on: tuple[Derivation, ...] = ()

    def __post_init__(self) -> None:
        labels = [step.label for step in self.steps]
        if len(set(labels)) < len(labels):
            raise ValueError(f"{self.label}: a label is used twice")
        if self.loss not in ("every step", "the end"):
            raise ValueError(f"{self.label}: errors arrive at every step or at the end")

    def __getitem__(self, label: str) -> Step:
        """Return the step ``label``; KeyError if there is none."""
        return {step.label: step for step in self.steps}[label]
