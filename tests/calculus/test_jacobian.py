"""The one differential rule: Jacobians and pullbacks are what the complex step says."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Sum

from lstm_sym.calculus.jacobian import jacobian, pullback, pullback_to, transposed
from lstm_sym.calculus.products import multiplied_out
from lstm_sym.language.activations import ACTIVATIONS, Elementwise, Slope, identity, sigma, tanh
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Dot, Outer, Response, total
from lstm_sym.language.shapes import shape
from lstm_sym.language.sums import Chain, OperatorSum
from lstm_sym.language.vectors import Entry, Signal, Total, Vector, vectors
from lstm_sym.lower.numpy import EPSILON, Env, value
from tests.strategies import (
    SIZES,
    Array,
    N,
    P,
    Q,
    U,
    close,
    examples,
    leaves,
    matrix,
    numbers,
    operators,
    signal,
    vectors_of,
)

f, g, W = signal("f", N), signal("g", N), matrix("W", N, N)
y = Vector("y_n", N)


def smooth() -> st.SearchStrategy[Expr]:
    """A vector as an equation of a cell may have it: no slopes, no sums over time."""
    return vectors_of(numbers=False).filter(lambda e: not e.has(Slope, Sum) and apart(e))


def apart(e: Expr) -> bool:
    """Whether no product stands both within another product and outside of all."""
    within = {d for whole in e.atoms(Dot) for d in whole.args[1].atoms(Dot)}
    outside = e.xreplace(dict.fromkeys(e.atoms(Dot) - within, y))
    return not outside.atoms(Dot)


def kicked(env: Env, v: Vector, kick: Array) -> Env:
    """The same numbers, but for a kick to one vector."""

    def signals(name: str, time: int) -> Array:
        moment = None if v.time is None else value(v.time, env)
        return env.signal(name, time) + (kick if (name, time) == (v.name, moment) else 0)

    constant = dict(env.constant)
    if v.time is None:
        constant[v.name] = env.constant[v.name] + kick
    return Env(env.symbols, _Kicked(env.constant, constant), signals)


class _Kicked(dict):
    def __init__(self, known: dict[str, Array], kicked: dict[str, Array]) -> None:
        super().__init__(kicked)
        self.known = known

    def __missing__(self, name: str) -> Array:
        return self.known[name]


def by_complex_step(e: Expr, v: Vector, env: Env) -> Array:
    """The Jacobian of a vector of R^n, one column for each kicked entry."""
    kicks = EPSILON * 1j * np.eye(SIZES[v.dim])
    columns = [np.imag(value(e, kicked(env, v, kick)) + np.zeros(SIZES[N])) for kick in kicks]
    return np.array(columns).T / EPSILON


@examples(80)
@given(smooth(), st.data())
def test_the_jacobian_is_the_complex_step(e: Expr, data: st.DataObject):
    v = data.draw(st.sampled_from([*vectors(e), f(t)]))
    env = numbers()
    J = jacobian(e, v, N)
    assert shape(J) == (N, v.dim)
    assert close(value(J, env) + np.zeros((SIZES[N], SIZES[v.dim])), by_complex_step(e, v, env))


@examples(60)
@given(smooth(), leaves(N))
def test_the_pullback_is_the_transpose(e: Expr, v: Vector):
    env = numbers()
    back = value(jacobian(e, v, N), env).T @ value(y, env)
    assert close(value(pullback(e, v, y), env) + np.zeros(SIZES[N]), back)


@examples(60)
@given(smooth())
def test_the_pullback_to_a_product_follows_the_chain_rule(e: Expr):
    env = numbers()
    for part in e.atoms(Dot):
        A, psi = part.args
        (rows,) = shape(part)
        here = pullback_to(e, part, y)
        for v in vectors(psi)[:1]:
            rest = e.xreplace({part: Vector(f"rest_{rows}", rows)})
            if not rest.has(v) and shape(psi):
                inner = transposed(jacobian(psi, v, A.shape[1]))
                back = Dot(inner, Dot(transposed(A), here))
                assert close(value(back, env), value(pullback(e, v, y), env))


@examples(60)
@given(operators(depth=3))
def test_the_transpose_is_that_of_the_numbers(A: Expr):
    assert close(value(transposed(A), numbers()), value(A, numbers()).T)


LONG = {
    "chain": Chain(lambda m: Diag(f(t - m), N) @ W, Q),
    "ascending chain": Chain(lambda m: W @ Diag(f(t - m), N), Q, ascending=True),
    "operator sum": OperatorSum(lambda k: Outer(f(k), g(k - 1)), 1, Q),
    "response": total(f(t), g(t - 1)),
}


@pytest.mark.parametrize(
    "name",
    LONG,
)
def test_what_is_long_is_transposed_too(name: str):
    A, env = LONG[name], numbers()
    env = Env(
        env.symbols, env.constant, env.signal, lambda R, env: np.array([[1.0, 2.0], [3.0, 4.0]])
    )
    assert isinstance(A, Response) or A.T.T == A
    assert close(value(A.T, env), value(A, env).T)


@examples(80)
@given(operators(depth=3))
def test_multiplying_out_keeps_the_operator(A: Expr):
    out = multiplied_out(A)
    assert shape(out) == shape(A)
    assert close(value(out, numbers()), value(A, numbers()))
    assert multiplied_out(out) == out


@pytest.mark.parametrize(
    "name",
    ACTIVATIONS,
)
def test_every_activation_goes_through_a_product(name: str):
    made: type[Elementwise] = ACTIVATIONS[name]
    e = Dot(W, made(Dot(W, f(t)) + g(t)) * g(t))
    for time in range(4):
        env = numbers().bind({t: time})
        assert close(value(jacobian(e, f(t), N), env), by_complex_step(e, f(t), env))
        back = value(jacobian(e, f(t), N), env).T @ value(y, env)
        assert close(value(pullback(e, f(t), y), env), back)


MIXED: dict[str, Callable[[Signal], Expr]] = {
    "total": lambda v: Total(v(t) * g(t)) * g(t),
    "outer product": lambda v: Dot(Outer(g(t), g(t)), v(t)),
    "entry": lambda v: Entry(v(t), U) * g(t),
}


@pytest.mark.parametrize("name", MIXED)
def test_numbers_made_of_vectors_are_not_differentiated_as_numbers(name: str):
    with pytest.raises(ValueError, match="through a number"):
        jacobian(MIXED[name](f), f(t), N)
    e = MIXED[name](g) * f(t)
    assert close(value(jacobian(e, f(t), N), numbers()), by_complex_step(e, f(t), numbers()))


@pytest.mark.parametrize("f", [tanh, identity])
def test_a_product_may_stand_within_and_outside(f: type[Elementwise]):
    v, env = signal("f", N)(t), numbers()
    e = Dot(W, f(Dot(W, v))) + Dot(W, v)
    assert close(value(jacobian(e, v, N), env), by_complex_step(e, v, env))


def test_a_slope_is_differentiated():
    e, env = Slope(sigma(f(t))) * g(t), numbers()
    assert close(value(jacobian(e, f(t), N), env), by_complex_step(e, f(t), env))


def test_sizes_may_differ():
    e = Dot(matrix("W", N, P), signal("f", P)(t))
    assert jacobian(e, signal("f", P)(t), N) == matrix("W", N, P)
    assert shape(jacobian(e, f(t), N)) == (N, N)
