"""A derivation that is broken in any way ends the command with the code that says so."""

from __future__ import annotations

import json
import re

import pytest

BROKEN = {
    "a sign": ("h.loss(t) + U.T", "h.loss(t) - U.T", "error"),
    "a dropped factor": ("sigma(z) * (1 - sigma(z))", "1 - sigma(z)", "slope"),
    "a dropped term": ("h.loss(t) + U.T @ a.bar(t + 1)", "U.T @ a.bar(t + 1)", "error"),
    "a transposed matrix": ("U.T @", "U @", "error"),
    "1/5 for 1/4": ("Rational(1, 4)", "Rational(1, 5)", "bound"),
    "a time": ("a.bar(t + 1)", "a.bar(t)", "error"),
    "a time under a sum": ("h(s - 1)", "h(s)", "gradient"),
    "the order of a product": (
        "Outer(a.bar(s), h(s - 1))",
        "Outer(h(s - 1), a.bar(s))",
        "gradient",
    ),
    "the wrong signal": ("h.loss(t) + U.T @ a.bar", "h.loss(t) + U.T @ h.bar", "error"),
}
FAULTS = {
    "syntax": ("z = number", "z = = number", ":10: error: SyntaxError: invalid syntax"),
    "an exception": ("z = number", "1 / 0; z = number", ":10: error: ZeroDivisionError: "),
    "an exit": ("z = number", "raise SystemExit(0); z = number", ":10: error: SystemExit: 0"),
    "an unknown word": ("at_most, ", "at_least, ", ":5: error: ImportError: "),
    "no derivation": ("derivation = Der", "derived = Der", ": error: AttributeError: "),
    "another label": ('"toy"', '"toi"', ": error: ValueError: the label is toi, and must be toy"),
    "a label twice": ('"error", equal', '"slope", equal', "error: ValueError: toy: a label"),
    "sizes": ("U.T @ a.bar", "W.T @ a.bar", ":23: error: ShapeError: "),
    "a fault of many lines": (
        "z = number",
        'from lstm_sym import cell; cell("h[t] = cosh(h[t-1])"); z = number',
        ":10: error: TextError: <string>:1:8: error: ",
    ),
}


def test_a_sound_derivation_ends_with_0(command, toy):
    assert command("derive", "toy").code == 0


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_step_ends_with_1_and_is_named(command, toy, what):
    old, new, label = BROKEN[what]
    toy.edit(old, new)
    done = command("derive", "toy")
    assert done.code == 1
    named = [line for line in done.err.splitlines() if line.startswith("refuted: ")]
    assert [line.split(": ")[1] for line in named] == [f"toy/{label}"]
    assert json.loads((toy.folder.parent / "build/evidence.json").read_text("utf-8"))["steps"]
    assert command("derive", "toy").code == 1, "a verdict that is kept"
    assert command("derive", "toy", "-q").err == done.err
    assert command("check", "toy").code == 1
    assert command("show", f"toy/{label}").code == 1


def test_an_undecided_step_ends_with_3_and_is_named(command, toy):
    toy.edit("Rational(1, 4)", "Rational(1, 3)")
    done = command("derive", "toy")
    assert done.code == 3
    assert done.err.startswith("undecided: toy/bound: ")
    assert command("check", "toy", "-q") == done.__class__(3, "", done.err)
    assert command("show", "toy/bound").code == 3
    assert command("show", "toy/slope").code == 0


def test_refuted_outweighs_undecided(command, toy):
    toy.edit("Rational(1, 4)", "Rational(1, 3)")
    toy.edit("U.T @", "U @")
    assert command("derive", "toy").code == 1


def test_a_misprint_that_holds_is_refuted(command, toy):
    toy.edit("FromDefinition, ", "FromDefinition, Misprint, ")
    toy.edit("by=AdjointOf(rnn))", "by=AdjointOf(rnn), printed=Misprint('E1', PRINTED))")
    right, wrong = "h.loss(t) + U.T @ a.bar(t + 1)", "h.loss(t) + U @ a.bar(t + 1)"
    toy.edit("error = Step", f"PRINTED = equal(h.bar(t), {wrong})\nerror = Step")
    assert command("derive", "toy").code == 0
    toy.edit(wrong, right + " + 0")
    done = command("derive", "toy")
    assert done.code == 1
    assert done.err.startswith("refuted: toy/error: erratum: ")


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_in_a_module_ends_with_2_and_one_line(command, toy, what):
    old, new, said = FAULTS[what]
    toy.edit(old, new)
    done = command("derive", "toy")
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"derivations/toy\.py(:\d+)?: error: .*\n", done.err)
    assert said in done.err
    assert not (toy.folder.parent / "build").exists()
    debugged = command("derive", "toy", "--debug")
    assert debugged.err.startswith(done.err + "Traceback")
    assert debugged.code == 2


@pytest.mark.parametrize("data", [b"\xff\n", b"x = '\0'\n", b"", "é = (".encode("latin-1")])
def test_a_module_that_is_no_text_ends_with_2(command, toy, data):
    toy.write(data)
    done = command("derive", "toy")
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"derivations/toy\.py(:\d+)?: error: .*\n", done.err)


def test_a_fault_while_a_step_is_examined_names_the_module(command, toy):
    toy.edit("{z: (-oo, oo)}", "{z: (oo, -oo)}")
    done = command("derive", "toy")
    assert done.code == 2
    assert done.err == "derivations/toy.py: error: Undrawable: the range of z is empty\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CONTENTS = (", "derivations/__init__.py:1: error: SyntaxError: "),
        ("1 / 0", "derivations/__init__.py:1: error: ZeroDivisionError: "),
        ("", "derivations/__init__.py: error: ImportError: "),
        ('CONTENTS = (("Toys", ("no",)),)', "derivations/no.py: error: ModuleNotFoundError: "),
    ],
)
@pytest.mark.parametrize("verb", ["derive", "check"])
def test_a_fault_in_the_contents_ends_with_2_and_one_line(command, toy, text, said, verb):
    toy.write(text, "__init__.py")
    done = command(verb)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("toy.py", '"HS97"', '"HS98"', "toy/bound: error: HS98 is not in references.bib"),
        ("toy.py", "3.1i", "3.1?", "toy/bound: error: HS97-3.1? is not in catalogue.toml"),
        ("catalogue.toml", "[formulas]", "[formulas", "derivations/catalogue.toml: error: "),
    ],
)
def test_a_fault_in_the_literature_ends_with_2_and_no_page(command, toy, file, old, new, said):
    toy.edit(old, new, file)
    done = command("derive", "toy")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert done.err.count("\n") == 1
    assert [path.name for path in (toy.folder.parent / "build").iterdir()] == [".records"]
