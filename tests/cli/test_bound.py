"""bound: what it prints, what it refuses, and what its exit codes say."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from lstm_sym.calculus.extremes import certificates
from tests.cli.conftest import Command


def told(command: Command, *arguments: str) -> dict:
    done = command("bound", *arguments, "--json")
    assert done.err == ""
    return json.loads(done.out) | {"code": done.code}


@pytest.mark.parametrize(
    ("name", "sup"),
    [
        ("sigma", "1/4"),
        ("tanh", "1"),
        ("squash_h", "1/2"),
        ("squash_g", "1"),
        ("relu", "1"),
        ("softplus", "1"),
        ("silu", "[1.09983932012886, 1.09983932012887]"),
        ("gelu", "[1.12890414518515, 1.12890414518516]"),
    ],
)
def test_the_steepest_slopes_of_the_named_activations(command: Command, name: str, sup: str):
    done = command("bound", name)
    assert done.code == 0
    assert re.search(rf"^  sup  .*\s*.*{re.escape(sup)}", done.out, re.MULTILINE)
    assert max(map(len, done.out.splitlines())) < 80
    assert "intervals: " in done.out
    assert "●" in done.out


def test_an_expression_of_ones_own_with_thirty_digits(command: Command):
    found = told(command, "z*sigma(z)", "--digits", "30")
    assert found["code"] == 0
    assert found["version"] == 1
    assert found["sup"]["low"].startswith("1.0998393201288669169581849243")
    assert len(found["sup"]["low"]) >= 30
    assert found["sup"]["attained"] is True
    assert found["sup"]["at"][0].startswith("z in [2.399357280515467667832739")


def test_a_claim_is_verified_or_refuted_with_a_point(command: Command):
    found = told(command, "sigma", "--claim", "<= 0.25", "--claim", "> 0")
    assert found["code"] == 0
    assert [c["verdict"] for c in found["claims"]] == ["verified", "verified"]
    found = told(command, "sigma", "--claim", "<=0.2499999")
    assert found["code"] == 1
    assert found["claims"][0]["verdict"] == "refuted"
    assert found["claims"][0]["witness"] == {"at": "0", "low": "0.25", "high": "0.25"}
    assert command("bound", "softplus", "--claim", "< 1").code == 0
    assert command("bound", "softplus", "--claim", "< 0.999999999").code == 1
    assert command("bound", "exp", "--claim", ">= 0").code == 0


def test_an_interval_is_kept_to(command: Command):
    found = told(command, "tanh", "--on", "1", "oo")
    assert found["domain"] == ["1", "oo"]
    assert found["sup"]["exact"] == "1 - tanh(1)**2"
    assert found["sup"]["at"] == ["z = 1"]
    assert (found["inf"]["exact"], found["inf"]["attained"]) == ("0", False)
    assert told(command, "z*z", "--on", "-1", "1", "--of", "value")["sup"]["exact"] == "1"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["z*w"], "two variables, z and w"),
        (["1/z"], "z divides, and is 0 at 0"),
        (["tanh(z)/z"], "z divides, and is 0 at 0"),
        (["inv"], "z divides, and is 0 at 0"),
        (["exp"], "the slope of exp(z) has no upper bound as z -> oo"),
        (["-z*z", "--of", "value"], "No such option"),
        (["0-z*z", "--of", "value"], "has no lower bound as z -> "),
        (["sigma", "--on", "2", "1"], "no number lies between 2 and 1"),
        (["sigma", "--on", "1", "1"], "no number lies between 1 and 1"),
        (["sigma", "--on", "0", "nan"], "nan is no number"),
        (["sigma", "--on", "inf", "oo"], "inf is no number"),
        (["sigma", "--on", "oo", "-oo"], "no number lies between oo and -oo"),
        (["sigma", "--claim", "<= nan"], "nan is no number"),
        (["sigma", "--claim", "<= oo"], "oo is no number"),
        (["sigma", "--claim", "0.25"], "is not <=, <, >= or > and a number"),
        (["sigma", "--digits", "0"], "0 is not in the range"),
        (["sigm"], "did you mean sigma?"),
        ([""], "the expression is empty"),
        (["("], "( is never closed"),
    ],
)
def test_a_mistake_ends_in_one_line(command: Command, arguments: list[str], says: str):
    done = command("bound", *arguments)
    assert done.code == 2
    assert done.out == ""
    assert says in done.err.splitlines()[0]
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "expression",
    [
        "sigma(exp(z))",
        "relu(tanh(z) - sigma(z)/3)",
        "sigma(sigma(sigma(sigma(z))))",
        "(z + sigma(z)*tanh(z) + gelu(z))**16",
        "exp(exp(exp(z)))",
        "exp(exp(exp(exp(exp(exp(z))))))",
    ],
)
def test_what_is_too_hard_is_undecided_and_not_wrong(command: Command, expression: str):
    done = command("bound", expression, "--of", "value", "--on", "0", "40")
    if done.code == 0:
        assert "sup" in done.out
        return
    assert done.code == 3
    assert done.err.startswith("undecided: ")
    assert len(done.err.splitlines()) == 1
    assert len(done.err) < 300


def test_a_road_that_is_not_installed_is_told_with_its_install_line(
    command: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(certificates, "find_spec", lambda name: None)
    done = command("bound", "sigma", "--by", "z3")
    assert done.code == 4
    assert done.err == "error: z3 needs z3-solver; pip install 'lstm_sym[z3]'\n"
    assert command("bound", "sigma", "--by", "balls").code == 4
    found = told(command, "sigma")
    assert [c["road"] for c in found["certificates"]] == ["algebraic", "intervals"]


def test_a_road_may_be_chosen(command: Command):
    found = told(command, "sigma", "--by", "algebraic")
    assert [c["road"] for c in found["certificates"]] == ["algebraic"]
    assert found["sup"]["at"] == ["z = 0"]
    assert command("bound", "silu", "--by", "algebraic").code == 3


def test_the_picture_is_an_svg_with_its_bounds(command: Command, tmp_path):
    assert command("bound", "gelu", "--plot", "gelu.svg", "-q").out == ""
    root = ElementTree.fromstring((tmp_path / "gelu.svg").read_text("utf-8"))
    words = "".join(root.itertext())
    assert "slope of gelu(z)" in words
    assert "sup 1.1289" in words
    assert "color-scheme:light dark" in words
    assert command("bound", "exp", "--claim", "> 0", "--plot", "exp.svg", "-q").code == 0
    assert "sup" not in (tmp_path / "exp.svg").read_text("utf-8")
    (tmp_path / "file").write_text("")
    assert command("bound", "gelu", "--plot", "file/gelu.svg").code == 2


def test_the_same_twice(command: Command):
    first, again = (command("bound", "silu", "--claim", "<= 1.09") for _ in range(2))
    assert first == again
    assert first.code == 1
