"""Random numbers refute what is wrong, support what is right, and say what they do not reach."""

import numpy as np
import pytest
from hypothesis import given
from sympy import Expr, Integer, Rational, oo

from lstm_sym.calculus.adjoint import adjoint
from lstm_sym.checks.checkers import Context
from lstm_sym.checks.sampling import Agreement, Counterexample, OutOfReach, distance, order, tried
from lstm_sym.checks.trial import Trial
from lstm_sym.language.activations import sigma, slope, tanh
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Dot, Matrix, Norm
from lstm_sym.language.symbols import count, number, size
from lstm_sym.language.vectors import Signal, Vector
from lstm_sym.mistakes.claims import mutants
from lstm_sym.proof.derive import derived
from lstm_sym.proof.rules import Algebra
from lstm_sym.proof.step import Claim, Derivation, Step, at_most, equal
from tests.strategies import cells, examples

n, z, w, q = size("n"), number("z"), number("w"), count("q")
h, x, W = Signal("h", n), Signal("x", n), Matrix("W", n, n)
rnn = Cell("rnn", {h(t): tanh(W @ h(t - 1) + x(t))})
LOGISTIC, ALWAYS = sigma(z), {z: (-oo, oo), w: (-oo, oo), q: (1, oo)}


def outcome(claim: Claim, cell: Cell | None = None, many: int = 8, loss: str = "every step"):
    step = Step("claim", claim, Algebra())
    context = Context(Derivation("d", "", "", (step,), cell, ALWAYS, loss=loss), many=many)
    return tried(claim, context.trials)


RIGHT: list[Claim] = [
    equal((z + w) ** 2, z**2 + 2 * z * w + w**2),
    equal(slope(sigma, z), LOGISTIC * (1 - LOGISTIC)),
    at_most(slope(sigma, z), Rational(1, 4)),
    at_most(LOGISTIC, 1),
    Claim(LOGISTIC, "<", Integer(2)),
    at_most(-(z**2), 0),
    equal(q * (q + 1), q**2 + q),
]
WRONG: list[Claim] = [
    equal((z + w) ** 2, z**2 + z * w + w**2),
    equal(slope(sigma, z), LOGISTIC * (1 + LOGISTIC)),
    at_most(slope(sigma, z), Rational(1, 100)),
    at_most(Rational(1, 4), slope(sigma, z)),
    Claim(Integer(2), "<", LOGISTIC),
    at_most(z**2, 0),
    equal(q * (q + 1), q**2),
    equal(z, z + Rational(1, 10**8)),
]


@pytest.mark.parametrize("claim", RIGHT, ids=str)
def test_the_right_is_supported(claim: Claim):
    found = outcome(claim)
    assert isinstance(found, Agreement)
    assert found.many == 8
    assert found.gap <= 1e-10


@pytest.mark.parametrize("claim", WRONG, ids=str)
def test_the_wrong_is_refuted_at_numbers_that_refute_it(claim: Claim):
    found = outcome(claim)
    assert isinstance(found, Counterexample)
    assert found.left != found.right
    assert 0 <= found.trial < 8
    assert claim.relation == "=" or found.left > found.right
    for symbol in claim.lhs.free_symbols | claim.rhs.free_symbols:
        assert f"{symbol} = " in found.symbols


@examples(10)
@given(cells())
def test_the_derived_errors_are_supported_and_their_mutants_refuted(cell: Cell):
    derivation = derived(cell)
    trials = Context(derivation, many=4).trials
    system = adjoint(derivation.cell)
    for step in derivation.steps:
        if step.claim.lhs in system:
            assert isinstance(tried(step.claim, trials), Agreement), step.label
            silent = isinstance(tried(equal(step.claim.lhs, 0), trials), Agreement)
            doubled = tried(equal(step.claim.lhs, 2 * step.claim.rhs), trials)
            assert silent or isinstance(doubled, Counterexample), step.label


def test_mutants_of_a_step_of_a_run_are_refuted():
    claim = equal(h(t), tanh(W @ h(t - 1) + x(t)))
    assert isinstance(outcome(claim, rnn), Agreement)
    for word, mutant in mutants(claim):
        assert not isinstance(outcome(mutant, rnn), Agreement), word


@pytest.mark.parametrize(
    "e", [h(t - 30), h(Integer(-7)), h.bar(t - 30), x(Integer(0)), Signal("nobody", n)(t)], ids=str
)
def test_what_lies_outside_of_the_run_is_out_of_reach(e: Expr):
    step = Step("inside", equal(h(t), h(t)), Algebra())
    trials = Context(Derivation("d", "", "", (step,), rnn), many=4).trials
    assert isinstance(tried(equal(e, e), trials), OutOfReach)


@pytest.mark.xfail(reason="after the end a signal is any number, and t may be T")
def test_the_next_step_of_a_run_is_not_refuted():
    claim = equal(h(t + 1), tanh(W @ h(t) + x(t + 1)))
    assert not isinstance(outcome(claim, rnn, many=25), Counterexample)


def test_one_failure_among_many_refutes():
    rare = at_most(z, 8)
    assert isinstance(outcome(rare, many=4), Agreement)
    assert isinstance(outcome(rare, many=3000), Counterexample)


def test_not_a_number_refutes(monkeypatch: pytest.MonkeyPatch):
    sides = {z: 1.0, w: float("nan")}
    monkeypatch.setattr(
        Trial, "sides", lambda self, claim, time: (sides[claim.lhs], sides[claim.rhs])
    )
    assert isinstance(outcome(equal(z, w)), Counterexample)
    assert isinstance(outcome(equal(w, w)), OutOfReach)
    assert isinstance(outcome(equal(z, z)), Agreement)


def test_one_wrong_entry_refutes(monkeypatch: pytest.MonkeyPatch):
    sides = {z: np.array([1.0, 2.0, 3.0]), w: np.array([1.0, 2.5, 3.0])}
    monkeypatch.setattr(
        Trial, "sides", lambda self, claim, time: (sides[claim.lhs], sides[claim.rhs])
    )
    found = outcome(equal(z, w))
    assert isinstance(found, Counterexample)
    assert (found.left, found.right) == (2.0, 2.5)
    assert isinstance(outcome(equal(z, z)), Agreement)


@pytest.mark.parametrize("p", [2, oo])
def test_norms_are_compared(p: Expr):
    once, twice = Norm(W, p), Norm(W @ W, p)
    assert isinstance(outcome(at_most(twice, once**2), rnn, many=20), Agreement)
    assert isinstance(outcome(at_most(once**2, twice), rnn, many=20), Counterexample)


def test_a_gap_is_told_by_its_order():
    assert order(0.0) == "no gap"
    assert order(3e-16) == "worst gap below 1e-15"
    assert distance([1.0, 2.0], [1.0, 2.0]) == 0
    assert distance([0.0, 2.0], [0.0, 1.0]) == 0.5


def test_matrices_of_declared_sizes_are_drawn_and_their_names_put_in():
    p = size("p")
    A, B, x = Matrix("A", p, n), Matrix("B", p, n), Vector("x", n)
    right = equal(Dot(B.T, Dot(B, x)), 4 * Dot(A.T, Dot(A, x)))
    wrong = equal(Dot(B.T, Dot(B, x)), 2 * Dot(A.T, Dot(A, x)))
    for claim, found in ((right, Agreement), (wrong, Counterexample)):
        step = Step("claim", claim, Algebra())
        forall = {n: (1, oo), p: (1, oo), A: (-oo, oo), x: (-oo, oo)}
        page = Derivation("d", "", "", (step,), forall=forall, let={B: 2 * A})
        context = Context(page, many=8)
        assert isinstance(tried(claim, context.trials), found)
        shapes = {trial.vectors["A"].shape for trial in context.trials}
        assert shapes == {(trial.symbols[p], trial.symbols[n]) for trial in context.trials}
        assert len(shapes) > 1
