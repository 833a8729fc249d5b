"""Somebody's file: it may crash, hang, leave, print, spoil its inputs; the verdict comes anyway."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from lstm_sym.cells import builtin
from lstm_sym.cli.main import code
from lstm_sym.language.text import TextError
from lstm_sym.mistakes.equations import judged
from tests.cli.command import Outcome

RNN = """
import numpy as np

TOTAL = 1.0

def backward(params, inputs, initial, loss):
    W, U, b = params["W"], params["U"], params["b"]
    x, h = inputs["x"], [initial["h"]]
    for k in range(len(x)):
        h.append(np.tanh(W @ x[k] + U @ h[-1] + b))
    g = {name: np.zeros_like(v) for name, v in params.items()}
    dh = 0 * h[0]
    for k in reversed(range(len(x))):
        da = (dh + loss["h"][k]) * SLOPE
        g["W"] += np.outer(da, x[k])
        g["U"] += np.outer(da, h[k])
        g["b"] += da
        dh = U.T @ da
    END
"""


def run(*arguments: str) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        number = code(list(arguments))
    return Outcome(number, out.getvalue(), err.getvalue())


def written(folder: Path, slope: str = "(1 - h[k + 1]**2)", end: str = "return g") -> str:
    path = folder / "mine.py"
    path.write_text(RNN.replace("SLOPE", slope).replace("END", end), encoding="utf-8")
    return f"{path}:backward"


def test_a_right_pass_is_verified(tmp_path: Path):
    done = run("check", written(tmp_path), "--cell", "rnn")
    assert done.code == 0
    assert done.out.startswith("verified: ")


@pytest.mark.parametrize(
    "end",
    [
        "print('noise' * 99999); return g",
        "x[:] = 0; params['W'][:] = 7; loss.clear(); return g",
        "return {k: v.astype('float32') for k, v in g.items()}",
        "return {**g, 'more': 1.0, 3: None}",
        "import os; os.fork(); return g",
        "return {k: v.astype('float16') for k, v in g.items()}",
        "return {k: v.tolist() for k, v in g.items()}",
    ],
)
def test_a_right_pass_with_bad_manners_is_verified(tmp_path: Path, end: str):
    assert run("check", written(tmp_path, end=end), "--cell", "rnn").code == 0


def test_a_wrong_pass_is_named_with_the_right_line_beside_it(tmp_path: Path):
    done = run(
        "check", written(tmp_path, slope="(1 - np.tanh(h[k + 1])**2)"), "--cell", "rnn", "--json"
    )
    assert done.code == 1
    told = json.loads(done.out)
    assert told["verdict"] == "refuted"
    assert told["smallest"].endswith("T = 1")
    ((mistake,),) = told["mistakes"]
    assert mistake["kind"] == "slope at the output"
    assert mistake["right"].endswith("(1 - h[t]**2)*h_bar[t]")
    assert mistake["wrong"] != mistake["right"]
    assert told["witness"] == "every entry"


def test_every_entry_is_looked_at_on_request(tmp_path: Path):
    mine = written(tmp_path)
    assert "along 3 random directions" in run("check", mine, "--cell", "rnn").out
    assert "every entry, float64" in run("check", mine, "--cell", "rnn", "--every-entry").out
    assert run("check", "rnn", "--every-entry").code == 2


def test_what_is_said_fits_a_terminal(tmp_path: Path):
    file = tmp_path / "deaf.txt"
    file.write_text("h_bar[t] = h_loss[t] + U_i @ a_i_bar[t+1]\n")
    for mine, cell in ((written(tmp_path, slope="0.9"), "rnn"), (str(file), "lstm-vanilla")):
        done = run("check", mine, "--cell", cell)
        assert done.code == 1
        assert max(map(len, done.out.replace(str(tmp_path), "").splitlines())) <= 80


PASS = """import torch

class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, begin, U, x, W, b):
        h = [begin]
        for one in x:
            h.append(torch.tanh(W @ one + U @ h[-1] + b))
        ctx.save_for_backward(x, W, U, torch.stack(h))
        return torch.stack(h[1:])

    @staticmethod
    def backward(ctx, dh):
        x, W, U, h = ctx.saved_tensors
        gW, gU, gb, back = 0 * W, 0 * U, 0 * h[0], 0 * h[0]
        for k in reversed(range(len(x))):
            da = (dh[k] + back) * (1 - h[k + 1] ** 2)
            gW, gU, gb = gW + torch.outer(da, x[k]), gU + torch.outer(da, h[k]), gb + da
            back = U.T @ da
        return None, gU, None, gW, gb

class Right(Wrong):
    pass
"""


def test_a_function_of_pytorch_takes_what_its_arguments_are_called(tmp_path: Path):
    pytest.importorskip("torch")
    path = tmp_path / "mine.py"
    path.write_text(PASS.replace("back = U.T @ da", "back = U @ da"), encoding="utf-8")
    done = run("check", f"{path}:Wrong", "--cell", "rnn")
    assert "U stands for U.T" in done.out
    path.write_text(PASS, encoding="utf-8")
    assert run("check", f"{path}:Right", "--cell", "rnn").code == 0
    path.write_text(PASS.replace("begin, U, x", "begin, U, W, x, y").replace("W, b)", "b)"))
    told_in_one_line(run("check", f"{path}:Right", "--cell", "rnn"), "forward takes 6 arguments")


def told_in_one_line(done, said: str) -> None:
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1
    assert done.err.startswith("mine.py:")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("import sys; sys.exit(3)", "it called sys.exit(3)"),
        ("import os; os.abort()", "SIGABRT"),
        ("import os; os._exit(0)", "returned nothing"),
        ("return bytearray(2**40)", "MemoryError"),
        ("return 1 / 0", "ZeroDivisionError"),
        ("return None", "not a dict"),
        ("open('answer.json', 'w').write('{'); import os; os._exit(0)", "nothing that can be read"),
        ("return {'W': g['W']}", "no gradient of U, b"),
        ("g['W'] = g['W'].T; return g", "is it transposed?"),
        ("g['W'] = g['W'] + 1j; return g", "not of real numbers"),
        ("g['W'] = 'wrong'; return g", "not of real numbers"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("return {k: (9 * v).astype(int) for k, v in g.items()}", "of whole numbers, int64"),
        (
            "global TOTAL; TOTAL += g['W'].sum(); g['b'] += TOTAL; return g",
            "kept from call to call",
        ),
        (
            "kept = vars(backward).setdefault(str(g['W'].shape), 0 * g['W']); kept += g['W'];"
            " g['W'] = +kept; return g",
            "kept from call to call",
        ),
        ("import os, signal; os.kill(os.getppid(), signal.SIGKILL); return g", "SIGKILL"),
    ],
)
def test_a_pass_that_cannot_be_judged_ends_in_one_line(tmp_path: Path, end: str, said: str):
    done = run("check", written(tmp_path, end=end), "--cell", "rnn", "--timeout", "20")
    told_in_one_line(done, said)


def test_a_pass_that_does_not_end_is_ended(tmp_path: Path):
    mine = written(tmp_path, end="while True: pass")
    told_in_one_line(
        run("check", mine, "--cell", "rnn", "--timeout", "1"), "did not come to an end"
    )


def test_what_a_pass_starts_ends_with_it(tmp_path: Path):
    started = tmp_path / "started"
    start = (
        "import os, subprocess, sys; sleep = [sys.executable, '-c', 'import time; time.sleep(99)']"
    )
    write = f"open({str(started)!r}, 'a').write(f'{{p.pid}} ')"
    leave = f"{start}; p = subprocess.Popen(sleep, start_new_session=True); {write}; return g"
    assert run("check", written(tmp_path, end=leave), "--cell", "rnn").code == 0
    pids = started.read_text(encoding="utf-8").split()
    assert pids
    assert not [pid for pid in pids if Path("/proc", pid).exists()]


def test_what_is_no_parameter_is_told(tmp_path: Path):
    done = run("check", written(tmp_path, end="return {**g, 'V': 0.0}"), "--cell", "rnn", "--json")
    assert done.code == 0
    assert json.loads(done.out)["unknown"] == ["V"]
    assert done.err == "warning: not looked at: V: no parameter of rnn\n"


@pytest.mark.parametrize(
    ("end", "note"),
    [
        ("return {k: 0 * v for k, v in g.items()}", "All of its gradients are zero."),
        ("return {k: v * (1 + 3e-7) for k, v in g.items()}", "float32"),
    ],
)
def test_what_the_numbers_show_besides_is_noted(tmp_path: Path, end: str, note: str):
    done = run("check", written(tmp_path, end=end), "--cell", "rnn")
    assert done.code == 1
    assert note in done.out


@pytest.mark.parametrize("what", ["missing.py:f", "mine.py", "mine.py:", "mine.py:1f"])
def test_a_function_that_is_not_there(what: str):
    done = run("check", what, "--cell", "rnn")
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_the_cell_must_be_said(tmp_path: Path):
    for what in (written(tmp_path), "errors.txt"):
        done = run("check", what)
        assert done.code == 2
        assert done.err == f"error: {what}: of which cell? Say --cell lstm, or --cell FILE\n"


ERRORS = """# the errors of an LSTM
c_bar[t] = h_bar[t]*o[t]*(1 - tanh(c[t])**2) + c_bar[t+1]*{}
f_bar[t] = c_bar[t]*c[t-1]
"""


def test_adjoint_equations_are_judged_by_proof(tmp_path: Path):
    path = tmp_path / "errors.txt"
    path.write_text(ERRORS.format("f[t+1]"), encoding="utf-8")
    done = run("check", str(path), "--cell", "lstm")
    assert done.code == 3
    assert "not said: " in done.out
    path.write_text(ERRORS.format("f[t]"), encoding="utf-8")
    done = run("check", str(path), "--cell", "lstm")
    assert done.code == 1
    assert "f[t] stands for f[t+1]" in done.out


def test_a_gate_inside_the_product_instead_of_outside_is_named():
    line = (
        "h_bar[t] = h_loss[t] + z[t+1]*h_bar[t+1] + W_hr.T @ a_r_bar[t+1] + W_hz.T @ a_z_bar[t+1]"
        " + r[t+1]*(W_hn.T @ a_g_bar[t+1])"
    )
    (found,), _ = judged(line, builtin("gru-torch").explicit())
    assert not found.is_right
    assert [m.kind for m in found.named] == ["factor on the other side"]


@pytest.mark.parametrize(
    "text",
    [
        "c_bar[t] = q[t]",
        "f_bat[t] = c[t]",
        "c_bar[t] = U_f @ x[t]",
        "c_bar[t] =",
        "",
        "c[t] = h[t]",
        "W_f_bar[t] = a_f_bar[t]",
    ],
)
def test_broken_equations_end_at_their_place(text: str):
    with pytest.raises(TextError):
        judged(text, builtin("lstm").explicit(), "errors.txt")


def test_balls_of_every_cell_that_is_named_meet():
    pytest.importorskip("flint", reason="pip install 'lstm_sym[flint]'")
    done = run("check", "--balls", "rnn", "gru-cho", "slopes")
    assert done.code == 0
    assert [line.split()[:2] for line in done.out.splitlines()[1:]] == [
        ["cell", "verdict"],
        ["rnn", "supported"],
        ["gru-cho", "supported"],
    ]
