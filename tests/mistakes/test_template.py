"""The template runs as it is, and is right once the derived lines are written into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lstm_sym.calculus.adjoint import adjoint
from lstm_sym.cells import builtin
from lstm_sym.language.vectors import BAR
from lstm_sym.lower.text import typed
from lstm_sym.mistakes.cases import cases
from lstm_sym.mistakes.diagnosis import diagnose
from lstm_sym.mistakes.foreign import Foreign
from lstm_sym.mistakes.mutants import mistakes
from lstm_sym.mistakes.template import template

NAMES = ("rnn", "lstm", "gru-torch", "hs97-lagged", "slstm-stabilised", "asrnn-gated")


def judged(name: str, source: str, folder: Path):
    cell = builtin(name).explicit()
    path = folder / "mine.py"
    path.write_text(source, encoding="utf-8")
    runs = list(cases(cell))[:6]
    return diagnose(cell, Foreign(path, "backward").returned(runs).gradients, patience=0)


def solved(name: str) -> str:
    """The template with the derived adjoint and gradients, as the text printer writes them."""
    cell = builtin(name).explicit()
    errors = [f"{head.name}[t] = {typed(e)}" for head, e in reversed(tuple(adjoint(cell).items()))]
    right = mistakes(cell)[0].right
    added = []
    for p in cell.learnt:
        for term in right.equations[p.name + BAR].terms:
            e = term.written(cell)
            said = f"np.outer({typed(e.args[0])}, {typed(e.args[1])})" if e.is_Matrix else typed(e)
            said = said.replace("total(", "np.sum(")
            added.append(f'gradients["{p.name}"] += {said}')
    later = [
        f"{u.name}_bar = dict.fromkeys(range(T + 9), np.zeros_like({u.name}[T]))"
        for u in cell.equations
    ]
    after = "from collections import defaultdict\n"
    beyond = [f"{s.name} = defaultdict(float, {s.name})" for s in (*cell.computed, *cell.inputs)]
    loss = [f'{name}_loss = dict(enumerate(loss["{name}"], 1))' for name in cell.outputs]
    start = "\n    ".join([*loss, *later, *beyond, "gradients = "])
    source = template(builtin(name)).replace("gradients = ", start, 1)
    body = "\n        ".join([*errors, *added])
    return after + source.replace(
        "pass  # the errors of step t, and what they add to the gradients", body
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_template_is_right_once_it_is_filled_in(name: str, tmp_path: Path):
    assert judged(name, solved(name), tmp_path).is_verified


@pytest.mark.parametrize("name", ["rnn", "rnn-bidirectional"])
def test_the_template_runs_as_it_is_and_is_not_right(name: str, tmp_path: Path):
    found = judged(name, template(builtin(name)), tmp_path)
    assert not found.is_verified
    assert set(found.wrong) == {p.name for p in builtin(name).explicit().learnt}
