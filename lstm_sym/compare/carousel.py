"""Where a state hears its own past through no matrix: the way on which an error can last."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Expr, Identity, S, Symbol

from ..calculus.signs import Region, holds
from ..calculus.terms import Block, Term
from ..language.activations import Elementwise, inv
from ..language.cell import Cell
from ..language.operators import Diag
from ..language.symbols import number
from ..language.text.ranges import Ranges
from ..language.vectors import Vector


@dataclass(frozen=True)
class Carousel:
    """The derivative of a state by its own past, entry by entry: ``factor``, through no matrix.

    ``matrices`` counts the further paths, which lead through a matrix. ``is_within_one`` says
    whether every entry of the factor is proved to lie between 0 and 1.
    """

    state: Vector
    past: Vector
    factor: Expr
    matrices: int
    is_within_one: bool

    @property
    def says(self) -> str:
        """What becomes of the error on it in one step."""
        error = f"entry by entry the error of {self.state.name}"
        if self.factor == 1:
            return f"{error} passes a step as it is"
        if self.is_within_one:
            return f"{error} is scaled by a factor between 0 and 1"
        return f"{error} is scaled by a factor of which no bound by 1 is known"


def carousels(cell: Cell, blocks: list[Block]) -> list[Carousel]:
    """Return the carousels of a cell whose pre-activations are named."""
    found = []
    for block in blocks:
        if block.of.name == block.wrt.name:
            own = [_factor(term) for term in block.terms]
            factor = Add(*[e for e in own if e is not None])
            if factor != 0:
                many = block.many - sum(e is not None for e in own)
                known = _is_within_one(cell, factor)
                found.append(Carousel(block.of, block.wrt, factor, many, known))
    return found


def _factor(term: Term) -> Expr | None:
    A = term.operator
    if isinstance(A, Identity):
        return S.One
    return A.args[0] if isinstance(A, Diag) else None


def _is_within_one(cell: Cell, e: Expr) -> bool:
    """Whether 0 <= e <= 1, from the ranges of the vectors in it: decided, or False."""
    e = _written_out(cell, e)
    ranges = Ranges(cell.equations)
    letters: dict[Expr, Symbol] = {}
    regions: dict[Symbol, Region] = {}
    for v in sorted(e.atoms(Vector), key=str):
        letters[v] = number(f"entry {len(letters)}")
        known = ranges.of(v)
        regions[letters[v]] = Region(known.low[0], known.high[0])
    scalar = e.xreplace(letters)
    scalar = scalar.replace(lambda x: isinstance(x, inv), lambda x: 1 / x.args[0])
    try:
        return all(holds(gap, "≤", regions) is True for gap in (scalar, 1 - scalar))
    except ValueError:
        return False


def _written_out(cell: Cell, e: Expr) -> Expr:
    """A factor with what is computed at time t by sums and products put in: 1 - i for f."""
    states = {u.name for u in cell.carried}
    for _ in cell.equations:
        plain = {
            v: cell.equations[v]
            for v in e.atoms(Vector)
            if v in cell.equations
            and v.name not in states
            and not isinstance(cell.equations[v], Elementwise)
        }
        if not plain:
            break
        e = e.xreplace(plain)
    return e
