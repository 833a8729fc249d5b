"""What an expression divides by is found, and whether that can be zero."""

from __future__ import annotations

import pytest
from sympy import Derivative, Rational, Subs, coth, exp, log, sinh

from lstm_sym import number, sigma, slope, tanh
from lstm_sym.calculus.poles import divisors, is_nowhere_zero
from lstm_sym.calculus.signs import Region

w, y, z = map(number, "wyz")


@pytest.mark.parametrize(
    ("e", "found"),
    [
        (w * y, set()),
        (w / y, {y}),
        (w / (y * z**2), {y, z}),
        (1 / (y + z), {y + z}),
        (y / 2, set()),
        (coth(z), {z}),
        (log(w**2), {w}),
        (1 / sinh(z), {sinh(z)}),
        (sigma(z) + slope(tanh, z), set()),
        (Derivative(w / y, w), {y}),
        (Subs(w * y, w, 1 / z), {z}),
        (Subs(w * y, w, z / y), {y}),
        (Subs(1 / w, w, Rational(1, 2)), set()),
    ],
)
def test_divisors(e, found):
    assert set(divisors(e)) == found


@pytest.mark.parametrize(
    ("e", "regions", "given", "right"),
    [
        (y, {}, (), False),
        (y, {y: Region(nonzero=True)}, (), True),
        (y, {}, (y,), True),
        (y + z, {}, (2 * y + 2 * z,), True),
        (y + z, {}, (y, z), False),
        (exp(z), {}, (), True),
        (1 + exp(z), {}, (), True),
        (1 - exp(z), {}, (), False),
        (1 - exp(z), {z: Region(nonzero=True)}, (), True),
        (sigma(z), {}, (), True),
    ],
)
def test_what_is_nowhere_zero(e, regions, given, right):
    assert is_nowhere_zero(e, regions, given) is right
