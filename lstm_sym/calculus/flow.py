"""How the states of one step depend on the states before it, block by block."""

from __future__ import annotations

from sympy import MatAdd, MatMul, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..language.cell import Cell, t
from ..language.operators import Response
from ..language.vectors import Vector, vectors
from .jacobian import jacobian
from .outputs import with_outputs
from .products import multiplied_out

MOST_BLOCKS = 64
MOST_TERMS = 128


def within_step(cell: Cell, R: Response) -> bool:
    """Whether R is a derivative of a u(t) of the cell: by what its equation or its step reads.

    A step reads earlier times only, or later ones where it runs backward; an equation any.
    """
    if R.of not in cell.equations or R.wrt.time is None:
        return False
    lag = (t - R.wrt.time) * cell.way(R.of.name)
    earlier = bool(lag.is_Integer and lag > 0)
    return R.through == "equation" or (R.through == "step" and earlier)


def equation_jacobian(cell: Cell, of: Vector, wrt: Vector) -> MatrixExpr:
    """Return the immediate derivative of u(t) by a vector, through the equation of u alone.

    Raises ValueError if no equation of the cell computes u(t).
    """
    if of not in cell.equations:
        raise ValueError(f"no equation of {cell.name} computes {of}")
    J = jacobian(cell.equations[of], wrt, of.dim)
    return multiplied_out(with_outputs(cell, J))


def step_jacobian(cell: Cell, of: Vector, wrt: Vector) -> MatrixExpr:
    """Return the derivative of u(t) by v(t-s) within one step, all other earlier vectors held.

    Chain rule through the equations of the step, in their order. Raises ValueError if the step
    does not compute u(t), or v(t-s) is not earlier than it.
    """
    if not within_step(cell, Response(of, wrt, "step")):
        raise ValueError(f"one step of {cell.name} does not carry {wrt} to {of}")
    through: dict[Vector, MatrixExpr] = {}
    for u, e in cell.equations.items():
        terms = []
        for v in vectors(e):
            if v == wrt or v in through:
                J = jacobian(e, v, u.dim)
                terms.append(J if v == wrt else MatMul(J, through[v]))
        terms = [term for term in terms if not term.is_ZeroMatrix]
        if terms:
            whole = terms[0] if len(terms) == 1 else MatAdd(*terms)
            through[u] = multiplied_out(with_outputs(cell, whole))
    return through.get(of, ZeroMatrix(of.dim, wrt.dim))


def paths_within_step(cell: Cell, wrt: Vector) -> dict[Vector, int]:
    """Return how many paths lead from v(t-s) to each u(t) it reaches, equation by equation."""
    found: dict[Vector, int] = {}
    for u, e in cell.equations.items():
        many = sum(1 if v == wrt else found.get(v, 0) for v in vectors(e))
        if many:
            found[u] = many
    return found


def is_deep(cell: Cell) -> bool:
    """Whether the blocks of the state Jacobian, multiplied out, are more than a page can hold.

    Their number grows with the square of the states, and their terms exponentially in the depth.
    """
    blocks = _blocks(cell)
    if len(blocks) > MOST_BLOCKS:
        return True
    paths = {v: paths_within_step(cell, v) for v in {v for _, v in blocks}}
    return sum(paths[v].get(u, 0) for u, v in blocks) > MOST_TERMS


def state_jacobian(cell: Cell) -> dict[tuple[Vector, Vector], MatrixExpr]:
    """Return every block d u(t) / d v(t-s) of the state Jacobian, u and v carried.

    What runs backward has the blocks d u(t) / d v(t+s).
    """
    return {(u, v): step_jacobian(cell, u, v) for u, v in _blocks(cell)}


def _blocks(cell: Cell) -> list[tuple[Vector, Vector]]:
    """The pairs of a carried u(t), and one of the same pass at a time that the pass has been at."""
    found = []
    for heads in cell.passes:
        states = [v for v in cell.carried if v(t) in heads]
        reach = cell.leads if heads[0].name in cell.backward else cell.lags
        before = [v(t - s * cell.way(v.name)) for v in states for s in range(1, reach[v.name] + 1)]
        found += [(u(t), v) for u in states for v in before]
    return found
