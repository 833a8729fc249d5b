"""Nodes are SymPy expressions: they rebuild, they shift in time, and products are linear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Inverse, MatAdd, MatMul, Sum, preorder_traversal
from sympy.core.basic import Basic

from lstm_sym.calculus.normal import vanishes
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Dot, Response, Sensitivity
from lstm_sym.language.shapes import shape
from lstm_sym.language.sums import Binding, sum_over
from lstm_sym.language.tally import Tally
from lstm_sym.language.vectors import Basis, Entry, Total, Vector
from lstm_sym.lower.numpy import value
from tests.strategies import (
    ALPHA,
    N,
    Q,
    U,
    V,
    close,
    coefficients,
    defect,
    examples,
    leaves,
    matrix,
    node_classes,
    nodes,
    numbers,
    operators,
    signal,
    specimens,
    vectors_of,
)

f, g, W, S = signal("f", N), signal("g", N), matrix("W", N, N), matrix("U", N, N)
LATER, EARLIER = {t: t + 1}, {t: t - 1}


def test_every_node_class_has_a_specimen():
    assert set(node_classes()) == set(specimens())


@examples(150)
@given(nodes())
def test_a_node_rebuilds_from_its_arguments(e: Expr):
    for part in preorder_traversal(e):
        if isinstance(part, Basic) and part.args:
            assert part.func(*part.args) == part
            assert hash(part.func(*part.args)) == hash(part)


@examples(150)
@given(nodes())
def test_a_shift_in_time_is_undone_by_its_inverse(e: Expr):
    assert e.xreplace(LATER).xreplace(EARLIER) == e
    assert shape(e.xreplace(LATER)) == shape(e)


@examples(80)
@given(nodes().filter(lambda e: not e.has(Response, Sensitivity, Tally)))
def test_a_shift_in_time_is_the_value_one_step_later(e: Expr):
    now, later = numbers(), numbers().bind({t: numbers().symbols[t] + 1})
    assert close(value(e.xreplace(LATER), now), value(e, later))


@examples(80)
@given(nodes())
def test_what_is_bound_is_not_free(e: Expr):
    for part in preorder_traversal(e):
        if isinstance(part, Binding):
            assert not set(part.bound_symbols) & part.free_symbols


@examples(80)
@given(operators(), operators(), vectors_of(depth=2), vectors_of(depth=2), coefficients())
def test_a_product_is_linear_in_both(A: Expr, B: Expr, x: Expr, y: Expr, alpha: Expr):
    assert vanishes(Dot(A, alpha * x + y) - alpha * Dot(A, x) - Dot(A, y))
    assert vanishes(Dot(MatAdd(MatMul(alpha, A), B), x) - alpha * Dot(A, x) - Dot(B, x))
    assert vanishes(Dot(MatMul(A, B), x) - Dot(A, Dot(B, x)))


SUMS = "a sum of symbolic length is not pulled out of Dot"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Dot(W, 2 * f(t)), 2 * Dot(W, f(t))),
        (Dot(W, ALPHA * f(t)), ALPHA * Dot(W, f(t))),
        (Dot(W, 1 - f(t)), Dot(W, 1) - Dot(W, f(t))),
        (Total(2 * f(t) + g(t)), 2 * Total(f(t)) + Total(g(t))),
        (Dot(Diag(2, N), f(t)), 2 * f(t)),
        (Dot(W, Integer(2)), 2 * Dot(W, 1)),
        (Dot(W, ALPHA), ALPHA * Dot(W, 1)),
        (Total(2 - 2 * f(t)), 2 * Total(1 - f(t))),
        (Total(ALPHA + f(t)), ALPHA * N + Total(f(t))),
        defect(
            Dot(W, sum_over(lambda k: f(k), 1, Q)),
            sum_over(lambda k: Dot(W, f(k)), 1, Q),
            reason=SUMS,
        ),
    ],
)
def test_numbers_and_sums_go_through_a_product(left: Expr, right: Expr):
    assert close(value(left, numbers()), value(right, numbers()))
    assert vanishes(left - right)


@examples(30)
@given(leaves(N), st.integers(-3, 3))
def test_a_bar_and_a_loss_keep_size_and_time(v: Vector, move: int):
    for other in (v.bar, v.loss):
        assert shape(other) == shape(v)
        assert other.xreplace({t: t + move}).time == v.xreplace({t: t + move}).time


def product() -> Expr:
    return Diag(sum_over(lambda k: f(t - k), 1, 3), N) * W


def test_composing_operators_does_not_work_out_what_they_hold():
    whole = product()
    assert whole == MatMul(*whole.args) == whole.args[0] @ W
    assert whole.atoms(Sum)


def test_an_operator_composed_with_itself_is_a_product():
    assert MatMul(W, W) == W * W


@examples(40)
@given(vectors_of(depth=2))
def test_an_inverse_undoes_its_operator(x: Expr):
    for A in (W, W.T):
        assert vanishes(Dot(Inverse(A), Dot(A, x)) - x)
        assert vanishes(Dot(A, Dot(Inverse(A), x)) - x)
    assert not vanishes(Dot(Inverse(S), Dot(W, f(t))) - f(t))


@examples(40)
@given(leaves(N), leaves(N))
def test_a_vector_times_a_unit_vector_is_its_entry_times_it(v: Vector, w: Vector):
    e = Basis(U, N)
    assert vanishes(v * w * e - Entry(v, U) * Entry(w, U) * e)
    assert not vanishes(v * e - Entry(v, V) * e)
