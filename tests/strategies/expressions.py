"""Random vectors, numbers and operators of every kind."""

from __future__ import annotations

from hypothesis import strategies as st
from sympy import (
    Expr,
    MatAdd,
    MatMul,
    Rational,
)

from lstm_sym.language.activations import (
    Slope,
    sigma,
    tanh,
)
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Dot, Matrix, Outer
from lstm_sym.language.sums import sum_over
from lstm_sym.language.vectors import Entry, Total, Vector
from tests.strategies.kinds import specimens
from tests.strategies.values import ALPHA, BETA, SMOOTH, M, N, P, Q, U, V, matrix, signal


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
