"""Shapes: what does not fit together is refused, whatever the way of putting it."""

from collections.abc import Callable

import numpy as np
import pytest
import sympy
from hypothesis import given
from sympy import Expr, MatAdd, MatMul, Piecewise, Rational, sqrt

from lstm_sym.language.activations import ACTIVATIONS, Slope, sigma
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Dot, Outer, Response, Sensitivity
from lstm_sym.language.shapes import ShapeError, shape
from lstm_sym.language.spectra import SpectralRadius
from lstm_sym.language.sums import Chain, OperatorSum, PathSum, max_over, product_over, sum_over
from lstm_sym.language.vectors import Entry, Total, Vector
from lstm_sym.lower.numpy import value
from tests.strategies import (
    ALPHA,
    SIZES,
    M,
    N,
    Q,
    U,
    V,
    examples,
    matrix,
    nodes,
    numbers,
    signal,
)

f, b, W, S = signal("f", N), signal("b", M), matrix("W", N, M), matrix("U", N, N)

ILL_SHAPED = {
    "sum of sizes": lambda: shape(f(t) + b(t)),
    "product of sizes": lambda: shape(f(t) * b(t)),
    "number times a sum of sizes": lambda: shape(ALPHA * (f(t) + b(t))),
    "activation of a sum of sizes": lambda: shape(sigma(f(t) + b(t))),
    "slope of a sum of sizes": lambda: shape(Slope(sigma(f(t) + b(t)))),
    "matrix on a vector": lambda: Dot(W, f(t)),
    "matrix on a sum": lambda: Dot(W, b(t) + f(t)),
    "matrix on a matrix": lambda: Dot(W, W.T),
    "operators on a vector": lambda: Dot(MatMul(W, W.T), b(t)),
    "product of matrices": lambda: shape(MatMul(W, W)),
    "composition": lambda: shape(W @ W),
    "sum of matrices": lambda: shape(MatAdd(W, W.T)),
    "size of a diagonal": lambda: Diag(b(t), N),
    "diagonal of a matrix": lambda: Diag(W, N),
    "outer product with a number": lambda: Outer(ALPHA, f(t)),
    "outer product with a matrix": lambda: Outer(W, f(t)),
    "two units of a vector": lambda: Entry(f(t), U, V),
    "one unit of a matrix": lambda: Entry(W, U),
    "a unit of a number": lambda: Entry(ALPHA, U),
    "total of a matrix": lambda: Total(W),
    "total of a number": lambda: Total(ALPHA),
    "inverse": lambda: shape(1 / f(t)),
    "root": lambda: shape(sqrt(f(t))),
    "symbolic power": lambda: shape(f(t) ** ALPHA),
    "vector exponent": lambda: shape(2 ** f(t)),
    "function of a vector": lambda: shape(sympy.exp(f(t))),
    "maximum with a vector": lambda: shape(sympy.Max(f(t), 0)),
    "sum over time of sizes": lambda: shape(sum_over(lambda k: f(k) + b(k), 1, Q)),
    "product over time of sizes": lambda: shape(product_over(lambda k: f(k) * b(k), 1, Q)),
    "chain of vectors": lambda: Chain(lambda m: f(t - m), Q),
    "chain of rectangles": lambda: Chain(lambda m: W, Q),
    "derivative of a product": lambda: Response(f(t) * f(t - 1), f(t - 1)),
    "spectrum of a rectangle": lambda: SpectralRadius(W),
    "vector times matrix": lambda: shape(f(t) * S),
    "matrix * vector": lambda: shape(S * f(t)),
    "product of vectors": lambda: Dot(f(t), f(t)),
    "operator sum of vectors": lambda: shape(OperatorSum(lambda k: f(k), 1, Q)),
    "square of a matrix": lambda: shape(W * W),
    "power of a matrix": lambda: shape(W**2),
    "root of a matrix": lambda: shape(S**ALPHA),
    "path sum of vectors": lambda: shape(PathSum(lambda i, j, m: f(t - m), U, V, Q, N)),
    "extreme of vectors": lambda: max_over(lambda m: f(t - m), 1, Q),
    "activation of a matrix": lambda: shape(sigma(S)),
    "cases of sizes": lambda: shape(Piecewise((f(t), ALPHA > 0), (b(t), True))),
    "unit zero": lambda: Entry(f(t), 0),
    "a negative unit": lambda: Entry(S, U, -1),
    "half a unit": lambda: Entry(f(t), Rational(1, 2)),
    "a unit too many": lambda: Entry(f(t), N + 1),
    "a unit of too many": lambda: Entry(Vector("v", 3), 4),
}


@pytest.mark.parametrize("make", ILL_SHAPED.values(), ids=ILL_SHAPED)
def test_what_does_not_fit_is_refused(make: Callable[[], object]):
    with pytest.raises(ShapeError):
        make()


@examples(100)
@given(nodes().filter(lambda e: not e.has(Response, Sensitivity)))
def test_the_shape_is_that_of_the_numbers(e: Expr):
    assert np.shape(value(e, numbers())) == tuple(SIZES[n] for n in shape(e))


@pytest.mark.parametrize(
    "name",
    ACTIVATIONS,
)
def test_a_slope_has_the_shape_of_its_vector(name: str):
    slope = Slope(ACTIVATIONS[name](f(t))).unfolded
    assert shape(slope) == ((N,) if slope.has(Vector) else ())
