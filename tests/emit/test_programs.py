"""Every program of every cell says what is right: it agrees with the complex step."""

from importlib.util import find_spec

import numpy as np
import pytest

import lstm_sym
from lstm_sym.calculus.extremes import MissingExtra
from lstm_sym.cells import builtin, names
from lstm_sym.checks.programs import EXACT, Batch, Trial, compared, ran
from lstm_sym.emit import TARGETS, code, frameworks
from lstm_sym.emit.compiler import NoCompiler, compiler
from lstm_sym.emit.program import program
from lstm_sym.language.text import parse

FEW = ("gru-torch", "rnn-bidirectional")
UNSEEN = """
number alpha
a[t] = W @ h[t-1] + W.T @ relu(h[t-2]) + b*x[t-1] + inv(1 + exp(h[t-1]))
c[t] = hold(h[t-1])*alpha + softplus(V @ (a[t]*h[t-2])) + a[t]**3/9
h[t] = tanh(c[t]*u)/(1 + alpha**2)
"""


def is_there(target: str) -> bool:
    """Whether a program of a target can be run here."""
    try:
        return bool(compiler()) if target == "c" else find_spec(target) is not None
    except NoCompiler:
        return False


@pytest.fixture(params=TARGETS)
def target(request: pytest.FixtureRequest) -> str:
    if not is_there(request.param):
        pytest.skip(f"{request.param} is not there")
    return request.param


@pytest.mark.parametrize(
    "name", [n if n in FEW else pytest.param(n, marks=pytest.mark.slow) for n in names()]
)
def test_a_program_is_the_gradient_by_the_complex_step(name: str, target: str):
    found = Trial(builtin(name)).gaps(target)
    assert max(found.values()) < EXACT, found


def test_so_is_that_of_a_cell_never_seen_before(target: str):
    found = Trial(parse(UNSEEN), 3).gaps(target)
    assert {"W", "V", "b", "u", "alpha", "x", "h", "loss", "output h", "last h"} == found.keys()
    assert max(found.values()) < EXACT, found


@pytest.mark.parametrize("name", ["rnn", pytest.param("lstm-projected", marks=pytest.mark.slow)])
def test_every_target_is_called_alike_from_python(name: str, target: str):
    cell = builtin(name)
    batch, made = Batch(cell, 1, 3, is_final=True), program(cell, target)
    for is_cut in (False, name != "rnn"):
        found = ran(made, batch, checkpoint=is_cut)
        assert max(compared(batch, found).values()) < EXACT


@pytest.mark.parametrize("target", ["torch", "jax"])
def test_what_is_not_installed_is_said_with_the_line_that_installs_it(target: str, monkeypatch):
    monkeypatch.setattr(frameworks, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=rf"pip install 'lstm_sym\[{target}\]'"):
        lstm_sym.derive("rnn").compile(target)


def test_every_line_of_a_program_that_is_left_out_is_missed():
    """One line of either pass at a time: what the checker cannot see is not needed."""
    cell = builtin("gru-torch")
    trial, lines = Trial(cell), code(cell, "numpy").splitlines()
    steps = [
        i for i, line in enumerate(lines) if line.lstrip().startswith("np.") and "out=" in line
    ]
    assert len(steps) > 20
    for i in steps:
        space = lines[i][: len(lines[i]) - len(lines[i].lstrip())]
        text = "\n".join([*lines[:i], f"{space}pass", *lines[i + 1 :]]) + "\n"
        assert max(trial.gaps("numpy", text).values()) > 1e-6, lines[i]


def test_a_wrong_program_is_refuted_and_numbers_too_large_decide_nothing():
    cell = builtin("rnn")
    wrong = code(cell, "numpy").replace('grads["U"] = outers_h', 'grads["U"] = outers_h / 2')
    assert Trial(cell).evidence().verdict == "supported"
    assert Trial(cell).evidence(text=wrong).verdict == "refuted"
    wild = parse("h[t] = exp(exp(exp(9 + W @ h[t-1] + x[t]))) - x[t]")
    with np.errstate(all="ignore"):
        assert Trial(wild).evidence().verdict == "undecided"


@pytest.mark.slow
def test_every_product_of_a_pytorch_program_that_becomes_a_sum_is_seen():
    if not is_there("torch"):
        pytest.skip("torch is not there")
    cell = builtin("lstm")
    trial, lines = Trial(cell), code(cell, "torch").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("def forward("))
    end = next(i for i, line in enumerate(lines) if line.startswith("class "))
    places = [i for i in range(start, end) if " * " in lines[i]]
    assert len(places) > 3
    for i in places:
        text = "\n".join([*lines[:i], lines[i].replace(" * ", " + ", 1), *lines[i + 1 :]]) + "\n"
        try:
            assert max(trial.gaps("torch", text).values()) > 1e-6, lines[i]
        except (RuntimeError, IndexError, ValueError):
            continue
