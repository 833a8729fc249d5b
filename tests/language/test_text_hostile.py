"""Hostile text: nothing of it is run, every fault is a TextError, and none takes long."""

import ast
import builtins
import os
import random
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_sym.language.text as package
from lstm_sym.cells import builtin, names
from lstm_sym.language.cell import Cell
from lstm_sym.language.text import TextError, load, parse

DEADLINE = 2.0
CELLS = [builtin(name).text for name in names()]


def outcome(text: str) -> Cell | TextError:
    """What a text gives, in two seconds of the processor's; any other exception fails the test."""
    start = time.process_time()
    found: Cell | TextError
    try:
        found = parse(text)
    except TextError as fault:
        found = fault
    assert str(found if isinstance(found, TextError) else found.name)
    assert time.process_time() - start < DEADLINE
    return found


@pytest.fixture
def tripwires(monkeypatch):
    """Every way to run code raises a warning that no handler of the package catches."""

    class Ran(BaseException):
        pass

    def run(*_, **__):
        raise Ran

    for module, name in (
        (os, "system"),
        (os, "popen"),
        (subprocess, "Popen"),
        (builtins, "eval"),
        (builtins, "exec"),
        (builtins, "open"),
    ):
        monkeypatch.setattr(module, name, run)


CODE = [
    "__import__('os').system('echo ran')",
    "__import__(os).system(x[t])",
    "h[t] = __import__('os').system('echo ran')",
    "h[t] = __import__(os).system(h[t-1])",
    "h[t] = eval(h[t-1])",
    "h[t] = exec(h[t-1]) + open(b) + compile(b) + getattr(b, c)",
    "h[t] = W.__class__.__mro__ @ h[t-1]",
    "h[t] = W.__class__",
    "h[t] = h[t-1].__class__",
    "h[t] = (lambda x: x)(h[t-1])",
    "h[t] = lambda",
    "h[t] = f'{h}'",
    'h[t] = "a" @ h[t-1]',
    "h[t] = [h[t-1] for h in x]",
    "h[t] = h[t-1] if b else c",
    "h[__import__('os')] = h[t-1]",
    "h[t] = h[t-1]; import os",
    "import os\nh[t] = h[t-1]",
    "title $(touch ran)\nsource `touch ran` ${HOME}\nh[t] = h[t-1]",
    "title {0.__class__} %s {{7*7}} <script>alert(1)</script>\nh[t] = h[t-1]",
    "output __import__\nh[t] = h[t-1]",
    "matrix W[__import__('os'), n]\nh[t] = W @ h[t-1]",
    "h[t] = hold.fdiff(h[t-1])",
    "h[t] = Symbol(h[t-1])",
    "h[t] = S(h[t-1]) + N(b) + sympify(b)",
    "!ls",
    "%load_ext x\nh[t] = h[t-1]",
    "{% include '/etc/passwd' %}",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
]


@pytest.mark.parametrize("text", CODE)
def test_code_is_never_run(text, tripwires):
    outcome(text)


@pytest.mark.parametrize("text", CODE[:18])
def test_code_is_no_cell(text):
    assert isinstance(outcome(text), TextError)


def test_no_way_from_a_name_in_the_text_to_python():
    forbidden = {
        "eval",
        "exec",
        "compile",
        "__import__",
        "getattr",
        "setattr",
        "sympify",
        "globals",
    }
    forbidden |= {"parse_expr", "lambdify", "vars", "locals", "import_module"}
    for file in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.id if isinstance(called, ast.Name) else ""
                name = called.attr if isinstance(called, ast.Attribute) else name
                assert name not in forbidden or ast.unparse(called) == "re.compile", file


noise = random.Random(0)
DEEP, DEPTH = "(1 + b*" * 18, ")" * 18
HUGE = {
    "tower": "h[t] = 9**9**9*h[t-1]",
    "tower of names": "h[t] = h[t-1]**9**9**9",
    "power of powers": "h[t] = " + "(" * 50 + "2*h[t-1]" + "**16)" * 50,
    "digits": "h[t] = " + "9" * 100_000 + "*h[t-1]",
    "exponent": "h[t] = 1e999999999*h[t-1]",
    "long exponent": "h[t] = 1e" + "9" * 100_000,
    "product of numbers": "h[t] = h[t-1]*" + "*".join(["9" * 40] * 1000),
    "sum of fractions": "h[t] = h[t-1]*(" + "+".join(f"1/{10**39 + i}" for i in range(900)) + ")",
    "lag": "h[t] = h[t-" + "9" * 100_000 + "]",
    "layers": "layers " + "9" * 5000 + "\nh[t] = h[t-1]",
    "size": "vector h[" + "9" * 5000 + "]\nh[t] = h[t-1]",
    "64 layers": "layers 64\n" + builtin("lstm").text,
    "64 layers of much": "layers 64\n"
    + "\n".join(f"h{i}[t] = h{i}[t-1] + x[t]" for i in range(99)),
    "open": "h[t] = " + "(" * 100_000,
    "closed": "h[t] = " + ")" * 100_000,
    "both": "h[t] = " + "(" * 100_000 + "h[t-1]" + ")" * 100_000,
    "brackets": "h" + "[" * 100_000,
    "calls": "h[t] = " + "tanh(" * 100_000,
    "minus": "h[t] = " + "-" * 100_000 + "h[t-1]",
    "few minus": "h[t] = " + "-" * 3000 + "h[t-1]",
    "at": "h[t] = " + "W @ " * 1300 + "h[t-1]",
    "powers": "h[t] = h[t-1]" + "**2" * 1300,
    "transposes": "h[t] = W" + ".T" * 1300 + " @ h[t-1]",
    "sum": "h[t] = h[t-1]" + " + x[t]" * 100_000,
    "different terms": "h[t] = h[t-1]" + "".join(f"+x{i}[t]" for i in range(790)),
    "different factors": "h[t] = h[t-1]" + "".join(f"*x{i}[t]" for i in range(790)),
    "product": "h[t] = h[t-1]" + "*b" * 1900,
    "arguments": "h[t] = tanh(" + ",".join(["b"] * 1900) + ")",
    "deep divisor": f"a[t] = {DEEP}x[t]{DEPTH}\nh[t] = h[t-1]/{DEEP}a[t]{DEPTH}",
    "equations": "h[t] = h[t-1]\n" * 70_000,
    "headers": "title x\n" * 120_000,
    "declarations": "matrix W[n, m]\n" * 60_000,
    "lines": "\n" * 999_999,
    "comments": "#\n" * 499_000,
    "one comment": "#" + "x" * 999_000,
    "blanks": " " * 1_000_000,
    "name": "h[t] = " + "h" * 900_000,
    "ten megabytes": "h[t] = h[t-1]\n" * 800_000,
    "noise": "".join(chr(noise.randrange(0xD800)) for _ in range(300_000)),
    "ascii noise": "".join(chr(noise.randrange(32, 127)) for _ in range(300_000)),
    "signs": "".join(noise.choice("ht[]()+-*/@=., \n#1.TW") for _ in range(300_000)),
    "controls": "h[t] = h[t-1]\x1b[2J\x07\x00",
    "surrogates": "h[t] = \ud800\udfff",
    "marks": "\ufeff\ufeffh[t] = h[t-1]",
    "directions": "h[t] = \u202eh[t-1]\u202c",
    "homoglyphs": "һ[t] = h[t-1]",
    "invisible": "h\u200b[t] = h[t-1]",
    "wide": "ｈ[ｔ] = h[t-1]",
    "combining": "h\u0301[t] = h[t-1]",
    "other digits": "h[t] = ٣*h[t-1]",
    "superscript": "h[t] = h[t-1]²",
    "line separators": "h[t] = h[t-1]\u2028g[t] = h[t]\x0bx\x0c",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_no_text_hangs_or_overflows(text):
    outcome(text)


def test_a_large_cell_is_read():
    terms = "".join(f" + W{i} @ x{i}[t]" for i in range(400))
    assert isinstance(outcome(f"h[t] = h[t-1]{terms}"), Cell)
    lines = [f"h{i}[t] = tanh(W{i} @ h{i}[t-1] + x[t])" for i in range(1000)]
    assert len(parse("\n".join(lines)).equations) == 1000


@pytest.mark.parametrize("data", [noise.randbytes(10_000_000), noise.randbytes(5000), b"\0" * 999])
def test_binary_files(tmp_path, data):
    file = tmp_path / "noise.cell"
    file.write_bytes(data)
    start = time.process_time()
    with pytest.raises(TextError):
        load(file)
    assert time.process_time() - start < DEADLINE


def test_an_endless_file_is_read_to_the_limit():
    if Path("/dev/zero").exists():
        with pytest.raises(TextError, match="more than 1,000,000 bytes"):
            load("/dev/zero")


PIECES = [
    *"ht[]()+-*/@=.,#\n \t01259xWUbσ⊙α^'\"{}\\\0",
    *("[t]", "[t-1]", "[t+1]", "W @ ", ".T", "**", "**2", "1/", "tanh(", "sigma(", "inv(", "1e9"),
    *("hadamard(", "number b\n", "matrix W[n, m]\n", "vector h[3]\n", "constant ", "layers 2\n"),
    *("output h\n", "title ", "source ", "h[t] = ", "x[t]", "h[t-1]", "W_i", "U_i", "W_f", "/0"),
]


@st.composite
def mutants(draw):
    """The text of a cell with a few slips of the pen."""
    text = draw(st.sampled_from(CELLS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        end = at + draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5, 40]))
        old = text[at:end]
        new = draw(
            st.one_of(st.sampled_from(PIECES), st.just(""), st.just(old * 2), st.text(max_size=3))
        )
        text = text[:at] + new + text[end:]
    return text


@settings(max_examples=400, deadline=None)
@given(mutants())
def test_a_mutant_is_a_cell_or_an_error_with_a_place(text):
    found = outcome(text)
    if isinstance(found, TextError) and found.line is not None:
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert found.source == lines[found.line - 1]
        assert 1 <= found.column <= len(found.source) + 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_a_cell_or_an_error(text):
    outcome(text)
