"""Suprema and infima: reached as closely as said, and never passed."""

import numpy as np
import pytest

from lstm_sym.calculus.extremes import Extent, image, slope_range
from lstm_sym.language.activations import ACTIVATIONS, Slope
from lstm_sym.language.symbols import number
from lstm_sym.lower.numpy import Env, applied, value
from tests.strategies import close

z = number("z")
GRID = np.concatenate([np.linspace(-40, -1e-3, 20001), np.linspace(1e-3, 40, 20001)])
SMOOTH = sorted(set(ACTIVATIONS) - {"inv", "exp", "identity"})


def holds_tightly(found: Extent, reached: np.ndarray) -> None:
    ends = ((found.inf, reached.min(), 1), (found.sup, reached.max(), -1))
    for end, extreme, sign in ends:
        assert sign * (extreme - float(end.below if sign > 0 else end.above)) >= -1e-12
        if end.is_finite:
            assert close(extreme, float(end.above), 1e-6)


@pytest.mark.parametrize("name", SMOOTH)
def test_the_image_holds_every_value_and_no_less(name: str):
    found = image(ACTIVATIONS[name])
    if found.inf.is_finite and found.sup.is_finite:
        holds_tightly(found, applied(ACTIVATIONS[name], GRID))


@pytest.mark.parametrize("name", SMOOTH)
def test_the_slope_range_holds_every_slope_and_no_less(name: str):
    reached = value(Slope(ACTIVATIONS[name](z)), Env({z: GRID})) + 0 * GRID
    holds_tightly(slope_range(ACTIVATIONS[name]), reached)
