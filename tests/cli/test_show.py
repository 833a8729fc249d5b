"""list, show and check: what is known, for the eye and for other programs."""

from __future__ import annotations

import json
import re
from itertools import takewhile

import pytest

from lstm_sym import derive
from lstm_sym.job.tasks import chapters
from tests.cli.command import CELL, contents
from tests.few import few

ALL = [task.name for _, tasks in chapters() for task in tasks]


def test_list_names_everything_in_reading_order(command):
    done = command("list", "--json")
    found = json.loads(done.out)
    assert (done.code, done.err, found["version"]) == (0, "", 1)
    assert [row["name"] for row in found["names"]] == ALL
    assert {row["kind"] for row in found["names"]} == {"derivation", "cell"}
    assert all(row["counts"] is None for row in found["names"])
    plain = command("list").out
    assert [line.split()[0] for line in plain.splitlines() if line[:2] == "  "] == ALL
    assert plain.count("not derived yet") == len(ALL)


def test_list_knows_what_was_derived(command, everything):
    rows = json.loads(command("list", "--json", "--out", str(everything)).out)["names"]
    ledger = json.loads((everything / "evidence.json").read_text("utf-8"))
    for row in rows:
        steps = [step for step in ledger["steps"] if step["derivation"] == row["name"]]
        assert row["counts"]["steps"] == len(steps)
        assert row["counts"]["proved"] == sum(step["status"] == "verified" for step in steps)
    out = command("list", "-v", "--out", str(everything)).out
    listed = [line.strip() for line in out.splitlines() if line.startswith("    ")]
    assert listed == [step["id"] for step in ledger["steps"]]


@pytest.mark.parametrize("name", few(ALL, 12))
def test_show_text_is_complete_and_fits_a_terminal(command, everything, name):
    done = command("show", name, "--out", str(everything))
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    assert "\N{NO-BREAK SPACE}" not in done.out
    ledger = json.loads((everything / "evidence.json").read_text("utf-8"))
    for step in ledger["steps"]:
        if step["derivation"] == name:
            assert done.out.count(f"\n{step['id']}  ({step['status']})\n") == 1


@pytest.mark.parametrize("name", ALL)
def test_formulas_are_whole_and_prose_has_no_tex(command, everything, name):
    line = ("show", name, "--out", str(everything))
    text = command(*line).out
    assert "\\" not in text
    for step in json.loads(command(*line, "--format", "json").out)["steps"]:
        block = text.split(f"\n{step['id']}  (")[1].splitlines()[1:]
        lines = list(takewhile(lambda line: line.startswith("    "), block))
        assert "".join("".join(lines).split()) == "".join(step["text"].split())


@pytest.mark.parametrize("name", few(ALL, 12))
def test_show_in_every_format(command, everything, name):
    ledger = json.loads((everything / "evidence.json").read_text("utf-8"))
    steps = [step for step in ledger["steps"] if step["derivation"] == name]

    def shown(what: str, form: str) -> str:
        done = command("show", what, "--format", form, "--out", str(everything))
        assert (done.code, done.err) == (0, "")
        assert done.out.strip()
        return done.out

    data = json.loads(shown(name, "json"))
    assert (data["version"], data["name"]) == (1, name)
    assert [step["id"] for step in data["steps"]] == [step["id"] for step in steps]
    assert shown(name, "latex").split("\n\n") == [
        *(step["latex"] for step in steps[:-1]),
        steps[-1]["latex"] + "\n",
    ]
    assert shown(name, "markdown").startswith("# ")
    for step in steps[::7]:
        assert shown(step["id"], "latex") == step["latex"] + "\n"
        assert [s["id"] for s in json.loads(shown(step["id"], "json"))["steps"]] == [step["id"]]
        assert step["latex"] in shown(step["id"], "markdown")
        assert shown(step["id"], "text").startswith(f"{step['id']}  (")


def test_show_verbose_adds_the_latex(command, everything):
    line = ("show", "error-flow/path-sum", "--out", str(everything))
    text, latex = command(*line).out, command(*line, "--format", "latex").out
    assert command(*line, "-v").out == f"{text}\n{latex}"


def test_show_and_list_write_nothing(command, tmp_path):
    command("show", "forget-gates")
    command("list")
    command("check", "forget-gates")
    assert not contents(tmp_path)
    assert not list(tmp_path.iterdir())


def test_show_reads_a_file_and_a_step_of_it(command, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "my.cell").write_text(CELL, encoding="utf-8")
    shown = re.findall(r"(?m)^my/(\S+)", command("show", "in/my.cell").out)
    found = derive(CELL)
    steps = [step.label for one in (found.derivation, *found.variants) for step in one.steps]
    assert shown == steps
    assert command("show", "in/my.cell/error-h").out.startswith("my/error-h  (verified)\n")
    assert command("show", "in/my.cell/error-k").err.startswith(
        "error: no step is called 'my/error-k'; did you mean my/error-h"
    )


def test_show_of_a_cell_has_its_text(command, everything):
    assert "    h[t] = o[t]*tanh(c[t])" in command("show", "lstm", "--out", str(everything)).out


def test_check_tries_again_and_says_what_it_found(command):
    done = command("check", "forget-gates", "-v")
    assert (done.code, done.err) == (0, "")
    assert "forget-gates/product" in done.out
    assert "sample: supported: " in done.out
    found = json.loads(command("check", "forget-gates", "--json").out)
    assert found["version"] == 1
    assert {step["status"] for step in found["steps"]} <= {"verified", "assumed"}
    assert all(step["evidence"] for step in found["steps"])


def test_check_does_not_trust_what_is_kept(command, toy):
    command("derive", "toy")
    out = command("check", "toy").out
    assert "kept" not in out


@pytest.mark.parametrize("line", ["-h", "--help", "derive -h", "show -h", "list -h", "check -h"])
def test_help_leads_with_examples(command, line):
    done = command(*line.split())
    assert (done.code, done.err) == (0, "")
    assert done.out.index("Examples:") < done.out.index("Options:")
    assert done.out.count("  python -m lstm_sym ") >= 3
    assert max(map(len, done.out.splitlines())) <= 80


def test_version_names_what_it_stands_on(command):
    done = command("--version")
    assert done.code == 0
    assert all(name in done.out for name in ("lstm_sym 0", "sympy 1", "numpy ", "Python 3"))
