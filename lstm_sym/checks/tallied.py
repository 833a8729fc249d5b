"""Counts by doing it: a step is computed with matrices that count what they are multiplied with."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from ..calculus.adjoint import adjoint
from ..language.cell import t
from ..language.operators import Matrix
from ..lower.numpy import Env, value
from .backward import Reader
from .network import Network


class Counting(np.ndarray):
    """An array that adds to ``total`` how many products a multiplication by it takes."""

    total: list[int]

    def __array_finalize__(self, source: Any) -> None:
        self.total = getattr(source, "total", [0])

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if ufunc is np.matmul:
            self.total[0] += self.size
        plain = [v.view(np.ndarray) if isinstance(v, Counting) else v for v in inputs]
        return getattr(ufunc, method)(*plain, **options)


def tallied(network: Network, kind: str) -> int:
    """Return how many of a kind a network has: numbers learnt, or products in one step."""
    learnt = list(network.cell.learnt)
    if kind == "parameters":
        return sum(
            1 if isinstance(p, Symbol) else int(network.constants[p.name].size) for p in learnt
        )
    total = [0]
    constants: dict[str, NDArray[Any]] = dict(network.constants)
    for p in learnt:
        if isinstance(p, Matrix):
            constants[p.name] = _counting(network.constants[p.name], total)
    system = network.cell.equations if kind == "forward" else adjoint(network.cell)
    env = Env(
        {**network.symbols, t: max(1, network.steps // 2)},
        constants,
        Reader(network, network.errors),
    )
    for e in system.values():
        value(e, env)
    return total[0]


def _counting(W: NDArray[Any], total: list[int]) -> Counting:
    made = W.view(Counting)
    made.total = total
    return made
