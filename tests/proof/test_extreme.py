"""Extreme: a bound on all of the line holds, and nothing tighter, whichever side it is on."""

import pytest
from sympy import Derivative, Expr, Rational, erf, exp, pi, sqrt

from lstm_sym.calculus.extremes import slope_range
from lstm_sym.language.activations import (
    ACTIVATIONS,
    gelu,
    relu,
    sigma,
    silu,
    slope,
    softplus,
    tanh,
)
from lstm_sym.language.symbols import number
from lstm_sym.proof.rules import Extreme
from lstm_sym.proof.step import Claim, at_most, below, equal

z, w = number("z"), number("w")
TINY = Rational(1, 10**9)
STEEPEST = Rational(1, 2) + erf(1) / 2 + exp(-1) / sqrt(pi)
TRUTHS: dict[str, Claim] = {
    "logistic": at_most(Derivative(sigma(z), z), Rational(1, 4)),
    "logistic, from below": below(0, slope(sigma, z)),
    "softplus, never reached": below(slope(softplus, z), 1),
    "rectifier": at_most(slope(relu, z), 1),
    "SiLU": at_most(slope(silu, z), Rational("1.09983932012887")),
    "SiLU, from below": below(Rational("-0.0998393201288670"), slope(silu, z)),
    "GELU, its closed form": at_most(slope(gelu, z), STEEPEST),
    "a value": at_most(z * slope(sigma, z), Rational("0.22387160234715142459")),
    "two functions": below(sigma(z) * tanh(z), 1),
}
FALSE: dict[str, Claim] = {
    "logistic, strictly": below(slope(sigma, z), Rational(1, 4)),
    "logistic, from below": below(TINY, slope(sigma, z)),
    "softplus": at_most(slope(softplus, z), 1 - TINY),
    "rectifier, strictly": below(slope(relu, z), 1),
    "GELU, its closed form, strictly": below(slope(gelu, z), STEEPEST),
    "no bound": at_most(slope(ACTIVATIONS["exp"], z), 10**6),
}
OPEN: dict[str, Claim] = {
    "an equality": equal(slope(sigma, 0) + 0 * z, Rational(1, 4)),
    "two numbers": at_most(slope(sigma, z) * w, 1),
    "no number": below(sigma(z), z),
    "a pole": at_most(1 / z, 1),
    "too hard": at_most(sigma(ACTIVATIONS["exp"](z)), 1),
}


def met(claim: Claim) -> bool | None:
    found = [o.met for o in Extreme().obligations(claim)]
    return None if None in found or not found else all(found)


@pytest.mark.parametrize("name", TRUTHS)
def test_a_true_bound_is_shown(name: str):
    assert met(TRUTHS[name]) is True


@pytest.mark.parametrize("name", FALSE)
def test_a_false_one_is_not(name: str):
    assert met(FALSE[name]) is False


@pytest.mark.parametrize("name", OPEN)
def test_what_it_does_not_speak_of_is_left_open(name: str):
    assert met(OPEN[name]) is None or OPEN[name].relation == "="


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"inv", "exp"}))
def test_a_bound_tightened_by_a_billionth_is_refused(name: str):
    f, found = ACTIVATIONS[name], slope_range(ACTIVATIONS[name])
    steep: Expr = slope(f, z).unfolded + 0 * z
    if not steep.has(z):
        return
    assert met(at_most(steep, found.sup.high)) is True
    assert met(at_most(steep, found.sup.high - TINY)) is False
    assert met(at_most(found.inf.low, steep)) is True
    assert met(at_most(found.inf.low + TINY, steep)) is False


def test_the_roads_are_named():
    says = [o.what for o in Extreme().obligations(TRUTHS["logistic"])]
    assert says[0].startswith("algebraic: y = sigma(z)")
    assert says[1].startswith("intervals: turns at 0")
