"""flow: the paths of a cell, its error flow in numbers, and one line for every mistake."""

import json
from collections import Counter
from pathlib import Path

import pytest

from lstm_sym.cells import builtin, names
from lstm_sym.cli.chart import chart
from lstm_sym.cli.flowtext import power, share
from lstm_sym.cli.main import code
from lstm_sym.proof.rules import PathNorms

GRU = """z[t] = sigma(W_z @ x[t] + U_z @ h[t-1] + b_z)
r[t] = sigma(W_r @ x[t] + U_r @ h[t-1] + b_r)
h[t] = z[t]*h[t-1] + (1 - z[t])*tanh(W @ x[t] + U @ (r[t]*h[t-1]) + b)
"""


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert code(["flow", *arguments]) == 0
    return capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    found = json.loads(told(capsys, *arguments, "--json"))
    assert found["version"] == 1
    return found


FEW = ("lstm", "hs97-lagged", "gru-torch", "asrnn")
CELLS = [
    pytest.param(name, marks=[] if name in FEW else [pytest.mark.slow], id=name) for name in names()
]


@pytest.mark.parametrize("name", CELLS)
def test_every_built_in_cell_has_an_error_flow(name: str, capsys):
    found = document(capsys, name, "--size", "3", "--horizon", "7")
    blocks = found["cell"]["blocks"]
    ways = Counter(map(builtin(name).way, found["cell"]["states"]))
    assert len(blocks) >= sum(many**2 for many in ways.values())
    assert all(len(block["terms"]) == block["paths"] for block in blocks)
    numbers = found["numbers"]
    assert numbers["marks"] == [1, 2, 5, 7]
    assert all(len(each["log10"]) == len(numbers["lags"]) for each in numbers["norms"])


@pytest.mark.parametrize("name", CELLS)
def test_no_line_is_wider_than_a_terminal(name: str, capsys):
    lines = told(capsys, name, "--size", "2", "--horizon", "300").splitlines()
    assert max(map(len, lines)) <= 80


def test_the_same_command_says_the_same(capsys):
    assert told(capsys, "lstm", "--size", "4") == told(capsys, "lstm", "--size", "4")
    other = told(capsys, "lstm", "--size", "4", "--seed", "3")
    assert told(capsys, "lstm", "--size", "4") != other


def test_the_half_truth_and_the_truncation_are_told_apart_from_the_whole(capsys):
    blocks = document(capsys, "lstm", "--size", "2", "--horizon", "2")["cell"]["blocks"]
    kept = {
        key: [term["label"] for block in blocks for term in block["terms"] if term[key] == "kept"]
        for key in ("half_truth", "truncation")
    }
    assert kept == {
        "half_truth": ["direct (carousel)"],
        "truncation": ["direct (carousel)", "through c"],
    }


def test_a_cell_file_and_a_bias_of_ones_own(tmp_path: Path, capsys):
    file = tmp_path / "my.cell"
    file.write_text(GRU, encoding="utf-8")
    some = document(capsys, "--cell", str(file), "--size", "4", "--set", "b_z=5")
    none = document(capsys, str(file), "--size", "4", "--set", "b_z=-5")
    last = [found["numbers"]["norms"][0]["log10"][-1] for found in (some, none)]
    assert last[0] > -2 > last[1]
    assert some["numbers"]["half_truth"]["says"] == "dh[t]/dh[t-1] = diag(z[t])"


def test_one_size_is_given_and_the_others_stay(capsys):
    found = document(capsys, "lstm", "--size", "5", "--size", "m=2", "--horizon", "2")
    assert found["numbers"]["sizes"] == {"n": 5, "m": 2}


def test_the_norms_differ_and_samples_spread(capsys):
    two, most = (
        document(capsys, "rnn", "--horizon", "9", "--samples", "3", "--norm", norm)["numbers"]
        for norm in ("2", "inf")
    )
    assert two["norms"][0]["log10"] != most["norms"][0]["log10"]
    each = two["norms"][0]
    assert all(a < b < c for a, b, c in zip(each["low"], each["log10"], each["high"], strict=True))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name one cell"),
        (["lstm", "--cell", "my.cell"], "name one cell"),
        (["lstmm"], "did you mean lstm"),
        (["slopes"], "slopes is a derivation"),
        (["no.cell"], "no.cell"),
        (["lstm", "--horizon", "0"], "0 is not in the range"),
        (["lstm", "--horizon", "many"], "many"),
        (["lstm", "--norm", "3"], "3"),
        (["lstm", "--of", "d"], "no state is called 'd'"),
        (["lstm", "--size", "q=3"], "no size is called 'q'"),
        (["lstm", "--size", "0"], "between 1 and 1024"),
        (["lstm", "--size", "=3"], "=3 is not"),
        (["lstm", "--set", "b_f"], "b_f is not"),
        (["lstm", "--set", "b_f=nan"], "b_f=nan is not"),
        (["lstm", "--set", "b_z=1"], "no parameter is called 'b_z'; did you mean"),
        (["lstm", "--set", "U_f=1"], "U_f is a matrix"),
        (["lstm", "--gain", "nan"], "nan is no number from 0 on"),
        (["lstm", "--gain", "-1"], "-1.0 is no number from 0 on"),
        (["lstm", "--samples", "0"], "0 is not in the range"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], says: str, capsys):
    assert code(["flow", *arguments]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert says in found.err
    assert len(found.err.splitlines()) == 1


def test_a_run_that_explodes_is_one_line(tmp_path: Path, capsys):
    file = tmp_path / "wild.cell"
    file.write_text("h[t] = exp(h[t-1]) + x[t]\n", encoding="utf-8")
    assert code(["flow", str(file)]) == 2
    said = capsys.readouterr().err
    assert "h leaves floating point at time" in said
    assert len(said.splitlines()) == 1


def test_many_paths_are_counted_and_few_are_listed(tmp_path: Path, capsys):
    file = tmp_path / "deep.cell"
    file.write_text("layers 6\ng[t] = sigma(W @ x[t] + U @ h[t-1])\nh[t] = g[t]*tanh(V @ x[t])\n")
    found = document(capsys, str(file), "--size", "2", "--horizon", "3")
    assert max(block["paths"] for block in found["cell"]["blocks"]) == 2**5
    assert max(len(block["terms"]) for block in found["cell"]["blocks"]) == 24
    assert "longer paths" in told(capsys, str(file), "--size", "2", "--horizon", "3")


def test_the_bounds_are_proved_and_above_the_flow(capsys):
    found = document(capsys, "lstm", "--size", "4", "--horizon", "20")
    states = {step["label"]: step["status"] for step in found["bounds"]}
    assert set(states.values()) == {"verified", "assumed"}
    assert states["norm-c-h"] == states["flow-h-h"] == "verified"
    for each in found["numbers"]["norms"]:
        pairs = zip(each["log10"], each["bound"], strict=True)
        assert all(low <= high + 1e-5 for low, high in pairs)
    assert all(e["checker"] != "sample" for step in found["bounds"] for e in step["evidence"])


def test_the_bounds_are_tried_if_asked(capsys):
    found = document(capsys, "rnn", "--size", "4", "--horizon", "5", "--try")
    checks = {e["checker"] for step in found["bounds"] for e in step["evidence"]}
    assert {"replay", "sample", "adversarial"} <= checks
    assert "climbs" in told(capsys, "rnn", "--size", "4", "--horizon", "5", "--try")


def test_a_claim_that_is_not_shown_ends_in_three(capsys, monkeypatch):
    monkeypatch.setattr(PathNorms, "obligations", lambda self, claim: iter(()))
    assert code(["flow", "rnn", "--size", "2", "--horizon", "2"]) == 3
    assert "? |" in capsys.readouterr().out


def test_numbers_are_written_short():
    assert [power(y) for y in (None, 0.0, -1.5, -8.03, 2.5, 99.99)] == [
        "0", "1", "0.032", "9e-9", "316", "1e100",
    ]  # fmt: skip
    assert [share(x) for x in (None, 0.0, 0.001, 0.5, 20.0)] == [".", "0%", "<1%", "50%", ">999%"]


def test_a_chart_shows_its_ends():
    drawn = chart([1, 2, 3], {"one": [0.0, -1.0, -2.0], "other": [0.0, None, -8.0]}, 40)
    assert drawn[0].endswith("┤●")
    assert drawn[-1].strip() == "● one   ○ other"
    assert max(map(len, drawn)) <= 40
    assert chart([1], {"none": [None]}) == []


def test_a_picture_is_drawn_if_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "rnn.svg"
    assert told(capsys, "rnn", "--horizon", "2", "--plot", str(file), "-q") == ""
    assert file.read_text("utf-8").startswith("<svg")
