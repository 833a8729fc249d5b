"""Claims, and the steps and derivations that they make up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from sympy import Expr, FiniteSet, Symbol, sympify

from ..calculus.adjoint import T
from ..language.cell import Cell, t
from ..language.operators import Matrix
from ..language.shapes import ShapeError, shape, spell
from ..language.vectors import Vector
from ..source import Source
from .names import put, spoken

RELATIONS = ("=", "≤", "<", "→")


@dataclass(frozen=True)
class Claim:
    """Two expressions and the relation between them: ``=``, ``≤``, ``<`` or ``→``.

    Raises ShapeError if the two sides have different shapes, or numbers are wanted and are none.
    """

    lhs: Expr
    relation: str
    rhs: Expr

    def __post_init__(self) -> None:
        for side in ("lhs", "rhs"):
            object.__setattr__(self, side, sympify(getattr(self, side)))
        if self.relation not in RELATIONS:
            raise ValueError(f"a relation is one of {' '.join(RELATIONS)}, not {self.relation}")
        left, right = shape(self.lhs), shape(self.rhs)
        broadcast = () in (left, right) and (len(left + right) < 2 or 0 in (self.lhs, self.rhs))
        if left != right and not broadcast:
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


def below(lhs: Any, rhs: Any) -> Claim:
    """Claim lhs < rhs."""
    return Claim(sympify(lhs), "<", sympify(rhs))


def tends(lhs: Any, rhs: Any) -> Claim:
    """Claim lhs → rhs, in a limit that the reason names."""
    return Claim(sympify(lhs), "→", sympify(rhs))


@dataclass(frozen=True)
class Obligation:
    """One thing that must hold for a reason to be good: ``met`` is None if it was not decided."""

    what: str
    met: bool | None


class Rule(Protocol):
    """A reason: a sentence for the reader, and what must hold for the machine.

    A reason that holds only under hypotheses names them in an attribute ``given``; those of the
    steps it leans on are added, unless it says with ``inherits = False`` that it discharges them.
    One that shows anything else than an equality names what it may show in ``relations``.
    """

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
    """A formula as a source prints it, where that is wrong; ``erratum`` is its id.

    Where the source is right, it is what others would have instead if ``proposed``, or what copies
    of the source have instead if ``copied``.
    """

    erratum: str
    claim: Claim
    proposed: bool = False
    copied: bool = False

    @property
    def way(self) -> str:
        """How the wrong form came about: ``printed``, ``proposed`` or ``copied``."""
        return "proposed" if self.proposed else "copied" if self.copied else "printed"


@dataclass(frozen=True)
class Sentence:
    """A statement of a source, in our words, that a step contradicts; ``erratum`` is its id.

    ``fate`` is what the step does to it: ``refuted``, or ``sharpened`` if it is true but weak.
    """

    erratum: str
    says: str
    fate: str = "refuted"


@dataclass(frozen=True)
class Typo:
    """A slip of notation in a source, in our words, that a step puts right; ``erratum`` is its id.

    It says nothing that numbers could refute: only the formula as it must be read is shown.
    """

    erratum: str
    says: str


@dataclass(frozen=True)
class Step:
    """One claim with its reason.

    ``label`` is permanent: the anchor on the page and the key of the evidence. ``derived`` says
    that the machine wrote the claim itself by the rule, so that replaying the rule says nothing;
    ``printed`` is the formula as a source misprints it, ``contradicts`` a statement of a source
    that fails because of this step, ``slip`` a slip of notation there;
    ``measure`` names a quantity that is measured on random networks beside the claim;
    ``origin`` is the step of which this one is a copy at another time.
    """

    label: str
    claim: Claim
    by: Rule
    text: str = ""
    source: Source | None = None
    printed: Misprint | None = None
    contradicts: Sentence | None = None
    slip: Typo | None = None
    measure: str = ""
    derived: bool = False
    origin: Step | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claim, and the misprinted one beside it if there is one."""
        return (self.claim,) if self.printed is None else (self.claim, self.printed.claim)

    @property
    def given(self) -> tuple[Claim, ...]:
        """The hypotheses of the claim: those of its reason, and those of the steps it uses."""
        inherits = getattr(self.by, "inherits", True)
        used = [hypothesis for step in self.by.uses for hypothesis in step.given if inherits]
        return tuple(dict.fromkeys((*getattr(self.by, "given", ()), *used)))

    @property
    def timeless(self) -> bool:
        """Whether no hypothesis speaks of the time t: what holds at t holds at all times."""
        return not any(side.has(t) for claim in self.given for side in (claim.lhs, claim.rhs))

    def at(self, time: Any) -> Step:
        """The same step, its claim at another time: what holds for all t is used there.

        Raises ValueError if a hypothesis speaks of the time t, which is then another one.
        """
        if not self.timeless:
            raise ValueError(f"{self.label}: its hypotheses speak of time t itself")
        shifted = self.claim.xreplace({t: sympify(time)})
        return replace(self, claim=shifted, origin=self.origin or self)


Range: TypeAlias = tuple[Any, Any] | FiniteSet


@dataclass(frozen=True)
class Derivation:
    """A chain of steps about one cell, or about numbers alone.

    ``forall`` gives the range of every free symbol, or the set that it is from, and names the
    vectors and matrices that are arbitrary, after their sizes: it is printed as the hypothesis and
    drawn by the trial. ``let`` gives names to expressions: a trial puts in what they stand for.
    ``means`` says in words what a number is, where the cell does not say it. ``loss`` says when
    errors arrive: at ``every step``, or only at ``the end``. ``builds_on`` names the derivations
    whose steps are used. ``at_rest`` names the signals that are zero before time 1, ``starts``
    gives what others are there, ``members`` names the matrices whose rows hold one 1 and zeros,
    ``orthogonal`` those that keep every length: hypotheses.
    """

    label: str
    title: str
    about: str
    steps: tuple[Step, ...]
    cell: Cell | None = None
    forall: Mapping[Symbol | Vector | Matrix, Range] = field(default_factory=dict)
    let: Mapping[Expr, Expr] = field(default_factory=dict)
    means: Mapping[Expr, str] = field(default_factory=dict)
    loss: str = "every step"
    source: Source | None = None
    builds_on: tuple[Derivation, ...] = ()
    at_rest: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    orthogonal: tuple[str, ...] = ()
    starts: Mapping[str, Expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        labels = [step.label for step in self.steps]
        if len(set(labels)) < len(labels):
            raise ValueError(f"{self.label}: a label is used twice")
        for name, e in self.let.items():
            if name.is_nonnegative and not sympify(e).is_extended_nonnegative:
                raise ValueError(f"{self.label}: {name} is not negative, {e} may be")
        for name in self.forall:
            if self.cell is not None and name in (t, T, *self.cell.sizes):
                what = "a time" if name in (t, T) else f"a size of {self.cell.name}"
                raise ValueError(f"{self.label}: {name} is {what}; call the symbol otherwise")
        for step in self.steps:
            for used in step.by.uses:
                more = self.home(used).supposed(used) - self.supposed(used)
                if more:
                    said = f"{self.label} uses a step {used.label}, which supposes more"
                    raise ValueError(f"{said}: {', '.join(sorted(more))}")
            for asked, known in (("memberships", self.members), ("turns", self.orthogonal)):
                for name in set(getattr(step.by, asked, ())) - set(known):
                    what = "members" if asked == "memberships" else "orthogonal matrices"
                    raise ValueError(f"{self.label}: no hypothesis names {name} among the {what}")
        if self.loss not in ("every step", "the end"):
            raise ValueError(f"{self.label}: errors arrive at every step or at the end")

    def meant(self, claim: Claim) -> Claim:
        """The claim with the expressions put in that the names of ``let`` stand for."""
        sides = []
        for side in (claim.lhs, claim.rhs):
            for name, e in self.let.items():
                side = put(side, name, e)
            sides.append(side)
        return Claim(sides[0], claim.relation, sides[1])

    def supposed(self, step: Step) -> frozenset[str]:
        """What is supposed of all that a step speaks of, and that the steps do that it leans on.

        What leans on the step must suppose it too.
        """
        said = {name: f"{name} is zero before time 1" for name in self.at_rest}
        said |= {name: f"{name} starts at {start}" for name, start in self.starts.items()}
        said |= {name: f"every row of {name} holds one 1 and zeros" for name in self.members}
        said |= {name: f"{name} keeps every length" for name in self.orthogonal}
        whole = ["no error arrives before the end"] if self.loss == "the end" else []
        return frozenset([*(said[name] for name in spoken(step) if name in said), *whole])

    @cached_property
    def meanings(self) -> tuple[Claim, ...]:
        """The claims of all steps, with what the names of ``let`` stand for."""
        return tuple(self.meant(claim) for step in self.steps for claim in step.claims)

    def home(self, used: Step) -> Derivation:
        """Return the derivation, this or one that it builds on, in which a used step is shown.

        Raises ValueError if there is none: nothing may lean on a step that is not checked.
        """
        for derivation in (self, *self.builds_on):
            if (used.origin or used) in derivation.steps:
                return derivation
        raise ValueError(f"{self.label} uses a step {used.label} that no derivation of it shows")

    def __getitem__(self, label: str) -> Step:
        """Return the step ``label``; KeyError if there is none."""
        return {step.label: step for step in self.steps}[label]
