"""What the laws draw from: expressions, equal pairs, cells, and the numbers of names."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sympy import (
    Add,
    Expr,
    MatAdd,
    MatMul,
    Rational,
)
from sympy.core.basic import Basic

from lstm_sym.calculus.adjoint import T
from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network
from lstm_sym.language.activations import (
    ACTIVATIONS,
    Elementwise,
    Slope,
    hold,
    identity,
    sigma,
    softplus,
    tanh,
)
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Diag, Dot, Matrix, Norm, Outer, Response, Sensitivity
from lstm_sym.language.paths import LargestEdge, LargestPath, SmallestEdge
from lstm_sym.language.spectra import SmallestStretch, SpectralRadius
from lstm_sym.language.sums import Chain, Maximum, Minimum, OperatorSum, PathSum, sum_over
from lstm_sym.language.symbols import count, number, size, unit
from lstm_sym.language.tally import Tally
from lstm_sym.language.vectors import Basis, Entry, Ones, Signal, Total, Vector
from lstm_sym.lower.numpy import Env

Array = NDArray[Any]
KINDS = ("leaf", "sum", "product", "multiple", "power", "function", "slope", "dot", "diag", "sigma")
Pair = tuple[Expr, Expr]

SIZES = {size("n"): 2, size("m"): 3, size("p"): 4}
N, M, P = SIZES
Q, U, V = count("q"), unit("u"), unit("v")
ALPHA, BETA = number("alpha"), number("beta")
SMOOTH = (sigma, tanh, softplus, identity)
CELL_ACTIVATIONS = (sigma, tanh, softplus, hold)
SYMBOLS = {**SIZES, t: 5, T: 7, Q: 3, U: 1, V: 2, ALPHA: 0.7, BETA: -1.3}


EFFORT = int(os.environ.get("EFFORT", "1"))


def examples(many: int) -> settings:
    """Draw the same ``many`` examples on every machine; ``EFFORT`` in the environment times it."""
    return settings(
        max_examples=many * EFFORT,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def defect(*values: Any, reason: str, id: str | None = None) -> Any:
    """Mark one case of a law as a known defect of the engine."""
    return pytest.param(*values, marks=pytest.mark.xfail(reason=reason), id=id)


# The numbers of names: a name ends in its sizes, as W_nm and h_n do.


def numbers(seed: int = 0, **symbols: Any) -> Env:
    """Give every name drawn below numbers of its own, the same for the same seed."""
    given = SYMBOLS | {count(name): k for name, k in symbols.items()}
    return Env(given, _Constants(seed), lambda name, time: _array(seed, name, time))


class _Constants(dict):
    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed = seed

    def __missing__(self, name: str) -> Array:
        return _array(self.seed, name, 0)


def _array(seed: int, name: str, time: int) -> Array:
    sizes = [SIZES[size(letter)] for letter in name.partition("_")[2]]
    rng = np.random.default_rng([seed, crc32(name.encode()), time + 100])
    return rng.standard_normal(sizes)


def close(left: Any, right: Any, tolerance: float = 1e-9) -> bool:
    """Whether two arrays differ by little, relative to the largest entry if that is not tiny."""
    left, right = np.asarray(left), np.asarray(right)
    scale = max(1e-4, float(np.max(np.abs(left))), float(np.max(np.abs(right))))
    return bool(np.all(np.abs(left - right) <= tolerance * scale))


# Expressions


def signal(letter: str, n: Expr) -> Signal:
    return Signal(f"{letter}_{n}", n)


def matrix(letter: str, rows: Expr, cols: Expr) -> Matrix:
    return Matrix(f"{letter}_{rows}{cols}", rows, cols)


def sizes() -> st.SearchStrategy[Expr]:
    return st.sampled_from([N, M, P])


def coefficients() -> st.SearchStrategy[Expr]:
    return st.sampled_from([ALPHA, BETA, Rational(1, 2), Rational(-3), Rational(2)])


@st.composite
def matrices(draw: st.DrawFn, rows: Expr, cols: Expr) -> Matrix:
    letter = draw(st.sampled_from("WU"))
    if draw(st.booleans()):
        return matrix(letter, rows, cols)
    return matrix(letter, cols, rows).T


@st.composite
def leaves(draw: st.DrawFn, n: Expr) -> Vector:
    """A vector of R^n, constant or at a time near t."""
    letter, lag = draw(st.sampled_from("bfgh")), draw(st.integers(-2, 2))
    return Vector(f"b_{n}", n) if letter == "b" else signal(letter, n)(t + lag)


KINDS = [
    "leaf",
    "sum",
    "product",
    "complement",
    "multiple",
    "power",
    "function",
    "slope",
    "dot",
    "operator",
    "over-time",
]


@st.composite
def vectors_of(draw: st.DrawFn, n: Expr = N, depth: int = 3, numbers: bool = True) -> Expr:
    """A vector of R^n: the ring with activations, operators and sums, ``numbers`` made of it."""
    if depth == 0:
        return draw(leaves(n))
    inner = vectors_of(n, depth - 1, numbers)
    kind = draw(st.sampled_from(KINDS))
    if kind == "leaf":
        return draw(leaves(n))
    if kind == "sum":
        return draw(inner) + draw(inner)
    if kind == "product":
        return draw(inner) * draw(inner)
    if kind == "complement":
        return draw(inner) * (1 - draw(inner))
    if kind == "multiple":
        made = scalars(depth - 1) if numbers else coefficients()
        return draw(st.one_of(coefficients(), made)) * draw(inner)
    if kind == "power":
        return draw(inner) ** 2
    if kind == "function":
        return draw(st.sampled_from(SMOOTH))(draw(inner))
    if kind == "slope":
        return Slope(draw(st.sampled_from((sigma, tanh)))(draw(inner))) * draw(leaves(n))
    if kind == "dot":
        m = draw(sizes())
        return Dot(draw(matrices(n, m)), draw(vectors_of(m, depth - 1, numbers)))
    if kind == "operator":
        return Dot(draw(operators(n, n, depth - 1, outer=numbers)), draw(inner))
    weight, v = draw(coefficients()), draw(st.sampled_from("fgh"))
    return sum_over(lambda k: weight * k * signal(v, n)(t - k), 1, Q)


@st.composite
def scalars(draw: st.DrawFn, depth: int = 2) -> Expr:
    """A number made of vectors: an entry, a total, or a sum over units."""
    m = draw(sizes())
    v = draw(vectors_of(m, max(depth, 0)))
    kind = draw(st.sampled_from(["entry", "total", "units"]))
    if kind == "entry":
        return Entry(v, draw(st.sampled_from([U, V])))
    if kind == "total":
        return Total(v)
    W = draw(matrices(N, m))
    return sum_over(lambda k: Entry(W, U, k) * Entry(v, k), 1, m)


def nodes() -> st.SearchStrategy[Expr]:
    """Any expression: a vector, an operator or a number."""
    return st.one_of(vectors_of(), operators(), scalars(), st.sampled_from([*specimens().values()]))


@st.composite
def operators(
    draw: st.DrawFn, n: Expr = N, m: Expr = N, depth: int = 2, outer: bool = True
) -> Expr:
    """An operator from R^m to R^n."""
    kinds = ["matrix", "sum", "product"] + ["outer"] * outer + ["diag"] * (n == m)
    kind = draw(st.sampled_from(kinds if depth > 0 else ["matrix"]))
    if kind == "outer":
        return Outer(draw(leaves(n)), draw(leaves(m)))
    if kind == "sum":
        return MatAdd(*[draw(operators(n, m, depth - 1, outer)) for _ in range(2)])
    if kind == "product":
        k = draw(sizes())
        left = draw(operators(n, k, depth - 1, outer))
        right = draw(operators(k, m, depth - 1, outer))
        return MatMul(draw(coefficients()), left, right)
    if kind == "diag":
        return Diag(draw(vectors_of(n, depth - 1, numbers=outer)), n)
    return draw(matrices(n, m))


def specimens() -> dict[type, Expr]:
    """One expression of every node class of the language."""
    f, g, W, S = signal("f", N), signal("g", N), matrix("W", N, M), matrix("U", N, N)
    J = Diag(Slope(sigma(f(t))), N)

    def edge(i: Expr, j: Expr, m: Expr) -> Expr:
        return Entry(S, i, j) * Entry(f(t - m), j)

    return {
        Vector: f(t - 1),
        Total: Total(f(t)),
        Entry: Entry(W, U, V),
        Slope: Slope(sigma(f(t))),
        Matrix: W.T,
        Diag: J,
        Outer: Outer(f(t), g(t)),
        Dot: Dot(S, f(t)),
        Norm: Norm(S),
        Response: Response(f(t), g(t - 1), "step"),
        Chain: Chain(lambda m: MatMul(S, Diag(f(t - m), N)), Q),
        OperatorSum: OperatorSum(lambda k: Outer(f(k), g(k - 1)), 1, Q),
        PathSum: PathSum(edge, U, V, Q, N),
        Basis: Basis(U, N),
        Ones: Ones(N),
        Sensitivity: Sensitivity(f(t), Entry(W, U, V)),
        Tally: Tally("forward"),
        Maximum: Maximum(lambda m: Norm(Diag(f(t - m), N)), 1, Q),
        Minimum: Minimum(lambda m: Norm(Diag(f(t - m), N)), 1, Q),
        SmallestStretch: SmallestStretch(S),
        SpectralRadius: SpectralRadius(S),
        LargestPath: LargestPath(edge, U, V, Q, N),
        LargestEdge: LargestEdge(edge, Q, N),
        SmallestEdge: SmallestEdge(edge, Q, N),
        **{made: made(f(t)) for made in ACTIVATIONS.values()},
    }


def node_classes() -> list[type]:
    """Every node class of the language that stands for something."""
    abstract = {"Elementwise", "Composable", "Operator", "OverEdges", "Extreme", "OfOperator"}
    return sorted(
        (c for c in _below(Basic) if _of_the_language(c) and c.__name__ not in abstract),
        key=lambda c: c.__name__,
    )


def _of_the_language(c: type) -> bool:
    if issubclass(c, Elementwise) and c is not Elementwise:
        return c in ACTIVATIONS.values()
    return (c.__module__ or "").startswith("lstm_sym.language")


def _below(c: type) -> set[type]:
    return {c}.union(*(_below(d) for d in c.__subclasses__()))


# Equal pairs: the two sides of random instances of the laws of the ring with operators


@st.composite
def equal_pairs(draw: st.DrawFn, n: Expr = N, depth: int = 3) -> Pair:
    """Two expressions that the laws of the ring, of linearity and of renaming make equal."""
    if depth == 0:
        v = draw(leaves(n))
        return v, v
    law = draw(st.sampled_from(LAWS))
    inner = equal_pairs(n, depth - 1)
    return law(draw, inner, n, depth)


Law = Callable[[st.DrawFn, st.SearchStrategy[Pair], Expr, int], Pair]


def _distributive(draw: st.DrawFn, inner: st.SearchStrategy[Pair], n: Expr, depth: int) -> Pair:
    (a, a_), (b, b_), (c, c_) = draw(inner), draw(inner), draw(inner)
    return a * (b - c), a_ * b_ - a_ * c_


def _binomial(draw: st.DrawFn, inner: st.SearchStrategy[Pair], n: Expr, depth: int) -> Pair:
    (a, a_), (b, b_) = draw(inner), draw(inner)
    return (a + b) ** 2, a_**2 + 2 * a_ * b_ + b_**2


def _function(draw: st.DrawFn, inner: st.SearchStrategy[Pair], n: Expr, depth: int) -> Pair:
    f = draw(st.sampled_from(SMOOTH))
    (a, a_), (b, b_) = draw(inner), draw(inner)
    return f(a) * (1 - b), f(a_) - f(a_) * b_


def _slope(draw: st.DrawFn, inner: st.SearchStrategy[Pair], n: Expr, depth: int) -> Pair:
    (a, a_), (b, b_) = draw(inner), draw(inner)
    return Slope(sigma(a)) * b, sigma(a_) * b_ - sigma(a_) ** 2 * b_


def _linear(draw: st.DrawFn, inner: st.SearchStrategy[Pair], n: Expr, depth: int) -> Pair:
    m, factor = draw(sizes()), draw(coefficients())
    W, smaller = draw(matrices(n, m)), equal_pairs(m, depth - 1)
    (a, a_), (b, b_) = draw(smaller), draw(smaller)
    return Dot(W, factor * (a + b)), factor * Dot(W, a_) + factor * Dot(W, b_)


def _operator(draw: st.DrawFn, inner: st.SearchStrategy[Pair], n: Expr, depth: int) -> Pair:
    m = draw(sizes())
    A, B = draw(matrices(n, m)), draw(matrices(n, m))
    (a, a_), (b, b_) = draw(equal_pairs(m, depth - 1)), draw(inner)
    return Dot(MatMul(Diag(b, n), MatAdd(A, B)), a), b_ * Dot(A, a_) + b_ * Dot(B, a_)


def _outer(draw: st.DrawFn, inner: st.SearchStrategy[Pair], n: Expr, depth: int) -> Pair:
    a, b, (c, c_) = draw(leaves(n)), draw(leaves(n)), draw(inner)
    return Dot(Outer(a, b), c), a * Total(b * c_)


def _renamed(draw: st.DrawFn, inner: st.SearchStrategy[Pair], n: Expr, depth: int) -> Pair:
    (a, a_), f, g = draw(inner), signal("f", n), signal("g", n)
    left = sum_over(lambda k: a * (f(k) + g(t - k)), 1, Q, "k")
    return left, a_ * sum_over(lambda j: f(j), 1, Q, "j") + a_ * sum_over(lambda i: g(t - i), 1, Q)


LAWS: list[Law] = [
    _distributive,
    _binomial,
    _function,
    _slope,
    _linear,
    _operator,
    _outer,
    _renamed,
]


# Cells


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
