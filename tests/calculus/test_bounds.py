"""Bounds: a supremum is reached and never passed, and a number above a norm is above it."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Identity, Interval, MatMul, Rational, ZeroMatrix, oo

from lstm_sym.calculus.bounds import (
    Certificate,
    Unbounded,
    above,
    certificate,
    slope_polynomial,
    supremum,
    y,
)
from lstm_sym.language.activations import ACTIVATIONS, Elementwise, Slope, sigma, tanh
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Norm
from lstm_sym.lower.numpy import value
from tests.strategies import (
    Array,
    N,
    close,
    coefficients,
    examples,
    leaves,
    matrices,
    matrix,
    numbers,
    signal,
)

f = signal("f", N)
UNBOUNDED = {"relu", "softplus", "exp", "inv"}
BOUNDED = sorted(set(ACTIVATIONS) - UNBOUNDED)
rationals = st.fractions(-3, 3, max_denominator=4).map(
    lambda q: Rational(q.numerator, q.denominator)
)


def made(slope: Expr, low: Expr, high: Expr) -> type[Elementwise]:
    """An activation, undeclared, with a polynomial slope on an interval of outputs."""

    def of(z: Expr, out: Expr) -> Expr:
        return slope.xreplace({y: out})

    body = {"slope": staticmethod(of), "image": Interval(low, high)}
    return type("made", (Elementwise,), body)


def polynomial(p: Expr, grid: Array) -> Array:
    return np.polyval([float(k) for k in sympy.Poly(p, y).all_coeffs()], grid)


def slopes(p: Expr, low: float, high: float) -> Array:
    return np.abs(polynomial(p, np.linspace(low, high, 4001)))


@pytest.mark.parametrize("name", BOUNDED)
def test_no_slope_is_above_the_supremum_and_one_is_at_it(name: str):
    f = ACTIVATIONS[name]
    low, high = (float(np.clip(float(end), -50, 50)) for end in (f.image.inf, f.image.sup))
    grid = slopes(slope_polynomial(f), low, high)
    assert close(grid.max(), float(supremum(f)), 1e-6)
    assert grid.max() <= float(supremum(f)) + 1e-12


@examples(12)
@given(st.lists(rationals, min_size=1, max_size=4), rationals, rationals.filter(lambda q: q > 0))
def test_the_supremum_of_a_polynomial_slope_is_reached(numbers: list[Expr], low: Expr, width: Expr):
    p = sum(k * y**i for i, k in enumerate(numbers))
    top = float(supremum(made(p, low, low + width)))
    grid = slopes(p, float(low), float(low + width))
    assert grid.max() <= top + 1e-9
    assert top <= grid.max() + 1e-2


@pytest.mark.parametrize("name", sorted(UNBOUNDED))
def test_a_slope_without_bound_is_refused(name: str):
    with pytest.raises(Unbounded):
        supremum(ACTIVATIONS[name])


@pytest.mark.parametrize("f", [sigma, tanh])
def test_the_certificate_holds_and_a_smaller_bound_has_none(f: type[Elementwise]):
    p = slope_polynomial(f)
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
