"""The text of a program: the same every time, clean, with the equations that each line computes."""

import shutil
import subprocess
import sys

import pytest

from lstm_sym.cells import builtin, names
from lstm_sym.emit import TARGETS, code
from lstm_sym.language.text import parse

FEW = ("lstm", "gru-torch", "rnn-bidirectional", "gsc00", "slstm-stabilised", "sru")
RULES = "--select=E,F,W,I,UP,B,RUF"


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("many", [FEW, pytest.param(tuple(names()), marks=pytest.mark.slow)])
def test_a_program_is_the_same_text_every_time_and_clean(target: str, many, tmp_path):
    for name in many:
        text = code(builtin(name), target)
        assert text == code(builtin(name), target)
        (tmp_path / f"{name}.py".replace("-", "_")).write_text(text)
    ruff = shutil.which("ruff", path=f"{sys.prefix}/bin") or shutil.which("ruff")
    if target == "c":
        return
    if ruff is None:
        pytest.skip("ruff is not installed")
    found = subprocess.run(
        [ruff, "check", "--isolated", RULES, str(tmp_path)], capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_a_program_names_every_equation_that_it_computes(target: str):
    cell = builtin("lstm").explicit()
    text = code(cell, target)
    for u in cell.computed:
        assert f"lstm/forward-{u.name}" in text
        assert f"lstm/error-{u.name}" in text
    for p in cell.learnt:
        assert f"lstm/gradient-{p.name}" in text


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "title", ['a"""; raise SystemExit #', "a */ int x; /*", "back\\slash \\N{x} $y ${z}", "{x} %s"]
)
def test_no_word_of_a_title_ends_the_head_of_a_program(target, title):
    written = parse(f"title {title}\nh[t] = tanh(W @ x[t] + U @ h[t-1])", "mine.cell")
    bare = parse("title a\nh[t] = tanh(W @ x[t] + U @ h[t-1])", "mine.cell")
    head, rest = (code(cell, target) for cell in (written, bare))
    assert not set('"\\*$%{}').intersection(head.splitlines()[0].strip('"/* '))
    assert head.splitlines()[1:] == rest.splitlines()[1:]
