"""Suprema and infima on intervals, at kinks and beside gaps; what is not found is undecided."""

import numpy as np
import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, oo, sqrt

from lstm_sym.calculus.extremes import (
    LINE,
    Domain,
    Gap,
    Question,
    Undecided,
    Unsettled,
    answered,
)
from lstm_sym.calculus.extremes.bound import value_at
from lstm_sym.language.activations import ACTIVATIONS, relu, sigma, silu, tanh
from tests.calculus.extents import GRID, TINY, holds_tightly, slopes, z
from tests.strategies import examples


@examples(15)
@given(st.fractions(-3, 3, max_denominator=8), st.fractions(0, 4, max_denominator=8))
def test_an_interval_is_kept_to(low: Expr, width: Expr):
    assume(width > 0)
    ends = Rational(low.numerator, low.denominator), Rational(width.numerator, width.denominator)
    domain = Domain(ends[0], ends[0] + ends[1])
    found = answered(Question(silu(z), z, domain, digits=12))
    at = np.linspace(float(domain.low), float(domain.high), 4001)
    holds_tightly(found.extent, slopes(silu(z), at))
    assert found.sup.attained
    assert found.inf.attained


@pytest.mark.parametrize(
    ("f", "kinks", "inf", "sup"),
    [
        (relu(z), (0,), 0, 1),
        (relu(z) - relu(-z) / 100, (0,), Rational(1, 100), 1),
        (relu(2 * z - 1), (Rational(1, 2),), 0, 2),
        (relu(tanh(z)), (0,), 0, 1),
        (relu(z**2 - 2) - z**2, (-sqrt(2), sqrt(2)), -2 * sqrt(2), 2 * sqrt(2)),
    ],
)
def test_kinks_are_found_and_count_from_both_sides(f: Expr, kinks: tuple, inf: Expr, sup: Expr):
    found = answered(Question(f, z))
    assert found.kinks == kinks
    assert (found.inf.exact, found.sup.exact) == (inf, sup)


def test_a_slope_at_a_kink_is_no_slope():
    bent = relu(z) * (1 - z)
    assert answered(Question(bent, z)).sup.exact == 1
    assert answered(Question(bent, z)).sup.attained is False
    assert answered(Question(bent, z, of_slope=False)).sup.attained is True
    smooth = -(relu(z) ** 2) - relu(-z) ** 2
    assert answered(Question(smooth, z, Domain(Integer(-1), Integer(1)))).kinks == (0,)
    twice = Question(relu(z) ** 2, z, Domain(-Integer(1), Integer(1)))
    assert answered(twice).inf.attained is True


@pytest.mark.parametrize(
    "f", [1 / z, 1 / (z - 1) ** 2, tanh(z) / z, 1 / (sigma(z) - Rational(1, 2)), 1 / (z**2 - 2)]
)
def test_what_divides_by_zero_is_refused(f: Expr):
    with pytest.raises(Gap):
        answered(Question(f, z))


def test_a_gap_outside_of_the_domain_is_none():
    found = answered(Question(1 / z, z, Domain(Integer(1), oo)))
    assert (found.inf.exact, found.sup.exact) == (-1, 0)
    assert (found.inf.attained, found.sup.attained) == (True, False)
    with pytest.raises(Gap):
        answered(Question(1 / z, z, Domain(Integer(0), Integer(1))))


@pytest.mark.parametrize("f", [sigma(ACTIVATIONS["exp"](z)), sigma(sigma(sigma(sigma(z))))])
def test_what_is_not_found_is_undecided(f: Expr):
    with pytest.raises((Undecided, Unsettled)):
        answered(Question(f, z))


@pytest.mark.parametrize("ends", [(2, 1), (1, 1), (oo, oo), (-oo, -oo), (sympy.nan, 1)])
def test_an_empty_interval_is_refused(ends: tuple):
    with pytest.raises(ValueError, match=r"no number|no real"):
        Domain(*map(sympy.sympify, ends))


def test_a_value_is_known_inside_only():
    question = Question(relu(z), z, Domain(Integer(-1), Integer(1)))
    assert value_at(question, Rational(1, 2)) == (1, 1)
    assert value_at(question, Integer(0)) is None
    assert value_at(question, Integer(1)) == (1, 1)
    assert value_at(question, Integer(2)) is None
    assert LINE.is_line


def test_no_road_is_undecided():
    with pytest.raises(Undecided):
        answered(Question(silu(z), z), ["algebraic"])


@pytest.mark.parametrize("k", [Rational(851, 500), Integer(1000), Rational(1, 997)])
@pytest.mark.parametrize("f", [sigma, silu, tanh])
def test_a_slope_does_not_depend_on_the_scale_of_the_argument(f: type, k: Rational):
    plain, scaled = (
        answered(Question(g, z), ["intervals"]).extent for g in (f(z), sympy.expand(f(k * z) / k))
    )
    for end, other in ((plain.inf, scaled.inf), (plain.sup, scaled.sup)):
        assert max(end.low, other.low) <= min(end.high, other.high)
        assert max(end.high, other.high) - min(end.low, other.low) < TINY


@pytest.mark.parametrize("k", [Rational(17, 10), Rational(851, 500)])
def test_gates_of_scales_that_do_not_fit_are_bounded_too(k: Rational):
    f = sigma(k * z) * tanh(z)
    holds_tightly(answered(Question(f, z), ["intervals"]).extent, slopes(f, GRID))
