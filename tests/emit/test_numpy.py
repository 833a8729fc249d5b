"""The NumPy program of every cell is its gradient: it agrees with the complex step."""

import shutil
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.cells import builtin, names
from lstm_sym.emit import code
from lstm_sym.emit.program import program
from lstm_sym.language.text import parse
from tests.emit.runs import Batch, worst
from tests.strategies import cells, examples

FEW = ("lstm", "gru-torch", "rnn-bidirectional", "gsc00")
UNSEEN = """
number alpha
a[t] = W @ h[t-1] + W.T @ relu(h[t-2]) + b*x[t-1] + inv(1 + exp(h[t-1]))
c[t] = hold(h[t-1])*alpha + softplus(V @ (a[t]*h[t-2])) + a[t]**3/9
h[t] = tanh(c[t]*u)/(1 + alpha**2)
"""
EXACT = 1e-12


@pytest.mark.parametrize(
    "name", [n if n in FEW else pytest.param(n, marks=pytest.mark.slow) for n in names()]
)
@pytest.mark.parametrize(("seed", "many"), [(0, 1), (1, 3)])
def test_a_program_is_the_gradient_by_the_complex_step(name: str, seed: int, many: int):
    batch = Batch(builtin(name), seed, many)
    _, found = batch.run(program(builtin(name)))
    assert worst(found, batch.right()) < EXACT


@examples(6)
@given(cells(), st.integers(0, 9), st.sampled_from([1, 8, 2**16]))
def test_so_is_that_of_any_cell_whatever_is_computed_at_once(cell, seed: int, room: int):
    batch, made = Batch(cell, seed, 2), program(cell)
    made.backend.module.ROOM = room
    assert worst(batch.run(made)[1], batch.right()) < EXACT


def test_so_is_that_of_a_cell_never_seen_before():
    cell = parse(UNSEEN)
    batch = Batch(cell, 3, 2)
    assert worst(batch.run(program(cell))[1], batch.right()) < EXACT


def test_a_program_is_the_same_text_every_time_and_clean(tmp_path):
    ruff = shutil.which("ruff", path=f"{sys.prefix}/bin") or shutil.which("ruff")
    for name in (*FEW, "slstm-stabilised", "sru"):
        text = code(builtin(name), "numpy")
        assert text == code(builtin(name), "numpy")
        (tmp_path / f"{name}.py".replace("-", "_")).write_text(text)
    if ruff is None:
        pytest.skip("ruff is not installed")
    rules = "--select=E,F,W,I,UP,B,RUF"
    found = subprocess.run(
        [ruff, "check", "--isolated", rules, str(tmp_path)], capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout


def test_every_line_names_the_equations_that_it_computes():
    lines = code(builtin("lstm"), "numpy").splitlines()
    ids = {word.strip(", ") for line in lines if "# " in line for word in line.split()[1:]}
    for signal in ("i", "a_i", "c", "h"):
        assert {f"lstm/forward-{signal}", f"lstm/error-{signal}"} <= ids
    assert "lstm/gradient-U_f" in ids


def test_gates_share_one_product_and_one_tanh_and_nothing_is_made_in_a_step():
    lines = code(builtin("lstm"), "numpy").splitlines()
    start = next(i for i, line in enumerate(lines) if "for t in range(first, last)" in line)
    step = []
    for line in lines[start + 1 :]:
        if not line.startswith("            "):
            break
        step.append(line.strip())
    calls = [line for line in step if line.startswith("np.")]
    assert all("out=" in call for call in calls)
    assert sum(call.startswith("np.matmul(") for call in calls) == 1
    assert sum(call.startswith("np.tanh(") for call in calls) == 2
    assert len(calls) <= 10


def test_large_inputs_saturate_without_a_warning():
    batch = Batch(builtin("lstm"), 0, 2)
    batch.x = {name: np.sign(v) * 1000 for name, v in batch.x.items()}
    loss, found = batch.run(program(builtin("lstm")))
    assert np.isfinite(loss)
    assert all(np.isfinite(v).all() for v in found.values())
