"""Every target knows every node, and the roads from an expression to numbers agree."""

import numpy as np
import pytest
from hypothesis import assume, given
from sympy import Expr, Function, Identity, Inverse, MatMul, ZeroMatrix

from lstm_sym.calculus.jacobian import transposed
from lstm_sym.language.operators import Matrix, Response
from lstm_sym.language.shapes import shape
from lstm_sym.language.symbols import units
from lstm_sym.language.vectors import Entry, Total, Vector
from lstm_sym.lower import latex, text
from lstm_sym.lower.components import entry, in_components
from lstm_sym.lower.numpy import Env, value
from tests.strategies import (
    SIZES,
    M,
    N,
    U,
    V,
    close,
    examples,
    matrix,
    node_classes,
    numbers,
    operators,
    scalars,
    specimens,
    vectors_of,
)

ROW, COL = units("i j")


def has_handler(function, node: type) -> bool:
    """Whether a singledispatch function knows a class by more than its loud default."""
    return function.dispatch(node) is not function.dispatch(object)


def prints(printer: type, node: type) -> bool:
    """Whether a printer of ours has a method for a class, or for its name as a function."""
    ours = [c for c in node.__mro__ if c.__module__.startswith("lstm_sym") or c is Function]
    return any(hasattr(printer, f"_print_{c.__name__}") for c in ours)


def test_value_knows_every_node():
    assert [c.__name__ for c in node_classes() if not has_handler(value, c)] == []


def test_entry_knows_every_node_that_has_entries():
    made = specimens()
    missing = [c for c in node_classes() if shape(made[c]) and not has_handler(entry, c)]
    assert [c.__name__ for c in missing] == []


@pytest.mark.parametrize("printer", [latex.Printer, text.Printer])
def test_a_printer_knows_every_node(printer: type):
    assert [c.__name__ for c in node_classes() if not prints(printer, c)] == []


def responding() -> Env:
    """Numbers, with an answer for derivatives of a running network too."""
    env = numbers()
    return Env(
        env.symbols,
        env.constant,
        env.signal,
        lambda R, env: np.arange(1.0, 1 + SIZES[N] ** 2).reshape(2, 2)[(0,) * (2 - len(shape(R)))],
    )


@pytest.mark.parametrize("node", node_classes(), ids=lambda node: node.__name__)
def test_every_node_has_a_value_a_text_and_latex(node: type):
    e = specimens()[node]
    assert np.shape(value(e, responding())) == tuple(SIZES[n] for n in shape(e))
    assert latex.latex(e)
    assert text.text(e)


@pytest.mark.parametrize("node", node_classes(), ids=lambda node: node.__name__)
def test_every_node_is_the_same_in_components(node: type):
    e, env = specimens()[node], responding()
    here = (U, V)[: len(shape(e))]
    at = tuple(env.symbols[unit] - 1 for unit in here)
    written = in_components(entry(e, *here) if here else e)
    assert close(value(written, env), value(e, env)[at] if at else value(e, env))


@examples(150)
@given(vectors_of())
def test_the_entry_of_a_vector_is_the_entry_of_its_value(e: Expr):
    assume(shape(e))
    whole = value(e, numbers())
    for i in range(SIZES[N]):
        assert close(value(entry(e, i + 1), numbers()), whole[i])
        assert close(value(entry(e, ROW), numbers(i=i + 1)), whole[i])
        assert close(value(Entry(e, ROW), numbers(i=i + 1)), whole[i])


@examples(60)
@given(operators(N, M, depth=3))
def test_the_entry_of_an_operator_is_the_entry_of_its_value(A: Expr):
    whole = value(A, numbers())
    for i, j in np.ndindex(whole.shape):
        env = numbers(i=i + 1, j=j + 1)
        assert close(value(entry(A, ROW, COL), env), whole[i, j])
        assert close(value(entry(transposed(A), COL, ROW), env), whole[i, j])


@examples(100)
@given(scalars())
def test_a_number_is_the_same_in_components(e: Expr):
    written = in_components(e)
    assert close(value(written, numbers()), value(e, numbers()))
    for part in written.atoms(Entry):
        assert isinstance(part.of, Vector | Matrix)


@examples(60)
@given(vectors_of(depth=2, numbers=False))
def test_a_batch_is_every_member_of_it(e: Expr):
    seeds = [numbers(seed) for seed in range(3)]
    known: dict[str, np.ndarray] = {}
    for name in {part.name for part in e.atoms(Vector, Matrix)}:
        known[name] = np.stack([env.constant[name] for env in seeds])
    batch = Env(
        seeds[0].symbols,
        known,
        lambda name, time: np.stack([env.signal(name, time) for env in seeds]),
    )
    each = np.stack([value(e, env) + np.zeros(SIZES[N]) for env in seeds])
    assert close(value(e, batch) + np.zeros((3, SIZES[N])), each)


@pytest.mark.parametrize("target", [value, entry])
def test_an_unknown_node_is_refused_loudly(target):
    class Unknown(Expr):
        pass

    with pytest.raises(TypeError, match="Unknown"):
        target(Unknown(), numbers())


W = matrix("W", N, N)


@pytest.mark.parametrize(
    "A",
    [
        Identity(N),
        ZeroMatrix(N, N),
        MatMul(2, W),
        W - W.T,
        -W,
        MatMul(W, Identity(N)),
        W * W,
        W**2,
        W * W * W,
        Response(Vector("f_n", N, U), Vector("f_n", N, V)).T,
        Inverse(W),
        Inverse(W.T),
        MatMul(Inverse(W), W.T),
    ],
    ids=str,
)
def test_what_the_algebra_of_operators_makes_is_known(A: Expr):
    env = responding()
    assert value(A, env).shape == (SIZES[N], SIZES[N])
    assert close(value(entry(A, U, V), env), value(A, env)[0, 1])
    assert latex.latex(A)
    assert text.text(A)


@pytest.mark.parametrize("number", [Total, lambda v: Entry(v, 2)])
def test_a_batch_may_hold_numbers_made_of_vectors(number):
    f = Vector("f_n", N)
    known = np.arange(6.0).reshape(3, 2) + 1
    batch = Env(SIZES, {"f_n": known})
    each = [value(number(f) * f, Env(SIZES, {"f_n": member})) for member in known]
    assert close(value(number(f) * f, batch), np.stack(each))
