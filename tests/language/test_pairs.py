"""max and min are the larger and the smaller, entry by entry, and their slopes add up to one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Dummy

from lstm_sym.language.pairs import PAIRS
from lstm_sym.lower.numpy import Env, value

NUMBERS = st.floats(-9, 9)
MEANT = {"hadamard": np.multiply, "max": np.maximum, "min": np.minimum}
a, b = Dummy("a", real=True), Dummy("b", real=True)


@pytest.mark.parametrize("name", PAIRS)
@given(NUMBERS, NUMBERS)
def test_a_pair_is_what_its_name_says(name, one, other):
    env = Env({a: one, b: other}, {}, None)
    found = value(PAIRS[name](a, b), env)
    assert np.isclose(found, MEANT[name](one, other), rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", ["max", "min"])
@given(NUMBERS, NUMBERS)
def test_the_slope_is_with_the_one_that_is_taken(name, one, other):
    env = Env({a: one, b: other}, {}, None)
    e = PAIRS[name](a, b)
    slopes = [float(value(e.diff(z), env)) for z in (a, b)]
    assert sum(slopes) == 1
    assert set(slopes) <= {0, 1}
    if one != other:
        assert slopes[0] == (MEANT[name](one, other) == one)
