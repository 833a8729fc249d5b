"""Libraries that differentiate find the derived gradients, and do not find wrong ones."""

from __future__ import annotations

import numpy as np
import pytest

import lstm_sym.checks.autograd as autograd
from lstm_sym.cells import builtin, names
from lstm_sym.checks.drawn import network
from lstm_sym.checks.evidence import Verdict
from lstm_sym.checks.sampling import distance
from lstm_sym.language.text import parse

SLOW = pytest.mark.slow
FEW = ("rnn-relu", "lstm97", "rnn-bidirectional")
OWN = """
# every function of the house, a number, a delay, a matrix seen from both sides
number alpha
a[t] = clip(V @ x[t]) + alpha*gelu(W.T @ h[t-2]) + softplus(W @ hold(h[t-1])) + b
h[t] = max(silu(a[t]), tanh(a[t])) + inv(2 + sigma(h[t-1]))
"""


@pytest.mark.parametrize("library", autograd.BY)
@pytest.mark.parametrize(
    "name", [n if n in FEW[:1] else pytest.param(n, marks=SLOW) for n in names()]
)
def test_a_library_finds_the_derived_gradient(library: str, name: str):
    pytest.importorskip(library)
    found = autograd.autograd(builtin(name), library)
    assert found.verdict is Verdict.SUPPORTED
    assert found.gap is not None
    assert found.gap <= 1e-13


@pytest.mark.parametrize("library", autograd.BY)
def test_a_library_says_of_any_cell_what_the_complex_step_says(library: str):
    pytest.importorskip(library)
    run = network(parse(OWN).explicit(), np.random.default_rng(3), calm=0.5)
    for name, theirs in autograd.BY[library](run).items():
        assert distance(theirs, run.gradients[name]) < 1e-13


def test_a_wrong_gradient_is_told(monkeypatch: pytest.MonkeyPatch):
    def off(run: autograd.Network) -> dict[str, autograd.Array]:
        return {name: v * (1 + 1e-9) for name, v in autograd.gradients(run).items()}

    monkeypatch.setitem(autograd.BY, "torch", off)
    assert autograd.autograd(builtin("rnn"), "torch").verdict is Verdict.REFUTED


def test_numbers_that_are_none_are_told(monkeypatch: pytest.MonkeyPatch):
    def none(run: autograd.Network) -> dict[str, autograd.Array]:
        return {name: v * np.nan for name, v in autograd.gradients(run).items()}

    monkeypatch.setitem(autograd.BY, "torch", none)
    assert autograd.autograd(builtin("rnn"), "torch").verdict is Verdict.REFUTED
