"""The template runs as it is, and is right once the derived lines are written into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lstm_sym.cells import builtin
from lstm_sym.mistakes.cases import cases
from lstm_sym.mistakes.diagnosis import diagnose
from lstm_sym.mistakes.foreign import Foreign
from lstm_sym.mistakes.template import template
from tests.few import few
from tests.mistakes.filled import solved

NAMES = ("rnn", "lstm", "gss02", "gru-torch", "hs97-lagged", "slstm-stabilised", "asrnn-gated")


def judged(name: str, source: str, folder: Path):
    cell = builtin(name).explicit()
    path = folder / "mine.py"
    path.write_text(source, encoding="utf-8")
    runs = list(cases(cell))[:6]
    return diagnose(cell, Foreign(path, "backward").returned(runs).gradients, patience=0)


@pytest.mark.parametrize("name", few(NAMES, 3))
def test_the_template_is_right_once_it_is_filled_in(name: str, tmp_path: Path):
    assert judged(name, solved(name), tmp_path).is_verified


@pytest.mark.parametrize("name", ["rnn", "rnn-bidirectional"])
def test_the_template_runs_as_it_is_and_is_not_right(name: str, tmp_path: Path):
    found = judged(name, template(builtin(name)), tmp_path)
    assert not found.is_verified
    assert set(found.wrong) == {p.name for p in builtin(name).explicit().learnt}
