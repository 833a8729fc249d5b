"""Every activation is what its one declaration says: value, slope and image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.language.activations import ACTIVATIONS, Slope
from lstm_sym.language.symbols import number
from lstm_sym.lower.numpy import EPSILON, Env, applied, value
from tests.strategies import close, examples

z = number("z")
SMOOTH = sorted(set(ACTIVATIONS) - {"hold"})
GRID = np.concatenate([np.linspace(-6, -0.1, 40), np.linspace(0.1, 6, 40)])


def slope(name: str, points: np.ndarray) -> np.ndarray:
    return value(Slope(ACTIVATIONS[name](z)), Env({z: points})) + 0 * points


@pytest.mark.parametrize("name", SMOOTH)
def test_the_slope_is_the_complex_step_of_the_definition(name: str):
    kicked = np.imag(applied(ACTIVATIONS[name], GRID + EPSILON * 1j)) / EPSILON
    assert close(slope(name, GRID), kicked, 1e-12)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_every_value_lies_in_the_image(name: str):
    f = ACTIVATIONS[name]
    reached = applied(f, GRID)
    assert np.all(reached >= float(f.image.inf))
    assert np.all(reached <= float(f.image.sup))
    if f.image.left_open and f.image.inf.is_finite:
        assert np.all(reached > float(f.image.inf))
    if f.image.right_open and f.image.sup.is_finite:
        assert np.all(reached < float(f.image.sup))


@examples(50)
@given(st.floats(-5, 5))
def test_hold_keeps_the_value_and_is_deaf(at: float):
    hold = ACTIVATIONS["hold"]
    assert applied(hold, at) == at
    assert np.imag(applied(hold, at + EPSILON * 1j)) == 0
    assert slope("hold", np.array([at])) == 0


@pytest.mark.parametrize("name", SMOOTH)
def test_the_slope_unfolded_is_the_slope(name: str):
    made = Slope(ACTIVATIONS[name](z))
    assert close(value(made.unfolded, Env({z: GRID})) + 0 * GRID, slope(name, GRID))
    assert made.unfolded == ACTIVATIONS[name](z).diff(z)


@pytest.mark.parametrize("name", ["sigma", "tanh", "relu", "softplus", "identity", "hold"])
def test_large_arguments_have_a_value_and_a_slope(name: str):
    far = np.array([-1e4, -800.0, 800.0, 1e4])
    kicked = applied(ACTIVATIONS[name], far + EPSILON * 1j)
    assert np.all(np.isfinite(applied(ACTIVATIONS[name], far)))
    assert np.all(np.isfinite(kicked))
    assert np.all(np.isfinite(slope(name, far)))
