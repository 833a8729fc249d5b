"""The normal form: equal things coincide, unequal things do not, and no value is changed."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Expr, MatAdd, MatMul, Rational

from lstm_sym.calculus.adjoint import T
from lstm_sym.calculus.normal import normal, vanishes
from lstm_sym.language.activations import relu, sigma
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Dot, Outer
from lstm_sym.language.shapes import shape
from lstm_sym.language.sums import OperatorSum, product_over, sum_over
from lstm_sym.language.symbols import number
from lstm_sym.language.vectors import Entry, Signal, Vector
from lstm_sym.lower.components import entry
from lstm_sym.lower.numpy import value
from lstm_sym.mistakes.claims import changed
from tests.strategies import (
    N,
    P,
    Pair,
    Q,
    U,
    V,
    close,
    equal_pairs,
    examples,
    matrix,
    numbers,
    operators,
    scalars,
    signal,
    vectors_of,
)

f, g, W, S = signal("f", N), signal("g", N), matrix("W", N, N), matrix("U", N, N)
b = Vector("b_n", N)


@examples(100)
@given(st.integers(0, 5).flatmap(lambda k: equal_pairs(depth=3 if k == 0 else 2)))
def test_equal_things_have_one_normal_form(pair: Pair):
    left, right = pair
    assert close(value(left, numbers()), value(right, numbers()))
    assert vanishes(left - right)


@examples(50)
@given(equal_pairs(depth=2))
def test_equal_things_are_equal_in_components(pair: Pair):
    left, right = pair
    assume(shape(left) and shape(right))
    assert vanishes(entry(left, U) - entry(right, U))


@examples(120)
@given(vectors_of(), vectors_of())
def test_unequal_things_are_refused(a: Expr, c: Expr):
    assume(not close(value(a, numbers()), value(c, numbers())))
    assert not vanishes(a - c)


@examples(40)
@given(vectors_of(depth=2))
def test_a_small_change_is_refused(e: Expr):
    for word, other in changed(e):
        if not close(value(e, numbers()), value(other, numbers())):
            assert not vanishes(e - other), word


@examples(100)
@given(vectors_of())
def test_the_normal_form_keeps_the_value(e: Expr):
    assert close(value(normal(e), numbers()), value(e, numbers()))


@examples(60)
@given(vectors_of())
def test_the_normal_form_of_components_keeps_the_value(e: Expr):
    written = entry(e, U)
    assert close(value(normal(written), numbers()), value(written, numbers()))


@examples(60)
@given(scalars())
def test_the_normal_form_of_a_number_keeps_the_value(e: Expr):
    assert close(value(normal(e), numbers()), value(e, numbers()))


@examples(50)
@given(vectors_of())
def test_the_normal_form_is_normal(e: Expr):
    assert normal(normal(e)) == normal(e)


@examples(60)
@given(operators(depth=2), operators(depth=2))
def test_operators_are_equal_if_they_are_so_in_numbers(A: Expr, B: Expr):
    assert vanishes(MatAdd(A, MatMul(-1, A)))
    same = close(value(A, numbers()), value(B, numbers()))
    assert same or not vanishes(MatAdd(A, MatMul(-1, B)))


def test_a_square_is_a_product():
    assert vanishes(Dot(W * W, f(t)) - Dot(W, Dot(W, f(t))))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (W @ (S @ f(t)), W @ (S.T @ f(t))),
        (W @ (S @ f(t)), W.T @ (S @ f(t))),
        (W @ (b * (S @ f(t))), W @ (b * (S.T @ f(t)))),
        (W @ sigma(S @ f(t)), W @ sigma(S.T @ f(t))),
        (sigma(W @ (S @ (S @ f(t)))), sigma(W @ (S.T @ (S @ f(t))))),
        ((W @ f(t)) * (S @ g(t)), (W @ f(t)) * (S.T @ g(t))),
        ((W @ f(t)) ** 2, W @ (W @ f(t))),
    ],
)
def test_nested_sums_are_told_apart(left: Expr, right: Expr):
    assert vanishes(entry(left, U) - entry(left, U))
    assert not vanishes(entry(left, U) - entry(right, U))


def double(body: Callable[[Expr, Expr], Expr]) -> Expr:
    return sum_over(lambda i: sum_over(lambda j: body(i, j), 1, N), 1, N)


SAME = [
    (double(lambda i, j: Entry(W, i, j)), double(lambda i, j: Entry(W, j, i))),
    (
        double(lambda i, j: Entry(W, i, j) * (Entry(f(t), i) + Entry(g(t), j))),
        double(lambda i, j: Entry(W, j, i) * Entry(f(t), j))
        + double(lambda i, j: Entry(W, i, j) * Entry(g(t), j)),
    ),
    (
        double(lambda i, j: Entry(f(t), i) * Entry(g(t), j)),
        sum_over(lambda i: Entry(f(t), i), 1, N) * sum_over(lambda i: Entry(g(t), i), 1, N),
    ),
    (
        sum_over(lambda i: Entry(f(t), i), 1, N) ** 2,
        double(lambda i, j: Entry(f(t), i) * Entry(f(t), j)),
    ),
    (product_over(lambda k: f(t - k), 1, Q), product_over(lambda j: f(t - j), 1, Q)),
    (sum_over(lambda k: 0 * f(k), 1, Q), sum_over(lambda k: f(k) - f(k), 1, Q)),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_sums_of_sums_are_equal_whatever_the_order(left: Expr, right: Expr):
    assert vanishes(left - right)


def test_operator_sums_are_linear():
    def gathered(*vectors: Callable[[Expr], Expr]) -> Expr:
        return OperatorSum(lambda k: MatAdd(*[Outer(v(k), g(k)) for v in vectors]), 1, T)

    def steady(k: Expr) -> Expr:
        return b

    assert vanishes(gathered(f, steady) - gathered(f) - gathered(steady))
    assert not vanishes(gathered(f, steady) - gathered(f))


def test_diagonals_compose():
    assert vanishes(Diag(f(t), N) * Diag(g(t), N) - Diag(f(t) * g(t), N))
    assert vanishes(Diag(Rational(2), N) * W - 2 * W)
    assert vanishes(Diag(f(t), N) * W - Diag(g(t), N) * W) is False


@pytest.mark.parametrize("name", ["s", "s_1", "s_1_0", "s_c", "k", "i_1"])
def test_every_name_may_stand_in_a_sum(name: str):
    v = Signal(name, P)
    e = sum_over(lambda k: number(name) * Entry(v(t), k), 1, P)
    twice = sum_over(lambda k: sum_over(lambda j: e * Entry(v(t), k) * j, 1, P), 1, P)
    assert vanishes(e - e)
    assert not vanishes(e - 2 * e)
    assert normal(normal(twice)) == normal(twice)
    assert number(name) in normal(e).free_symbols
    assert number(name) in normal(twice).free_symbols


def test_the_slope_of_relu_stays_inside_a_product():
    damped, env = Dot(W, relu(f(t)).fdiff() * g(t)), numbers()
    for time in range(5):
        here = env.bind({t: time})
        cut = (env.signal("f_n", time) > 0) * env.signal("g_n", time)
        assert close(value(damped, here), env.constant["W_nn"] @ cut)


def test_a_wrong_unit_is_refused():
    assert not vanishes(Entry(W, U, V) - Entry(W, V, U))
    assert vanishes(Entry(W.T, U, V) - Entry(W.T, U, V))
