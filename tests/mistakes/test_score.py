"""The mutation score counts every mutant once, and a check that lets one live is told on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import lstm_sym.mistakes.programs as programs
import lstm_sym.mistakes.score as score
from derivations import slopes
from lstm_sym.cells import builtin
from lstm_sym.checks.evidence import Evidence, Verdict
from lstm_sym.job.breaking import broken, measured, scores
from lstm_sym.job.store import Store
from lstm_sym.job.tasks import Task
from lstm_sym.mistakes.claims import mutants
from lstm_sym.mistakes.mutants import mistakes
from lstm_sym.mistakes.programs import program_score
from lstm_sym.mistakes.score import adjoint_score, claims_score

SLOW = pytest.mark.slow
RNN = Task("rnn", "cell", "rnn")


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru-cho", "hs97-lagged", "slstm-stabilised"])
def test_no_mistake_in_a_backward_pass_lives(name: str):
    found = adjoint_score(builtin(name))
    assert found.survivors == []
    assert found.tried == len(mistakes(builtin(name).explicit()))
    assert found.refuted + found.idle > 0.9 * found.tried


@pytest.mark.parametrize("name", ["rnn", "gru-cho", pytest.param("slstm-stabilised", marks=SLOW)])
def test_no_wrong_line_of_a_program_lives(name: str):
    found = program_score(builtin(name))
    assert found.survivors == []
    assert found.refuted + found.refused > 0.95 * found.tried > 50


def test_a_run_that_looks_at_nothing_lets_every_line_live_that_runs(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(programs, "compared", lambda *_: {"loss": 0.0})
    monkeypatch.setattr(programs, "distance", lambda *_: 0.0)
    assert len(program_score(builtin("rnn")).survivors) > 20


def test_every_mutant_of_a_derivation_is_counted_once():
    found = claims_score(slopes.derivation)
    assert found.survivors == []
    assert found.tried == sum(len(list(mutants(s.claim))) for s in slopes.derivation.steps)


def test_a_proof_that_believes_everything_lets_mutants_live(monkeypatch: pytest.MonkeyPatch):
    def sample(step: object, context: SimpleNamespace) -> Evidence:
        few = context.many == score.FEW
        return Evidence("sample", Verdict.SUPPORTED if few else Verdict.REFUTED, "rigged")

    monkeypatch.setattr(score, "sample", sample)
    monkeypatch.setattr(
        score, "examine", lambda *_: [Evidence("replay", Verdict.PROVED, "believed")]
    )
    assert claims_score(slopes.derivation).survivors


def test_a_runner_that_returns_the_derivative_lets_every_mistake_live(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(score.Runner, "gradients", lambda self, wrong, run: run.gradients)
    found = adjoint_score(builtin("rnn"))
    assert len(found.survivors) + found.proved == found.tried
    assert found.survivors


def test_a_score_is_kept_and_summed_and_what_is_not_counted_is_said(tmp_path):
    store = Store(tmp_path)
    assert measured([RNN], store)["unmeasured"] == ["rnn"]
    (record,) = scores([RNN], store).values()
    again = scores([RNN], store, progress=lambda *_: pytest.fail("done again")).values()
    assert list(again) == [record]
    known = measured([RNN, Task("lstm", "cell", "lstm")], store)
    assert known["tried"] == record["tried"] == known["caught"] + known["proved"]
    assert known["unmeasured"] == ["lstm"]
    assert broken(RNN).key != RNN.key
