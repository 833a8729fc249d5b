"""The state Jacobian in numbers, by matrix products over the graph of one step.

The paths are never walked: what reaches a vector is a block of columns, one for each entry of each
earlier state, and a strand multiplies such a block. The cost is linear in the strands and in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Identity, MatMul
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..calculus.graph import strands
from ..calculus.terms import Term, reach
from ..language.cell import Cell, t
from ..language.operators import Diag
from ..language.vectors import Vector
from ..lower.numpy import Env, value
from .trajectory import Trajectory

Array = NDArray[Any]


@dataclass(frozen=True)
class Layout:
    """Where each state stands in the long vector of all states: v(t), then v(t-1) if it is read."""

    places: dict[tuple[str, int], slice]
    size: int

    def rows(self, v: Vector) -> slice:
        """The place of v(t) in the state of time t, or of v(t-s) in that of the step before."""
        return self.places[v.name, max(abs(int(t - v.moment)), 1)]


def layout(run: Trajectory, way: int = 1) -> Layout:
    """Lay out the states of a cell that run one way, in their order, each with its lags."""
    places, end = {}, 0
    for u in run.cell.carried:
        for s in range(1, reach(run.cell, u.name) + 1) if run.cell.way(u.name) == way else ():
            start, end = end, end + run.width(u(t))
            places[u.name, s] = slice(start, end)
    return Layout(places, end)


@dataclass(frozen=True)
class StateJacobians:
    """The derivatives of the states of one step by those of the step before, along a trajectory.

    Those of the states that run one ``way``: 1 forward in time, -1 backward.
    """

    run: Trajectory
    way: int = 1

    @cached_property
    def layout(self) -> Layout:
        return layout(self.run, self.way)

    def between(self, first: int, last: int, cell: Cell | None = None) -> Array:
        """The Jacobians of the steps from ``first`` to ``last``, counted as they run, stacked.

        ``cell`` may be the same cell with some vectors held: its values are those of the run.
        """
        cell, env = cell or self.run.cell, self._env(first, last)
        many, N = last - first + 1, self.layout.size
        heard: dict[Vector, Array] = {}
        for u, incoming in strands(cell).items():
            if cell.way(u.name) != self.way:
                continue
            block = np.zeros((many, *self.run.batch, self.run.width(u), N))
            for s in incoming:
                if s.wrt in heard:
                    block += applied(s.operator, heard[s.wrt], env)
                elif (s.wrt.name, abs(int(t - s.wrt.moment))) in self.layout.places:
                    block[..., self.layout.rows(s.wrt)] += value(s.operator, env)
            heard[u] = block
        return self._stacked(heard, many)[:: self.way]

    def _env(self, first: int, last: int) -> Env:
        """The names at the times of some steps; the first step backward is to the last time."""
        end = self.run.steps + 1
        return self.run.env(*((first, last) if self.way > 0 else (end - last, end - first)))

    def _stacked(self, heard: dict[Vector, Array], many: int) -> Array:
        J = np.zeros((many, *self.run.batch, self.layout.size, self.layout.size))
        by_name = {u.name: block for u, block in heard.items()}
        for (name, lag), rows in self.layout.places.items():
            if lag == 1:
                J[..., rows, :] = by_name[name]
            else:
                J[..., rows, self.layout.places[name, lag - 1]] = np.eye(rows.stop - rows.start)
        return J

    def along(self, term: Term, first: int, last: int) -> Array:
        """What one path alone multiplies by, in the steps from ``first`` to ``last``."""
        env = self._env(first, last)
        out = np.asarray(value(term.path[0].operator, env))
        for s in term.path[1:]:
            out = applied(s.operator, out, env)
        sides = self.run.width(term.of), self.run.width(term.wrt)
        shape = (last - first + 1, *self.run.batch, *sides)
        return np.broadcast_to(out, shape)[:: self.way]


def applied(A: MatrixExpr, block: Array, env: Env) -> Array:
    """A times a block of columns; a diagonal scales the rows."""
    if isinstance(A, MatMul):
        factor, operators = A.as_coeff_matrices()
        for B in reversed(operators):
            block = applied(B, block, env)
        return block if factor == 1 else value(factor, env) * block
    if isinstance(A, Identity):
        return block
    if isinstance(A, Diag):
        v = np.asarray(value(A.args[0], env))
        return v[..., None] * block if v.ndim else v * block
    return np.matmul(value(A, env), block)
