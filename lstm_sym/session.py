"""The short road for a user: a cell, all that follows from it, and whether it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sympy import Expr

from .calculus.adjoint import adjoint, gradient
from .cells import builtin
from .checks.checkers import Context, examine
from .checks.evidence import Evidence, status
from .language.cell import Cell
from .language.text import load, parse
from .language.vectors import BAR
from .lower.latex import Printer
from .proof.derive import derived
from .proof.step import Derivation
from .render.flow import ErrorFlow
from .render.record import formula, order


def cell(source: str | Path) -> Cell:
    """Return a cell: the name of a built-in one, the path of a ``.cell`` file, or its text.

    Raises TextError for a text that is no cell, and CellError for an unknown name.
    """
    if isinstance(source, Path):
        return load(source)
    if "=" in source:
        return parse(source)
    return load(source) if source.endswith(".cell") else builtin(source)


def derive(source: Cell | str | Path) -> Derived:
    """Derive everything that the calculus knows of a cell."""
    return Derived(source if isinstance(source, Cell) else cell(source))


def flow(source: Cell | str | Path) -> ErrorFlow:
    """Return the error flow of a cell: its paths within a step, and its numbers over many."""
    return derive(source).flow


def check(source: Cell | str | Path | Derivation) -> Report:
    """Prove and try every step of a derivation, or of what follows from a cell."""
    derivation = source if isinstance(source, Derivation) else derive(source).derivation
    context = Context(derivation)
    return Report({step.label: tuple(examine(step, context)) for step in derivation.steps})


@dataclass(frozen=True)
class Report:
    """The evidence for every step, by label."""

    evidence: Mapping[str, tuple[Evidence, ...]]

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """The status of every step: verified, assumed, undecided or refuted."""
        return {label: status(found) for label, found in self.evidence.items()}

    def __bool__(self) -> bool:
        """Whether nothing is refuted or undecided."""
        return not {"refuted", "undecided"} & set(self.verdicts.values())


@dataclass(frozen=True)
class Derived:
    """What follows from a cell; ``cell`` has every pre-activation named."""

    source: Cell

    @cached_property
    def cell(self) -> Cell:
        """The cell with every pre-activation named."""
        return self.source.explicit()

    @cached_property
    def adjoint(self) -> dict[str, Expr]:
        """The error dL/du(t) of every computed signal, by its name."""
        return {u.name.removesuffix(BAR): e for u, e in adjoint(self.cell).items()}

    @cached_property
    def gradient(self) -> dict[str, Expr]:
        """dL/dW of every learnt parameter, by its name."""
        return {p.name: gradient(self.cell, p) for p in self.cell.learnt}

    @cached_property
    def flow(self) -> ErrorFlow:
        """The state Jacobian of one step, by the printed names of the two states, and its paths."""
        return ErrorFlow(self.source)

    @cached_property
    def derivation(self) -> Derivation:
        """All of this as a derivation: claims with their reasons."""
        return derived(self.source)

    def latex(self) -> str:
        """All formulas, one aligned display."""
        printer = Printer(order(self.cell))
        lines = [formula(step.claim, printer) for step in self.derivation.steps]
        return "\\begin{gathered}\n" + " \\\\\n".join(lines) + "\n\\end{gathered}"

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex()}\n$$"

    def check(self) -> Report:
        """Prove and try every step."""
        return check(self.derivation)
