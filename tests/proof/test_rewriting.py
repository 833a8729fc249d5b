"""Rewriting with a claim puts equal for equal, at the time and for the units that are meant."""

import numpy as np
import pytest
from hypothesis import assume, given
from sympy import Expr, Integer, Sum

from lstm_sym.calculus.normal import normal
from lstm_sym.language.activations import sigma
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Dot, total
from lstm_sym.language.paths import LargestPath
from lstm_sym.language.shapes import shape
from lstm_sym.language.sums import PathSum, max_over, sum_over
from lstm_sym.language.symbols import binder, units
from lstm_sym.language.vectors import Entry, Vector
from lstm_sym.lower.numpy import Env, value
from lstm_sym.proof.rewriting import match, rewritten
from lstm_sym.proof.step import equal
from tests.strategies import (
    N,
    Pair,
    Q,
    U,
    V,
    close,
    equal_pairs,
    examples,
    leaves,
    matrix,
    numbers,
    signal,
    vectors_of,
)

u, v, w = units("u v w")
f, g, W, S = signal("f", N), signal("g", N), matrix("W", N, N), matrix("U", N, N)


@examples(100)
@given(vectors_of(), leaves(N), vectors_of(depth=2))
def test_rewriting_is_replacing_the_left_side(e: Expr, old: Vector, new: Expr):
    assume(not new.has(old))
    claim = equal(old, new)
    assert normal(rewritten(e, claim)) == normal(e.xreplace({old: new}))
    assert not rewritten(e, claim).has(old)


@examples(60)
@given(vectors_of(), equal_pairs(depth=2))
def test_a_true_equation_changes_no_value(e: Expr, pair: Pair):
    left, right = pair
    assume(shape(left))
    for whole in (e * left, sigma(left) + e, Dot(W, left)):
        put = rewritten(whole, equal(left, right))
        assert close(value(put, numbers()), value(whole, numbers()))


def test_free_units_match_all_units_and_others_only_themselves():
    pattern = Entry(W, u, v)
    assert match(pattern, Entry(W, v, u), (u, v)) == {u: v, v: u}
    assert match(pattern, Entry(W, Integer(1), w), (u, v)) == {u: 1, v: w}
    assert match(pattern, Entry(W, w, v), (u,)) == {u: w}
    assert match(pattern, Entry(W, w, w), (u,)) is None
    assert match(pattern, Entry(S, u, v), (u, v)) is None
    assert match(pattern, Entry(f(t), u), (u, v)) is None


@pytest.mark.parametrize(
    ("pattern", "e"),
    [
        (Entry(W, u, u), Entry(W, v, w)),
        (Entry(f(t), u), Entry(f(t + 1), u)),
    ],
)
def test_one_unit_is_one_unit(pattern: Expr, e: Expr):
    assert match(pattern, e, (u, v)) is None


def test_a_claim_is_used_at_its_own_time():
    claim = equal(f(t), g(t))
    assert rewritten(f(t) + f(t + 1), claim) == g(t) + f(t + 1)
    flow = total(f(t), g(t - Q))
    assert rewritten(Entry(flow, U, V), equal(flow, W)) == Entry(W, U, V)


def chained(a: Expr) -> Expr:
    """A number that binds units, and speaks of the unit ``a`` beside them."""
    return PathSum(lambda i, j, m: Entry(S, i, j) * Entry(f(t), a), a, a, 2, N)


@pytest.mark.parametrize(
    "around",
    [
        lambda x: PathSum(lambda i, j, m: x(i, j), u, v, 2, N),
        lambda x: max_over(lambda i: x(i, v), 1, N),
        lambda x: LargestPath(lambda i, j, m: x(j, i), u, v, 2, N),
        lambda x: sum_over(lambda i: x(i, u), 1, N),
    ],
)
def test_what_binds_is_put_under_what_binds_and_catches_nothing(around):
    claim = equal(Entry(W, u, v), chained(u) + Entry(g(t), v))
    put = rewritten(around(lambda i, j: Entry(W, i, j)), claim, (u, v))
    assert not put.has(W)
    env, number = numbers(), numbers().symbols
    at = range(1, int(number[N]) + 1)
    whole = np.array(
        [[value(chained(Integer(i)) + Entry(g(t), Integer(j)), env) for j in at] for i in at]
    )
    known = Env(env.symbols, {"W_nn": whole, "U_nn": env.constant["U_nn"]}, env.signal)
    assert close(value(put, env), value(around(lambda i, j: Entry(W, i, j)), known))


def test_what_is_put_in_for_units_is_not_caught():
    claim = equal(Entry(W, u, v), sum_over(lambda k: Entry(S, u, k) * Entry(S, k, v), 1, N))
    e = sum_over(lambda k: Entry(W, k, w) * Entry(f(t), k), 1, N)
    env = numbers(w=2)
    square = env.constant["U_nn"] @ env.constant["U_nn"]
    expected = square[:, 1] @ env.signal("f_n", env.symbols[t])
    assert close(value(rewritten(e, claim, (u, v)), env), expected)
    k = binder("k")
    square = Sum(Entry(S, u, k) * Entry(S, k, v), (k, 1, N))
    same = Sum(Entry(W, k, w) * Entry(f(t), k), (k, 1, N))
    put = rewritten(same, equal(Entry(W, u, v), square), (u, v))
    assert close(value(put, env), expected)
    twice = rewritten(rewritten(e, claim, (u, v)), equal(Entry(S, u, v), Entry(W, v, u)), (u, v))
    other = env.constant["W_nn"].T @ env.constant["W_nn"].T
    assert close(value(twice, env), other[:, 1] @ env.signal("f_n", env.symbols[t]))
