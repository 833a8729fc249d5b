"""Random cells, and random numbers for them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from sympy import (
    Add,
    Expr,
    Rational,
)

from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network
from lstm_sym.language.activations import (
    sigma,
    tanh,
)
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Dot
from lstm_sym.language.vectors import Signal, Vector
from tests.strategies.values import ALPHA, CELL_ACTIVATIONS, M, N, P, matrix


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    """A recurrence of one to three signals with lags one and two; parameters may be shared."""
    dims = draw(st.lists(st.sampled_from([N, P]), min_size=1, max_size=3))
    own = [Signal(name, dim) for name, dim in zip("hcr", dims, strict=False)]
    x = Signal("x", M)
    equations: dict[Vector, Expr] = {}
    for k, u in enumerate(own):
        earlier = [s(t - lag) for s in own for lag in (1, 2)]
        readable = [*earlier, *(s(t) for s in own[:k]), x(t), x(t - 1)]
        terms = [draw(_terms(u.dim, readable)) for _ in range(draw(st.integers(1, 2)))]
        if k == 0:
            terms.append(draw(_terms(u.dim, earlier)))
        net = Add(*terms)
        equations[u(t)] = draw(_closed(u.dim, net, readable))
    return Cell("random", equations, outputs=(draw(st.sampled_from(own)).name,))


@st.composite
def _terms(draw: st.DrawFn, n: Expr, readable: list[Vector]) -> Expr:
    """A reading, carried to R^n by a matrix or, if it lies there, by a number or a vector."""
    v = draw(st.sampled_from(readable))
    ways = ["matrix", "activated"] + (["number", "peephole"] if v.dim == n else [])
    way = draw(st.sampled_from(ways))
    if way == "number":
        return draw(st.sampled_from([ALPHA, Rational(1, 2)])) * v
    if way == "peephole":
        return Vector("b", n) * v if n == N else Vector("d", n) * v
    W = matrix(draw(st.sampled_from("WU")), n, v.dim)
    W = W if draw(st.booleans()) else matrix("V", v.dim, n).T
    return Dot(W, v) if way == "matrix" else Dot(W, draw(st.sampled_from(CELL_ACTIVATIONS))(v))


@st.composite
def _closed(draw: st.DrawFn, n: Expr, net: Expr, readable: list[Vector]) -> Expr:
    """The net input as it is, squashed, or squashed and gating; small, so that nothing explodes."""
    f = draw(st.sampled_from(CELL_ACTIVATIONS))
    way = draw(st.sampled_from(["linear", "squashed", "gated", "leaky"]))
    same = [v for v in readable if v.dim == n]
    if way == "linear":
        return net / 8
    if way == "squashed" or not same:
        return f(net / 8 + Vector(f"b_{n}", n))
    v, gate = draw(st.sampled_from(same)), sigma(net)
    return gate * tanh(v) if way == "gated" else gate * v + (1 - gate) * f(v)


def networks() -> st.SearchStrategy[Network]:
    """A random cell with random numbers."""
    return st.builds(
        lambda cell, seed: network(cell, np.random.default_rng(seed)), cells(), st.integers(0, 99)
    )
