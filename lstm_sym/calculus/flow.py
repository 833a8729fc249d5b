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


def within_step(cell: Cell, R: Response) -> bool:
    """Whether R is a derivative of a u(t) of the cell: by what its equation or its step reads.

    A step is read at earlier times only, an equation at any.
    """
    if R.of not in cell.equations or R.wrt.time is None:
        return False
    lag = t - R.wrt.time
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


def state_jacobian(cell: Cell) -> dict[tuple[Vector, Vector], MatrixExpr]:
    """Return every block d u(t) / d v(t-s) of the state Jacobian, u and v carried."""
    return {
        (u(t), v(t - s)): step_jacobian(cell, u(t), v(t - s))
        for u in cell.carried
        for v in cell.carried
        for s in range(1, cell.lags[v.name] + 1)
    }
