"""equiv: maps, counterexamples and exit codes, in four formats."""

from __future__ import annotations

import io
import json
import sys

import pytest

from lstm_sym.cells import builtin
from tests.compare.cells import CHO, TORCH, gru

LATE = builtin("lstm").text.replace("h[t-1]", "(o[t-1]*tanh(c[t-1]))")


@pytest.fixture
def files(tmp_path):
    other = gru(h="(1 - z[t])*h[t-1] + z[t]*g[t]")
    texts = {"cho": CHO.text, "torch": TORCH.text, "other": other.text, "late": LATE}
    for name, text in texts.items():
        (tmp_path / f"{name}.cell").write_text(text, encoding="utf-8")


def test_the_same_function_is_proved_and_its_map_shown(command, files):
    done = command("equiv", "cho.cell", "other.cell")
    assert (done.code, done.err) == (0, "")
    assert "cho and other: the same function" in done.out
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert {"z[t] = 1 - z[t]", "W_z = -W_z", "W_r = W_r"} <= {*lines}
    assert "sigma(-a) = 1 - sigma(a)" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_what_differs_is_refuted_by_small_numbers(command, files):
    done = command("equiv", "cho.cell", "torch.cell")
    assert (done.code, done.err) == (1, "")
    for part in ("not the same function", "in the equation of g", "every size 2", "least squares"):
        assert part in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_what_is_not_seen_is_undecided(command, files):
    done = command("equiv", "late.cell", "lstm")
    assert (done.code, done.err) == (3, "")
    assert "undecided" in done.out


def test_json_holds_what_the_text_shows(command, files):
    proved = json.loads(command("equiv", "cho.cell", "other.cell", "--format", "json").out)
    assert (proved["version"], proved["kind"], proved["verdict"]) == (1, "equivalence", "proved")
    assert [(m["of"], m["by"]) for m in proved["maps"]] == [("cho", "other"), ("other", "cho")]
    first, again = (command("equiv", "cho.cell", "torch.cell", "--format", "json") for _ in "12")
    assert first == again
    example = json.loads(first.out)["refutation"]["example"]
    assert example["n"] == 2
    assert example["outputs"][0]["is"] != example["outputs"][1]["is"]


def test_markdown_and_latex(command, files):
    page = command("equiv", "cho.cell", "other.cell", "--format", "markdown").out
    assert page.startswith("# cho and other: the same function\n")
    assert "| $W_{z}$ | $-W_{z}$ |" in page
    assert "W_{z} &= -W_{z}" in command("equiv", "cho.cell", "other.cell", "--format", "latex").out
    assert command("equiv", "cho.cell", "other.cell", "--quiet").out == ""


def test_standard_input_is_one_cell(command, files, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CHO.text.encode())))
    assert command("equiv", "-", "other.cell").code == 0
    done = command("equiv", "-", "-")
    assert (done.code, "standard input" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lsmt", "lstm"), "no cell is called 'lsmt'; did you mean lstm"),
        (("slopes", "lstm"), "no cell is called 'slopes'"),
        (("none.cell", "lstm"), "none.cell: error: there is no such file"),
        (("lstm",), "Missing argument 'B'"),
    ],
)
def test_a_mistake_is_one_line(command, arguments, said):
    done = command("equiv", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1
