"""The complex step along random directions: the gradient's, seen from a few sides at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.cells import builtin, names
from lstm_sym.checks.directions import EVERY, MANY, Directions, moved, scale, witness
from lstm_sym.checks.drawn import filled, network
from lstm_sym.checks.network import Network
from lstm_sym.checks.programs import EXACT, GRADIENTS, Trial
from lstm_sym.emit import code
from lstm_sym.language.cell import Cell
from lstm_sym.mistakes.cases import cases as runs
from lstm_sym.mistakes.diagnosis import diagnose
from tests.strategies import cells, close, examples


def gap(run: Network, gradient: dict[str, Any]) -> float:
    largest = max(np.max(np.abs(v)) for v in gradient.values())
    scales = {name: scale(v, largest, 1e-3) for name, v in gradient.items()}
    drawn = Directions.drawn(gradient, scales, np.random.default_rng(1))
    return drawn.gap(moved(run, drawn.at))


@examples(20)
@given(cells(), st.integers(0, 99))
def test_the_loss_moves_by_what_every_entry_adds_to_it(cell: Cell, seed: int):
    dice = np.random.default_rng(seed)
    run = network(cell, dice)
    at = {name: dice.standard_normal((MANY, *v.shape)) for name, v in run.gradients.items()}
    added = sum((at[k] * v).reshape(MANY, -1).sum(axis=1) for k, v in run.gradients.items())
    assert close(moved(run, at), added, 1e-9)


@examples(20)
@given(cells(), st.integers(0, 99))
def test_one_wrong_entry_shows_however_small_its_array_is(cell: Cell, seed: int):
    dice = np.random.default_rng(seed)
    run = network(cell, dice, calm=0.5)
    right = dict(run.gradients)
    if run.largest > 20 or not all(np.max(np.abs(v)) > 1e-6 for v in right.values()):
        return
    assert gap(run, right) < 1e-9
    name = sorted(right)[int(dice.integers(len(right)))]
    wrong = np.array(right[name])
    largest = max(np.max(np.abs(v)) for v in right.values())
    wrong.flat[int(dice.integers(wrong.size))] += 1e-6 * scale(wrong, largest, 1e-3)
    assert gap(run, right | {name: wrong}) > 1e-8


def test_several_sequences_at_once_are_the_sum_of_each():
    cell = builtin("lstm").explicit()
    one = filled(cell, {s: 3 - k for k, s in enumerate(cell.sizes)}, 4, np.random.default_rng(0))
    dice = np.random.default_rng(1)
    several = {at: dice.standard_normal((5, v.size)) for at, v in one.given.items()}
    targets = {at: dice.standard_normal((5, v.size)) for at, v in one.targets.items()}
    at = {name: dice.standard_normal((MANY, *v.shape)) for name, v in one.constants.items()}
    alone = [
        replace(
            one,
            given={t: v[k] for t, v in several.items()},
            targets={t: v[k] for t, v in targets.items()},
        )
        for k in range(5)
    ]
    together = replace(one, given=several, targets=targets)
    assert close(moved(together, at), sum(moved(run, at) for run in alone), 1e-12)


def test_it_is_one_run_whatever_the_number_of_weights(monkeypatch):
    asked = []
    real = Network.run

    def counted(self: Network, *args: Any) -> Any:
        asked.append(self)
        return real(self, *args)

    cell = builtin("lstm").explicit()
    n, m = sorted(cell.sizes, key=str, reverse=True)
    for size in (2, 30):
        run = filled(cell, {n: size, m: size}, 3, np.random.default_rng(0))
        at = {k: np.ones((MANY, *v.shape)) for k, v in run.constants.items()}
        assert run.trajectory
        monkeypatch.setattr(Network, "run", counted)
        moved(run, at)
        monkeypatch.undo()
    assert len(asked) == 2


@pytest.mark.parametrize("name", ["lstm", "rnn-bidirectional", "rnn-relu", "hs97-lagged"])
def test_a_program_that_is_right_is_seen_along_directions_only(name: str, monkeypatch):
    monkeypatch.setattr(Network, "gradients", property(lambda run: pytest.fail("every entry")))
    found = Trial(builtin(name)).gaps(along=True)
    assert found[GRADIENTS] < EXACT


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_so_is_every_cell(name: str):
    with np.errstate(all="ignore"):
        assert GRADIENTS in Trial(builtin(name)).gaps(along=True)


def test_of_a_program_that_is_wrong_every_gradient_is_told():
    cell = builtin("rnn")
    wrong = code(cell, "numpy").replace('grads["U"] = outers_h', 'grads["U"] = outers_h * 1.00001')
    found = Trial(cell).gaps(text=wrong, along=True)
    assert {name for name, gap in found.items() if gap > EXACT} == {"U"}
    judged = Trial(cell).judged(found)
    assert judged.verdict == "refuted"
    assert judged.detail.startswith(EVERY)


def test_a_right_pass_is_compared_along_directions_and_a_wrong_one_entry_by_entry():
    cell = builtin("lstm").explicit()
    right = [(case, dict(case.network.gradients)) for case in runs(cell)]
    assert diagnose(cell, right).witness == witness(MANY)
    assert diagnose(cell, right, every=True).witness == EVERY
    wrong = [
        *right[:5],
        (right[5][0], right[5][1] | {"b_o": right[5][1]["b_o"] + 1e-6}),
        *right[6:],
    ]
    found = diagnose(cell, wrong, patience=0)
    assert found.witness == EVERY
    assert found.wrong == ("b_o",)
    assert found.smallest is right[5][0]
