"""Whole numbers modulo a prime: the right gradient passes exactly, a wrong one does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

import lstm_sym.checks.exactly.backward as backward
from lstm_sym.calculus.adjoint import adjoint, gradient
from lstm_sym.cells import builtin, names
from lstm_sym.checks.checkers import Context, modulo_prime
from lstm_sym.checks.evidence import Verdict
from lstm_sym.checks.exactly import Unheard, enclosed, holds
from lstm_sym.checks.report import reported
from lstm_sym.language.cell import Cell
from lstm_sym.language.text import parse
from lstm_sym.proof.derive import derived
from tests.few import few
from tests.strategies import cells, examples


@pytest.mark.parametrize("name", few(names(), 12))
def test_every_built_in_gradient_is_the_tangent(name: str):
    assert holds(builtin(name).explicit())


@examples(25)
@given(cells(), st.integers(0, 99))
def test_the_gradient_of_any_cell_is_the_tangent(cell: Cell, seed: int):
    try:
        assert holds(cell.explicit(), seed=seed)
    except Unheard:
        return


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru-torch", "hs97"])
def test_an_error_that_is_off_by_the_least_is_seen(name: str, monkeypatch: pytest.MonkeyPatch):
    cell = builtin(name).explicit()
    for head, e in adjoint(cell).items():
        wrong = {**adjoint(cell), head: (1 + Rational(1, 10**15)) * e}
        monkeypatch.setattr(backward, "adjoint", lambda _, wrong=wrong: wrong)
        assert holds.__wrapped__(cell) is (e == 0)


@pytest.mark.parametrize("name", few(names(), 12))
def test_balls_enclose_the_tangent_and_the_gradient_alike(name: str):
    pytest.importorskip("flint", reason="pip install 'lstm_sym[flint]'")
    moved, said = enclosed(builtin(name).explicit())
    assert moved.overlaps(said)
    assert max(float(moved.rad()), float(said.rad())) < 1e-20


def test_balls_tell_an_error_of_the_fifteenth_digit(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("flint", reason="pip install 'lstm_sym[flint]'")
    cell = builtin("lstm").explicit()
    right = adjoint(cell)
    for head, e in right.items():
        wrong = {**right, head: (1 + Rational(1, 10**15)) * e}
        monkeypatch.setattr(backward, "adjoint", lambda _, wrong=wrong: wrong)
        moved, said = enclosed(cell)
        assert not moved.overlaps(said)


def test_one_wrong_gradient_is_refuted_alone(monkeypatch: pytest.MonkeyPatch):
    derivation = derived(builtin("rnn"))
    cell = derivation.cell
    assert cell is not None
    W = cell.parameter("W")
    double = lambda cell, p: 2 * gradient(cell, p) if p == W else gradient(cell, p)  # noqa: E731
    holds.cache_clear()
    monkeypatch.setattr(backward, "gradient", double)
    found = {
        step.label: modulo_prime(step, Context(derivation))
        for step in derivation.steps
        if step.label.startswith("gradient")
    }
    holds.cache_clear()
    verdicts = {label: e.verdict for label, e in found.items() if e is not None}
    assert verdicts == {
        "gradient-W": Verdict.REFUTED,
        "gradient-U": Verdict.SUPPORTED,
        "gradient-b": Verdict.SUPPORTED,
    }


def test_residues_say_nothing_of_what_divides_by_zero():
    cell = parse("a[t] = W @ x[t] + U @ 1/(1/(1/(h[t-1]))) + b\nh[t] = relu(a[t])", "zero.cell")
    with pytest.raises(Unheard, match="inverse of zero"):
        holds(cell.explicit())
    found = reported(derived(cell))
    assert str(Verdict.REFUTED) not in found.verdicts.values()
