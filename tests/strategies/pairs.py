"""Equal pairs: the two sides of random instances of the laws of the ring with operators."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from sympy import (
    Expr,
    MatAdd,
    MatMul,
)

from lstm_sym.language.activations import (
    Slope,
    sigma,
)
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Dot, Outer
from lstm_sym.language.sums import sum_over
from lstm_sym.language.vectors import Total
from tests.strategies.expressions import coefficients, leaves, matrices, sizes
from tests.strategies.values import SMOOTH, N, Pair, Q, signal


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
