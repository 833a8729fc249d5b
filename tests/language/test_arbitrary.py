"""Of an arbitrary activation no reason sees more than its name; a trial sees what stands in."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import exp, oo

from derivations import any_activation, error_flow
from lstm_sym import Derivation, FromDefinition, Step, arbitrary, equal, number, sigma, slope
from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import Verdict, status
from lstm_sym.language.activations import ACTIVATIONS
from lstm_sym.lower.numpy import Env, value

z = number("z")
f = arbitrary("f", lambda at: 1 / (1 + exp(-at)))
POINTS = np.linspace(-3, 3, 13)


def found(claim):
    step = Step("step", claim, FromDefinition())
    derivation = Derivation("d", "d", "", (step,), forall={z: (-oo, oo)})
    return {e.checker: e.verdict for e in examine(step, Context(derivation))}


@pytest.mark.parametrize(
    "claim",
    [
        equal(f(z), sigma(z)),
        equal(slope(f, z), f(z) * (1 - f(z))),
        equal(f(-z), 1 - f(z)),
    ],
)
def test_what_is_true_of_the_stand_in_alone_is_not_proved(claim):
    verdicts = found(claim)
    assert verdicts["sample"] is Verdict.SUPPORTED
    assert verdicts["replay"] is Verdict.UNDECIDED


def test_what_is_true_of_every_function_is_proved():
    assert found(equal(f(z) * f(2 * z), f(2 * z) * f(z)))["replay"] is Verdict.PROVED


def test_its_slope_is_that_of_the_stand_in():
    kicked = value(f(z), Env({z: POINTS + 1e-30j})).imag / 1e-30
    assert np.allclose(value(slope(f, z), Env({z: POINTS})), kicked, rtol=1e-14)


def test_it_is_no_activation_of_a_text():
    assert "f" not in ACTIVATIONS


def test_the_flow_of_errors_asks_nothing_of_the_activation():
    assert [s.label for s in any_activation.derivation.steps] == list(error_flow.STEPS)
    context = Context(any_activation.derivation, many=8)
    for step in any_activation.derivation.steps:
        assert status(examine(step, context)) in ("verified", "assumed"), step.label
