"""The mutation score counts every mutant once, and a check that lets one live is told on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_sym.mistakes.programs as programs
import lstm_sym.mistakes.score as score
from derivations import rnn_bptt, slopes
from lstm_sym.cells import builtin
from lstm_sym.checks.evidence import Evidence, Verdict
from lstm_sym.emit import code
from lstm_sym.job.breaking import broken, measured, scores
from lstm_sym.job.store import Store
from lstm_sym.job.tasks import Task
from lstm_sym.mistakes.claims import mutants
from lstm_sym.mistakes.mutants import mistakes
from lstm_sym.mistakes.programs import program_score
from lstm_sym.mistakes.sampled import Mutant, Sample
from lstm_sym.mistakes.score import adjoint_score, claims_score
from lstm_sym.proof.step import Claim

SLOW = pytest.mark.slow
RNN = Task("rnn", "cell", "rnn")


@pytest.mark.parametrize(
    "name",
    [
        "rnn",
        "hs97-lagged",
        *(pytest.param(n, marks=SLOW) for n in ("lstm", "gru-cho", "slstm-stabilised")),
    ],
)
def test_no_mistake_in_a_backward_pass_lives(name: str):
    found = adjoint_score(builtin(name), every=True)
    assert found.survivors == []
    assert found.tried == len(mistakes(builtin(name).explicit()))
    assert found.refuted > 0.9 * found.tried


@pytest.mark.parametrize(
    "name", ["rnn", *(pytest.param(n, marks=SLOW) for n in ("gru-cho", "slstm-stabilised"))]
)
def test_no_wrong_line_of_a_program_lives(name: str):
    found = program_score(builtin(name), every=True)
    assert found.survivors == []
    assert found.refuted + found.refused > 0.95 * found.tried > 50


def test_a_run_that_looks_at_nothing_lets_every_line_live_that_runs(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(programs, "compared", lambda *_: {"loss": 0.0})
    monkeypatch.setattr(programs, "distance", lambda *_: 0.0)
    assert len(program_score(builtin("rnn"), every=True).survivors) > 20


def test_every_mutant_of_a_derivation_is_counted_once():
    found = claims_score(slopes.derivation, every=True)
    assert found.survivors == []
    assert found.tried == sum(len(list(mutants(s.claim))) for s in slopes.derivation.steps)


def test_a_proof_that_believes_everything_lets_mutants_live(monkeypatch: pytest.MonkeyPatch):
    def sample(step: object, context: SimpleNamespace) -> Evidence:
        few = context.many != score.MORE
        return Evidence("sample", Verdict.SUPPORTED if few else Verdict.REFUTED, "rigged")

    monkeypatch.setattr(score, "sample", sample)
    monkeypatch.setattr(score, "replay", lambda *_: Evidence("replay", Verdict.PROVED, "believed"))
    monkeypatch.setattr(score, "fails", lambda *_: False)
    assert claims_score(slopes.derivation).survivors


def test_a_runner_that_returns_the_derivative_lets_every_mistake_live(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(score.Runner, "gradients", lambda self, wrong, run: run.gradients)
    found = adjoint_score(builtin("rnn"), every=True)
    assert len(found.survivors) + found.proved == found.tried
    assert found.survivors


def test_a_sample_breaks_every_claim_in_every_kind_of_way(monkeypatch: pytest.MonkeyPatch):
    broken: list[Claim] = []
    monkeypatch.setattr(score, "_fate", lambda step, *_: broken.append(step.claim) or "refuted")
    found = claims_score(rnn_bptt.derivation)
    assert {step.claim for step in rnn_bptt.derivation.steps} == set(broken)
    assert len(broken) == found.tried < claims_score(rnn_bptt.derivation, every=True).tried


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans())), st.text())
def test_a_sample_meets_every_stratum_that_a_mutant_can_be_made_of(
    drawn: list[tuple[int, int, bool]], seed: str
):
    table = [
        Mutant((("place", a), ("way", b)), lambda one=(k, a, b), fits=fits: one if fits else None)
        for k, (a, b, fits) in enumerate(drawn)
    ]
    taken = list(Sample().of(table, seed))
    assert {a for _, a, _ in taken} == {a for a, _, fits in drawn if fits}
    assert {b for _, _, b in taken} == {b for _, b, fits in drawn if fits}
    assert taken == list(Sample().of(table, seed))
    assert len(set(taken)) == len(taken) <= 12
    everything = list(Sample(every=True).of(table, seed))
    assert [k for k, _, _ in everything] == [k for k, one in enumerate(drawn) if one[2]]


def test_every_line_of_a_program_is_in_the_sample():
    text = code(builtin("gru-cho"), "numpy")
    lines = {m.strata[0] for m in programs.mutants(text)}
    assert len(lines) > 20
    found = program_score(builtin("gru-cho"))
    assert len(lines) <= found.tried < len(list(programs.mutants(text)))
    assert found.survivors == []


def test_a_score_is_kept_and_summed_and_what_is_not_counted_is_said(tmp_path):
    store = Store(tmp_path)
    assert measured([RNN], store)["unmeasured"] == ["rnn"]
    (record,) = scores([RNN], store).values()
    again = scores([RNN], store, progress=lambda *_: pytest.fail("done again")).values()
    assert list(again) == [record]
    known = measured([RNN, Task("lstm", "cell", "lstm")], store)
    assert known["tried"] == record["tried"] == known["caught"] + known["proved"]
    assert known["unmeasured"] == ["lstm"]
    assert known["sampled"] == known["measured"] == 1
    assert broken(RNN).key != RNN.key


def test_every_mutant_counts_before_a_sample(tmp_path):
    store = Store(tmp_path)
    (few,) = scores([RNN], store).values()
    (every,) = scores([RNN], store, every=True).values()
    assert few["tried"] < every["tried"]
    known = measured([RNN], store)
    assert (known["tried"], known["sampled"]) == (every["tried"], 0)
