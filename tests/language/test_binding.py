"""Bound variables: alike up to names, never caught, and peeled one term at a time."""

from collections.abc import Callable
from functools import reduce
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, MatMul, Product, Sum, Symbol

from lstm_sym.calculus.normal import normal
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Norm, Outer
from lstm_sym.language.rebinding import refreshed
from lstm_sym.language.sums import Chain, OperatorSum, PathSum, product_over, sum_over
from lstm_sym.language.symbols import instant
from lstm_sym.language.unfolding import unfold
from lstm_sym.language.vectors import Entry
from lstm_sym.lower.numpy import value
from tests.strategies import (
    SIZES,
    N,
    Q,
    U,
    V,
    close,
    examples,
    matrix,
    numbers,
    signal,
    vectors_of,
)

f, g, W = signal("f", N), signal("g", N), matrix("W", N, N)
n = SIZES[N]


def factor(m: Expr) -> Expr:
    return MatMul(Diag(f(t - m), N), W)


def edge(i: Expr, j: Expr, m: Expr) -> Expr:
    return Entry(W, i, j) * Entry(f(t - m), j) + m


LONG: dict[str, Callable[[Expr], Expr]] = {
    "descending chain": lambda q: Chain(factor, q),
    "ascending chain": lambda q: Chain(factor, q, ascending=True),
    "path sum": lambda q: PathSum(edge, U, V, q, N),
    "sum": lambda q: sum_over(lambda k: k * f(t - k), 1, q),
    "later sum": lambda q: sum_over(lambda k: f(t - k), 3, q + 2),
    "product": lambda q: product_over(lambda k: f(t - k) + k, 1, q),
    "operator sum": lambda q: OperatorSum(lambda k: Outer(f(k), g(k - 1)), 1, q),
}
PEELED = [name for name in LONG if name != "operator sum"]


def matrices(env, many: int) -> list[np.ndarray]:
    return [value(factor(m), env) for m in range(1, many + 1)]


def paths(env, q: int) -> float:
    """The sum over all paths of length q from U to V, path by path."""
    weights = env.constant["W_nn"]
    total = 0.0
    for inner in product(range(n), repeat=q - 1):
        units = [env.symbols[U] - 1, *inner, env.symbols[V] - 1]
        slopes = [env.signal("f_n", env.symbols[t] - m)[units[m]] for m in range(1, q + 1)]
        edges = [weights[units[m - 1], units[m]] * slopes[m - 1] + m for m in range(1, q + 1)]
        total += np.prod(edges)
    return total


def enumerated(name: str, env, q: int) -> object:
    vectors = {k: env.signal("f_n", env.symbols[t] - k) for k in range(1, q + 3)}
    if name == "descending chain":
        return reduce(lambda A, B: B @ A, matrices(env, q))
    if name == "ascending chain":
        return reduce(lambda A, B: A @ B, matrices(env, q))
    if name == "path sum":
        return paths(env, q)
    if name == "sum":
        return sum(k * vectors[k] for k in range(1, q + 1))
    if name == "later sum":
        return sum(vectors[k] for k in range(3, q + 3))
    if name == "product":
        return np.prod([vectors[k] + k for k in range(1, q + 1)], axis=0)
    return sum(np.outer(env.signal("f_n", k), env.signal("g_n", k - 1)) for k in range(1, q + 1))


@pytest.mark.parametrize("q", [1, 2, 3, 4])
@pytest.mark.parametrize("name", LONG)
def test_what_is_long_is_what_enumeration_gives(name: str, q: int):
    env = numbers(seed=q, q=q)
    assert close(value(LONG[name](Q), env), enumerated(name, env, q))
    assert close(value(LONG[name](q), env), enumerated(name, env, q))


@pytest.mark.parametrize("q", [1, 2, 3, 4])
@pytest.mark.parametrize("name", PEELED)
def test_unfolding_keeps_the_value(name: str, q: int):
    env = numbers(seed=q, q=q)
    for e in (LONG[name](Q + 1), LONG[name](q)):
        assert unfold(e) != e
        assert close(value(unfold(e), env), value(e, env))


@pytest.mark.parametrize("name", PEELED)
def test_unfolding_peels_exactly_one_term(name: str):
    e = LONG[name](Q + 1)
    assert [length(part) for part in unfold(e).atoms(type(e))] == [Q]
    shorter = e.xreplace({Q: Q - 1})
    assert length(shorter) == Q
    assert unfold(shorter) == shorter


@pytest.mark.parametrize("name", PEELED)
def test_unfolding_reaches_the_end(name: str):
    e = LONG[name](4)
    for _ in range(4):
        e = unfold(e)
    assert not e.atoms(type(LONG[name](4)))


def length(e: Expr) -> Expr:
    if isinstance(e, Chain | PathSum):
        return e.length
    _, low, high = e.limits[0]
    return high - low + 1


@examples(60)
@given(vectors_of(depth=2))
def test_equal_bodies_bind_equal(e: Expr):
    def once(k: Expr) -> Expr:
        return Diag(e.xreplace({t: t - k}), N)

    def again(j: Expr) -> Expr:
        return Diag(e.xreplace({t: -j + t}), N)

    assert Chain(once, Q) == Chain(again, Q)
    assert Chain(once, Q) != Chain(once, Q, ascending=True)
    assert OperatorSum(once, 1, Q) == OperatorSum(again, 1, Q)
    left, right = (sum_over(lambda k, make=make: make(k).args[0], 1, Q) for make in (once, again))
    assert normal(left) == normal(right)


def nested(q: Expr) -> Expr:
    """An outer chain whose factors hold a chain over both bound variables."""
    return Chain(lambda m: Chain(lambda k: Diag(f(t - m - 2 * k), N) * W, q), q)


def test_nested_chains_are_enumerated():
    for q in (1, 2, 3):
        env = numbers(q=q)
        expected = np.eye(n)
        for m, k in product(range(1, q + 1), repeat=2):
            expected = value(Diag(f(t - m - 2 * k), N) * W, env) @ expected
        assert close(value(nested(Q), env), expected)


@examples(60)
@given(vectors_of(depth=2), st.integers(-2, 2))
def test_substitution_under_a_binder_is_substitution_in_every_factor(e: Expr, move: int):
    chain = Chain(lambda m: MatMul(Diag(f(t - m) * g(t), N), W), Q)
    moved = chain.xreplace({g(t): e}).xreplace({t: t + move})
    for m in (1, 2, Q):
        assert moved.at(m) == chain.at(m).xreplace({g(t): e}).xreplace({t: t + move})


def test_what_is_put_in_may_bind_too():
    inside = Norm(nested(Q)) * f(t)
    chain = Chain(lambda m: Diag(f(t - m) * g(t), N), Q).xreplace({g(t): inside})
    outer = Chain(lambda m: Diag(f(t - m) * inside, N), Q)
    assert chain == outer
    assert chain.at(1) == Diag(f(t - 1) * inside, N)


@pytest.mark.parametrize(
    "s",
    [
        *(Symbol(name, integer=True, positive=True) for name in ("i_1", "j_1", "m_1", "i_2")),
        *(Symbol(name, real=True) for name in ("i_1", "i_2")),
        instant("m_1"),
        instant("i_1"),
    ],
)
def test_a_free_symbol_is_not_caught(s: Symbol):
    chain = Chain(lambda m: Diag(f(t - m) * s, N), Q)
    assert s in chain.free_symbols
    assert chain.at(1) == Diag(f(t - 1) * s, N)
    assert s in Chain(lambda m: Diag(s * Norm(chain) * f(t - m), N), Q).free_symbols


@pytest.mark.parametrize("name", ["sum", "later sum", "product"])
def test_refreshing_only_renames(name: str):
    e = LONG[name](Q)
    assert refreshed(e) != e
    assert normal(refreshed(e)) == normal(e)
    assert close(value(refreshed(e), numbers()), value(e, numbers()))


def test_a_vector_put_under_two_sums_is_not_caught():
    inner = sum_over(lambda j: f(t - j), 1, Q)
    both = sum_over(lambda k: f(t - k) * inner, 1, Q)
    env = numbers()
    single = value(inner, env)
    assert close(value(both, env), single * single)
    assert close(value(normal(both), env), single * single)


def own_end(make: Callable[..., Expr]) -> Expr:
    """What runs from 1 to a number that has the name of its variable."""
    k = Symbol("k", integer=True, positive=True)
    return make(f(t - k), (k, 1, k))


@pytest.mark.parametrize("make", [Sum, Product])
def test_the_ends_of_a_range_are_not_bound_by_it(make: Callable[..., Expr]):
    k = Symbol("k", integer=True, positive=True)
    e, env = own_end(make), numbers(k=3)
    for other in (e, refreshed(e), normal(e)):
        assert k in other.free_symbols
        assert close(value(other, env), value(make(f(t - Q), (Q, 1, 3)), env))
    longer = make(f(t - k), (k, 1, k + 1))
    assert unfold(longer) != longer
    assert close(value(unfold(longer), env), value(make(f(t - Q), (Q, 1, 4)), env))
    twice = make(make(f(t - k), (k, 1, k)), (k, 1, 3))
    ends = [make(f(t - Q), (Q, 1, end)) for end in (1, 2, 3)]
    whole = sum(ends) if make is Sum else reduce(lambda a, b: a * b, ends)
    for other in (twice, refreshed(twice), normal(twice)):
        assert close(value(other, numbers()), value(whole, numbers()))


@examples(40)
@given(st.integers(-3, 6), st.integers(-3, 6))
def test_an_empty_sum_is_zero_and_an_empty_product_one(low: int, high: int):
    env = numbers()
    for e in (sum_over(lambda k: f(t - k), low, high), product_over(lambda k: f(t - k), low, high)):
        assert close(value(unfold(e), env) + np.zeros(n), value(e, env) + np.zeros(n))
        if high < low:
            assert unfold(e) == (0 if isinstance(e, Sum) else 1)
            assert unfold(e.xreplace({f(t): g(t)})) == unfold(e)


def test_a_range_may_hang_on_an_outer_variable():
    triangle = sum_over(lambda j: sum_over(lambda i: i * j, 1, j), 1, 3)
    assert value(triangle, numbers()) == sum(i * j for j in range(1, 4) for i in range(1, j + 1))
