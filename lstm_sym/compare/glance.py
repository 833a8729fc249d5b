"""What a difference comes to at one glance: what came and went, and what the error path became."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, S

from ..calculus.roles import Roles
from ..calculus.terms import Block, Term
from ..language.cell import Cell, t
from ..language.operators import Diag
from ..language.text.ranges import Ranges
from ..language.vectors import Vector
from .difference import Difference, Row


@dataclass(frozen=True)
class Carousel:
    """A path on which a state hears its own past through no matrix: by which factor.

    ``low`` and ``high`` enclose the entries of the factor; they are infinite if nothing is known.
    ``others`` say through what else the state hears its past within the step.
    """

    state: Vector
    factor: Expr
    low: Expr
    high: Expr
    others: tuple[str, ...]

    @property
    def says(self) -> str:
        """What becomes of the error on it in one step."""
        error = f"on the direct path the error of {self.state.name}"
        if self.factor == 1:
            return f"{error} passes a step as it is"
        if self.low >= 0 and self.high <= 1:
            return f"{error} is scaled by a factor between 0 and 1"
        return f"{error} is scaled by a factor without such a bound"


@dataclass(frozen=True)
class Glance:
    """The signals that came, went, changed and are called otherwise, and the ways of the error.

    ``paths`` are the rows of all paths of one step that came, went or changed.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    before: tuple[Carousel, ...]
    after: tuple[Carousel, ...]
    paths: tuple[Row, ...]


def glance(d: Difference) -> Glance:
    """Sum up a difference."""
    cells = d.naming.a, d.naming.b
    before, after = (
        tuple(_carousel(cell, block, term) for block, term in found)
        for cell, found in zip(cells, d.carousels, strict=True)
    )
    paths = [
        path
        for row in d.flow
        for path in d.paths(*(side and side[1] for side in (row.before, row.after)))
        if path.kind not in ("same", "renamed")
    ]
    return Glance(
        tuple(_spelled(d.b, row.after[0]) for row in d.forward if not row.before and row.after),
        tuple(_spelled(d.a, row.before[0]) for row in d.forward if not row.after and row.before),
        tuple(row.after[0] for row in d.forward if row.kind == "changed" and row.after),
        tuple(
            (row.before[0], row.after[0])
            for row in d.forward
            if row.before and row.after and row.before[0] != row.after[0]
        ),
        before,
        after,
        tuple(paths),
    )


def _spelled(cell: Cell, name: str) -> str:
    """A signal with its role: a gate, the candidate, a state."""
    roles = Roles(cell)
    u = cell.signal(name)(t)
    role = "state " if cell.signal(name) in cell.carried and u not in roles.gates else ""
    return role + roles.spell(u)


def _carousel(cell: Cell, block: Block, term: Term) -> Carousel:
    A = term.operator
    factor = A.args[0] if isinstance(A, Diag) else S.One
    known = Ranges(cell.equations).of(factor)
    others = tuple(other.label for other in block.terms if other is not term)
    return Carousel(term.of, factor, known.low[0], known.high[0], others)
