"""The adversary passes no bound that holds, nearly reaches tight ones, and passes false ones."""

from dataclasses import replace

import pytest
from sympy import Rational

from lstm_sym.cells import builtin
from lstm_sym.checks.adversary import Summit, summits
from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import Verdict, status
from lstm_sym.proof.flow import error_flow
from lstm_sym.proof.step import Claim, Derivation

SEED = 1997


def lowered(derivation: Derivation, label: str, factor: Rational) -> Derivation:
    """The derivation with one bound multiplied by a factor."""
    steps = [
        replace(step, claim=Claim(step.claim.lhs, "≤", step.claim.rhs * factor))
        if step.label == label
        else step
        for step in derivation.steps
        if step.label == label or step.label.startswith("paths-")
    ]
    return replace(derivation, steps=tuple(steps))


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru-torch", "hs97", "rnn-bidirectional"])
def test_no_bound_is_passed_and_both_roads_agree(name: str):
    for label, found in summits(error_flow(builtin(name)), SEED).items():
        assert 0 <= found.part <= 1 + 1e-9, label
        assert found.part == pytest.approx(found.confirmed, rel=1e-6), label
        assert found.evidence.verdict is Verdict.SUPPORTED


def test_tight_bounds_are_nearly_reached():
    rnn, lstm = (summits(error_flow(builtin(name)), SEED) for name in ("rnn", "lstm"))
    assert min(rnn["norm-h-h"].part, rnn["flow-h-h"].part) > 0.99
    assert min(lstm[label].part for label in ("norm-c-c", "norm-h-c")) > 0.99
    assert lstm["norm-c-h"].part > 0.8


@pytest.mark.parametrize(
    ("name", "label", "factor"),
    [
        ("rnn", "norm-h-h", Rational(99, 100)),
        ("rnn-logistic", "norm-h-h", Rational(97, 100)),
        ("lstm", "norm-h-c", Rational(99, 100)),
        ("lstm", "norm-c-h", Rational(4, 5)),
        ("gru-torch", "norm-h-h", Rational(4, 5)),
        ("hs97", "norm-y-s", Rational(17, 20)),
    ],
)
def test_a_bound_that_is_too_small_is_refuted(name: str, label: str, factor: Rational):
    wrong = lowered(error_flow(builtin(name)), label, factor)
    evidence = examine(wrong[label], Context(wrong))
    verdicts = {e.checker: e.verdict for e in evidence}
    assert verdicts["adversarial"] is Verdict.REFUTED
    assert verdicts["replay"] is Verdict.UNDECIDED
    assert status(evidence) == "refuted"


def test_the_same_seed_climbs_the_same_way():
    derivation = error_flow(builtin("rnn"))
    assert summits(derivation, 3) == summits(derivation, 3) != summits(derivation, 4)


def test_what_two_roads_do_not_agree_on_is_not_decided():
    assert Summit(0.5, 0.6).evidence.verdict is Verdict.UNDECIDED
    assert Summit(0.5, 1.1).evidence.verdict is Verdict.REFUTED
    assert Summit(1.1, 0.5).evidence.verdict is Verdict.REFUTED
    assert Summit(0.5, 0.5).evidence.verdict is Verdict.SUPPORTED
