"""What else follows from a cell: its truncated errors, its forward derivatives, its counts."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Symbol

from ..calculus.adjoint import adjoint
from ..calculus.counting import counted
from ..calculus.forward import tangent
from ..calculus.truncation import truncated
from ..language.cell import Cell, Parameter
from ..language.operators import Matrix, total
from ..language.symbols import unit
from ..language.tally import KINDS, Tally
from ..language.vectors import BAR, Entry, Vector
from .rules import AdjointOf, Counted, TangentOf
from .step import Derivation, Step, equal

TRUNCATED, FORWARD, COUNTS = "Errors, truncated", "Forward in time", "Counts"
UNITS = ["l", "q", "i", "j", "k", "r", "s", "u", "v"]
MOST = 60


def variants(cell: Cell) -> tuple[Derivation, ...]:
    """Return further derivations of a cell, each with a kind of formula for its title.

    The errors that truncation changes; the derivative of every signal by one weight, and by each
    further parameter that of the signals whose equations speak of it; the counts. Of a cell that
    would have more than MOST forward derivatives, none.
    """
    whole = cell.explicit()
    return (*_truncated(whole), *_forward(whole), _counts(whole))


def _truncated(cell: Cell) -> Iterator[Derivation]:
    cut = truncated(cell)
    full = adjoint(cell)
    steps = [
        Step(f"truncated-{u.name.removesuffix(BAR)}", equal(u, e), AdjointOf(cut), derived=True)
        for u, e in reversed(tuple(adjoint(cut).items()))
        if e != full[u]
    ]
    if steps:
        yield Derivation(cell.name, TRUNCATED, "", tuple(steps), cell=cut)


def _forward(cell: Cell) -> Iterator[Derivation]:
    """One derivation for each shape of a parameter: its weights have indices of their own."""
    pairs = [(p, u) for k, p in enumerate(cell.learnt) for u in _asked(cell, p, first=k == 0)]
    if len(pairs) > MOST:
        return
    shapes: dict[tuple[Expr, ...], list[Step]] = {}
    for p, u in pairs:
        weight = _weight(cell, p)
        claim = equal(total(u, weight), tangent(cell, u, weight))
        step = Step(f"tangent-{u.name}-{p.name}", claim, TangentOf(cell), derived=True)
        shapes.setdefault(_shape(p), []).append(step)
    for dims, steps in shapes.items():
        forall = {k: (1, n) for k, n in zip(_units(cell), dims, strict=False)}
        yield Derivation(cell.name, FORWARD, "", tuple(steps), cell=cell, forall=forall)


def _asked(cell: Cell, p: Parameter, first: bool) -> list[Vector]:
    return list(cell.equations) if first else cell.speaking[p.name]


def _weight(cell: Cell, p: Parameter) -> Entry | Symbol:
    return p if isinstance(p, Symbol) else Entry(p, *_units(cell)[: len(_shape(p))])


def _shape(p: Parameter) -> tuple[Expr, ...]:
    if isinstance(p, Symbol):
        return ()
    return tuple(p.shape) if isinstance(p, Matrix) else (p.dim,)


def _units(cell: Cell) -> list[Symbol]:
    """Two units whose names nothing in the cell has."""
    taken = {s.name for s in (*cell.inputs, *cell.computed)} | {p.name for p in cell.parameters}
    taken |= {str(n) for n in cell.sizes}
    return [unit(name) for name in (*UNITS, "l_1", "l_2") if name not in taken][:2]


def _counts(cell: Cell) -> Derivation:
    steps = [
        Step(f"count-{kind}", equal(Tally(kind), counted(cell, kind)), Counted(cell), derived=True)
        for kind in KINDS
    ]
    return Derivation(cell.name, COUNTS, "", tuple(steps), cell=cell)
