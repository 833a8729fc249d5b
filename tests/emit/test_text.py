"""The text of a program: the same every time, clean, with the equations that each line computes."""

import shutil
import subprocess
import sys

import pytest

from lstm_sym.cells import builtin, names
from lstm_sym.emit import TARGETS, code

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
