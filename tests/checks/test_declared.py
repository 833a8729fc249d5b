"""An activation of the user's is checked before it is believed, and then as good as a built-in."""

import numpy as np
import pytest
from sympy import Abs, Interval, Piecewise, Rational, Symbol, exp, gamma, oo, sin, sqrt

from lstm_sym import ActivationError, TextError, activation, cell, check
from lstm_sym.language.activations import ACTIVATIONS
from lstm_sym.language.symbols import number
from lstm_sym.lower.numpy import EPSILON, Env, value
from tests.strategies import close

z = number("z")


@pytest.fixture(autouse=True)
def forgotten():
    before = dict(ACTIVATIONS)
    yield
    ACTIVATIONS.clear()
    ACTIVATIONS.update(before)


GOOD = {
    "swish": ("z*sigma(z)", None),
    "swish_too": ("z*sigma(z)", "sigma(z) + y*(1 - sigma(z))"),
    "leaky": ("max(z, z/10)", None),
    "hard": ("max(0, min(1, z/5 + 1/2))", None),
    "elu": ("max(z, 0) + min(exp(z) - 1, 0)", None),
    "mish": ("z*tanh(softplus(z))", None),
    "softsign": ("z/(1 + max(z, -z))", None),
    "square": (lambda z: z**2, lambda z, y: 2 * z),
    "elu_too": (lambda z: Piecewise((z, z > 0), (exp(z) - 1, True)), None),
    "wave": (z + sin(z), None),
}
IMAGES = {
    "leaky": Interval(-oo, oo),
    "hard": Interval(0, 1),
    "elu": Interval.open(-1, oo),
    "softsign": Interval.open(-1, 1),
    "square": Interval(0, oo),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_declared_is_used_by_its_name(name):
    definition, slope = GOOD[name]
    f = activation(name, definition, slope)
    assert ACTIVATIONS[name] is f
    if name in IMAGES:
        assert f.image == IMAGES[name]
    made = cell(f"h[t] = {name}(U @ h[t-1] + b)/4")
    assert check(made)
    at = np.random.default_rng(0).normal(0, 3, 200)
    slopes = value(f(z).diff(z), Env({z: at}))
    kicked = np.imag(value(f(z), Env({z: at + EPSILON * 1j}))) / EPSILON
    assert close(slopes, kicked, 1e-12)
    inside = value(f(z), Env({z: at}))
    assert np.all(inside >= float(f.image.start))
    assert np.all(inside <= float(f.image.end))


def test_an_image_that_has_no_closed_form_is_enclosed():
    image = activation("swish", "z*sigma(z)").image
    assert image.start < Rational("-0.278464542761")
    assert image.start > Rational("-0.278467")
    assert image.start.q <= 10**6
    assert activation("swish", "z*sigma(z)", image=(-1, oo)).image == Interval(-1, oo)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("f", "z*sigma(z)", "sigma(z)"), r"the slope of f is wrong: at z = .* it is .*, not"),
        (("f", lambda z: z**2 + sin(z), lambda z, y: 2 * z), "the slope of f is wrong: at z"),
        (
            ("f", "z*sigma(z)", None, (0, oo)),
            r"the image of f is wrong: at z = -1\.2.* it is -0\.27",
        ),
        (("f", "tanh(z)", None, (-1, Rational(999999, 10**6))), "the image of f is wrong: "),
        (("f", "tanh(z)", None, (1, -1)), "an interval"),
        (("f", "tanh(z)", None, "ab"), "an interval"),
        (("f", "1/z"), "f is not defined for all z"),
        (("f", lambda z: sqrt(z)), "f has no real value at z = -8"),
        (("f", lambda z: Abs(z)), "has a part that has no numbers here: sign"),
        (("f", lambda z: gamma(z)), "has a part that has no numbers here: gamma"),
        (("f", "2"), "f does not depend on z"),
        (("f", lambda z: z * Symbol("a")), "a stands for nothing"),
        (("sigma", "z"), "there is a built-in function sigma"),
        (("max", "z"), "there is a built-in function max"),
        (("t", "z"), "the name t is taken"),
        (("layers", "z"), "the name layers is taken"),
        (("a_bar", "z"), "the name a_bar is taken"),
        (("a b", "z"), "'a b' is no name"),
        (("σ", "z"), "'σ' is no name"),
    ],
)
def test_what_is_wrong_is_told_with_a_number(arguments, says):
    before = dict(ACTIVATIONS)
    with pytest.raises(ActivationError, match=says) as fault:
        activation(*arguments)
    assert "\n" not in str(fault.value)
    assert before == ACTIVATIONS


@pytest.mark.parametrize(
    "text", ["z*a", "z +", "W @ z", "z[t]", "foo(z)", "", "z/0", "__import__('os')"]
)
def test_a_text_that_is_no_function_is_told_where(text):
    with pytest.raises(TextError):
        activation("f", text)
    assert "f" not in ACTIVATIONS


def test_a_name_may_be_declared_anew_and_what_was_made_stays():
    first = activation("bend", "z*z")
    made = cell("h[t] = bend(h[t-1])/4")
    second = activation("bend", "tanh(z)")
    assert cell("h[t] = bend(h[t-1])/4").equations != made.equations
    assert first is not second
    assert check(made)
