"""A claim speaks of times that the run has: from the earliest on it has a value, before not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr

from lstm_sym.calculus.adjoint import T, adjoint
from lstm_sym.checks.backward import Reader
from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network, OutOfTime
from lstm_sym.language.activations import sigma, slope
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Diag, Matrix, Outer
from lstm_sym.language.sums import Chain, OperatorSum, PathSum, product_over, sum_over
from lstm_sym.language.symbols import count, size, units
from lstm_sym.language.vectors import Entry, Signal
from lstm_sym.lower.numpy import Env, value
from lstm_sym.proof.step import Claim, equal
from lstm_sym.proof.times import earliest, moments
from tests.strategies import close, examples, networks

n, q, (u, v) = size("n"), count("q"), units("u v")
a, h, x = (Signal(name, n) for name in "ahx")
W, V = Matrix("W", n, n), Matrix("V", n, n)
cell = Cell("rnn", {a(t): W @ h(t - 1) + V @ x(t), h(t): sigma(a(t))})
deep = Cell("deep", {a(t): W @ h(t - 3) + V @ x(t - 2), h(t): sigma(a(t))})
S = slope(sigma, a(t))

TABLE: list[tuple[Cell, Claim, Expr]] = [
    (cell, equal(a(t), h(t)), 1),
    (cell, equal(a(t), h(t - 1)), 1),
    (cell, equal(a(t), h(t - 2)), 2),
    (cell, equal(a(t), a(t - 1)), 2),
    (cell, equal(a(t), x(t - 1)), 2),
    (cell, equal(a(t), h.bar(t + 1)), 1),
    (deep, equal(a(t), h(t - 3)), 1),
    (deep, equal(a(t), h(t - 4)), 2),
    (deep, equal(a(t), x(t - 2)), 1),
    (cell, equal(a(t), Chain(lambda m: Diag(a(t - m), n), q) @ h(t)), q + 1),
    (cell, equal(a(t), Chain(lambda m: Diag(h(t - m), n), q) @ h(t)), q),
    (cell, equal(a(t), product_over(lambda m: a(t - m + 1), 1, q)), q),
    (cell, equal(a(t), sum_over(lambda k: a(k), 1, T)), 1),
    (cell, equal(W, OperatorSum(lambda k: Outer(a(k), h(k - 1)), 1, T)), 1),
    (cell, equal(0, PathSum(lambda i, j, m: Entry(a(t - m), j), u, v, q, n)), q + 1),
]


@pytest.mark.parametrize(("cell", "claim", "first"), TABLE)
def test_the_earliest_time_is_the_first_at_which_all_exists(cell: Cell, claim: Claim, first: Expr):
    assert earliest(claim, cell) == first


def read(drawn: Network, claim: Claim, time: int) -> None:
    """Look up every vector of a claim at a time; OutOfTime if the run has not got it."""
    env = Env({**drawn.symbols, t: time}, drawn.constants, Reader(drawn, drawn.errors))
    for side in (claim.lhs, claim.rhs):
        for w in moments(side):
            value(w, env)


@examples(25)
@given(networks(), st.integers(1, 3))
def test_before_the_earliest_time_something_is_missing(drawn: Network, back: int):
    for head, e in drawn.cell.equations.items():
        claim = equal(head, e).xreplace({t: t - back})
        first = int(earliest(claim, drawn.cell))
        read(drawn, claim, first)
        if first > 1:
            with pytest.raises(OutOfTime):
                read(drawn, claim, first - 1)


@examples(25)
@given(networks())
def test_the_adjoint_holds_from_time_one(drawn: Network):
    for head, e in adjoint(drawn.cell).items():
        first = int(earliest(equal(head, e), drawn.cell))
        assert first == 1
        read(drawn, equal(head, e), first)


def test_what_a_run_starts_from_obeys_no_equation():
    both = Cell("both", {a(t): W @ h(t - 1) + V @ a(t - 1), h(t): sigma(a(t))})
    early = equal(h(t - 1), sigma(a(t - 1)))
    assert earliest(early, both) == 1
    drawn = network(both, np.random.default_rng(0))
    for time in (1, 2):
        env = Env({**drawn.symbols, t: time}, drawn.constants, Reader(drawn, drawn.errors))
        assert close(value(early.lhs, env), value(early.rhs, env)) == (time == 2)


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_the_ends_of_a_chain_are_its_earliest_and_latest(length: int):
    chain = Chain(lambda m: Diag(a(t - m), n), q)
    drawn = network(cell, np.random.default_rng(0))
    claim = Claim(chain, "=", chain).xreplace({q: count("q")})
    first = earliest(claim, cell).xreplace({q: length})
    env = Env({**drawn.symbols, q: length, t: int(first)}, drawn.constants, Reader(drawn, {}))
    assert value(chain, env).shape == (drawn.width["h"],) * 2
    with pytest.raises(OutOfTime):
        value(chain, env.bind({t: int(first) - 1}))
