"""Bounds: a supremum is reached and never passed, and a number above a norm is above it."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Identity, MatMul, Rational, ZeroMatrix, oo

from lstm_sym.calculus.bounds import (
    Certificate,
    Unbounded,
    above,
    certificate,
    supremum,
)
from lstm_sym.language.activations import ACTIVATIONS, Elementwise, Slope, sigma, tanh
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Norm
from lstm_sym.language.symbols import number
from lstm_sym.lower.numpy import value
from tests.strategies import (
    Array,
    N,
    coefficients,
    examples,
    leaves,
    matrices,
    matrix,
    numbers,
    signal,
)

f = signal("f", N)
y = number("y")
UNBOUNDED = {"exp", "inv"}
rationals = st.fractions(-3, 3, max_denominator=4).map(
    lambda q: Rational(q.numerator, q.denominator)
)


def polynomial(p: Expr, grid: Array) -> Array:
    return np.polyval([float(k) for k in sympy.Poly(p, y).all_coeffs()], grid)


@pytest.mark.parametrize("name", sorted(UNBOUNDED))
def test_a_slope_without_bound_is_refused(name: str):
    with pytest.raises(Unbounded):
        supremum(ACTIVATIONS[name])


@pytest.mark.parametrize("f", [sigma, tanh])
def test_the_certificate_holds_and_a_smaller_bound_has_none(f: type[Elementwise]):
    p = sympy.sympify(f.slope(None, y))
    found = certificate(supremum(f) - p)
    assert found is not None
    assert found.holds()
    for less in (Rational(1, 10**6), Rational(1, 20), supremum(f)):
        assert certificate(supremum(f) - less - p) is None


@examples(25)
@given(st.lists(rationals, min_size=1, max_size=4), st.sampled_from([-1, 1, 3]))
def test_what_is_certified_is_nowhere_negative(numbers: list[Expr], factor: int):
    p = sum(k * y**i for i, k in enumerate(numbers))
    square = sympy.expand(factor * p**2)
    for q in (p, square, square + 1, square - 1):
        if certificate(q) is not None:
            assert polynomial(q, np.linspace(-4, 4, 999)).min() >= -1e-9
    assert (certificate(square) is not None) == (factor > 0 or p == 0)


def test_a_false_certificate_does_not_hold():
    assert not Certificate(1 - y**2, y**2).holds()
    assert not Certificate(y**3, y**3).holds()
    assert not Certificate(-(y**2), -(y**2)).holds()
    assert Certificate((1 - y) ** 2, (1 - y) ** 2).holds()


@st.composite
def products(draw: st.DrawFn) -> Expr:
    """A product of matrices, diagonals of slopes and of activations, and a number."""
    factors = draw(st.lists(st.one_of(matrices(N, N), diagonals()), min_size=1, max_size=4))
    return MatMul(draw(coefficients()), *factors)


@st.composite
def diagonals(draw: st.DrawFn) -> Expr:
    g = draw(st.sampled_from([sigma, tanh]))(draw(leaves(N)))
    entries = draw(st.sampled_from([Slope(g), g, Slope(g) * g, 2 * Slope(g), -g]))
    return Diag(entries, N)


@examples(20)
@given(products(), st.sampled_from([2, oo, 1]))
def test_above_is_above(A: Expr, p: Expr):
    assert value(Norm(A, p), numbers()) <= value(above(A, p), numbers()) + 1e-12


def test_above_knows_the_two_norm_from_the_others():
    W = matrix("W", N, N)
    assert above(W.T, 2) == Norm(W)
    assert above(W.T, oo) == Norm(W.T, oo)
    assert above(MatMul(-2, W), 2) == 2 * Norm(W)
    assert above(Identity(N), 2) == 1
    assert above(ZeroMatrix(N, N), 2) == 0
    assert above(Diag(Slope(sigma(f(t))), N), 2) == Rational(1, 4)
    with pytest.raises(Unbounded):
        above(Diag(f(t), N), 2)
