"""The short road for a user: a cell, all that follows from it, and whether it holds.

What only one road needs is imported on that road: a gradient comes without proofs and programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sympy import Expr, Symbol, oo, sympify

from .calculus.adjoint import adjoint, gradient
from .calculus.counting import counted
from .calculus.extremes import Bound, Domain, Question, answered
from .calculus.truncation import truncated
from .cells import builtin
from .language.activations import Elementwise
from .language.cell import Cell
from .language.symbols import number
from .language.tally import KINDS
from .language.text import load, parse
from .language.text.scalar import function
from .language.vectors import BAR

if TYPE_CHECKING:
    from .checks.report import Report
    from .compare.difference import Difference
    from .compare.equivalence import Equivalence
    from .emit.program import Program
    from .proof.step import Derivation
    from .render import notebook
    from .render.flow import ErrorFlow


def cell(source: str | Path, name: str = "") -> Cell:
    """Return a cell: the name of a built-in one, the path of a ``.cell`` file, or its text.

    ``name`` is what it is called, if not as its file, or just a cell.
    Raises TextError for a text that is no cell, and CellError for an unknown name.
    """
    if isinstance(source, Path):
        found = load(source)
    elif "=" in source:
        found = parse(source)
    else:
        found = load(source) if source.endswith(".cell") else builtin(source)
    return replace(found, name=name) if name else found


def derive(source: Cell | str | Path) -> Derived:
    """Derive everything that the calculus knows of a cell."""
    return Derived(source if isinstance(source, Cell) else cell(source))


def flow(source: Cell | str | Path) -> ErrorFlow:
    """Return the error flow of a cell: its paths within a step, and its numbers over many."""
    return derive(source).flow


def check(source: Cell | str | Path | Derivation) -> Report:
    """Prove and try every step of a derivation, or of what follows from a cell."""
    from .checks.report import reported
    from .proof.step import Derivation

    if isinstance(source, Derivation):
        return reported(source)
    found = derive(source)
    return reported(found.derivation, *found.variants)


class EmptyInterval(ValueError):
    """An interval that no number lies in, or whose ends are no numbers."""


def bound(
    source: str | Expr | type[Elementwise],
    of: str = "slope",
    on: tuple[Any, Any] = (-oo, oo),
    digits: int = 15,
    by: Sequence[str] = (),
) -> Bound:
    """Enclose the slope of a function of one number, or with ``of="value"`` the function itself.

    ``source`` is the name of an activation, an expression as text, an activation, or an expression
    with one free symbol. ``found.sup.exact``, ``found.inf.low`` and so on say what was found,
    ``found.certificates`` why, ``found.decide("<=", c)`` decides a claim. ``by`` names the roads
    to take, all that apply if it is empty.

    Raises TextError for a text that is no function of one number, EmptyInterval, Gap if it divides
    by zero, Undecided or Unsettled if no answer is found, MissingExtra if a road that is named
    wants a library that is not installed.
    """
    if of not in ("slope", "value"):
        raise ValueError(f"what is bounded is slope or value, not {of}")
    f, x = _function(source)
    try:
        domain = Domain(*map(sympify, on))
    except ValueError as fault:
        raise EmptyInterval(str(fault)) from fault
    return answered(Question(f, x, domain, of == "slope", digits), by)


def _function(source: str | Expr | type[Elementwise]) -> tuple[Expr, Symbol]:
    if isinstance(source, str):
        return function(source)
    if isinstance(source, type):
        return source(number("z")), number("z")
    free = sorted(source.free_symbols, key=str)
    if len(free) != 1:
        raise ValueError(f"{source} has {len(free)} variables, not one")
    x = number(str(free[0]))
    return source.xreplace({free[0]: x}), x


def diff(a: Cell | str | Path, b: Cell | str | Path) -> Difference:
    """Compare two cells: their equations, their errors, and the paths of the error in one step."""
    from .compare.difference import Difference

    return Difference(*(c if isinstance(c, Cell) else cell(c) for c in (a, b)))


def equiv(a: Cell | str | Path, b: Cell | str | Path) -> Equivalence:
    """Decide whether two cells are the same function, up to names, signs of gates, and biases."""
    from .compare.equivalence import equiv as decided

    return decided(*(c if isinstance(c, Cell) else cell(c) for c in (a, b)))


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
        from .render.flow import ErrorFlow

        return ErrorFlow(self.source)

    @cached_property
    def derivation(self) -> Derivation:
        """All of this as a derivation: claims with their reasons."""
        from .proof.derive import derived

        return derived(self.source)

    @cached_property
    def variants(self) -> tuple[Derivation, ...]:
        """The errors that truncation changes, the derivatives forward in time, and the counts."""
        from .proof.variants import variants

        return variants(self.source)

    @cached_property
    def truncated(self) -> dict[str, Expr]:
        """The error of every signal, where no error goes back through what matrices read."""
        return {u.name.removesuffix(BAR): e for u, e in adjoint(truncated(self.cell)).items()}

    @cached_property
    def counts(self) -> dict[str, Expr]:
        """How much is learnt (parameters), and what a step costs (forward, backward)."""
        return {kind: counted(self.cell, kind) for kind in KINDS}

    @cached_property
    def _groups(self) -> list[notebook.Group]:
        from .render import notebook

        return notebook.groups(self.derivation)

    @property
    def _title(self) -> str:
        return self.source.title or self.source.name

    def latex(self) -> str:
        """All formulas, one aligned display."""
        from .render import notebook

        return notebook.latex(self._groups)

    def compile(
        self, target: str = "numpy", dtype: str = "float64", threads: int | None = None
    ) -> Program:
        """The derived gradient as a program: ``loss, grads = program(params, x, dh)``."""
        from .emit.program import program

        return program(self.source, target, dtype, threads)

    def numpy(self) -> str:
        """The derived gradient as the text of a NumPy module."""
        from .emit import code

        return code(self.source, "numpy")

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex()}\n$$"

    def _repr_markdown_(self) -> str:
        from .render import notebook

        return notebook.markdown(self._title, self._groups)

    def _repr_html_(self) -> str:
        from .render import notebook

        return notebook.html(self._title, self._groups)

    def check(self) -> Report:
        """Prove and try every step."""
        return check(self.source)
