"""Suprema and infima: reached as closely as said, never passed, and the same on every road."""

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, erf, exp, oo, pi, sqrt

from lstm_sym.calculus.extremes import (
    Disagreement,
    Extent,
    Extremum,
    Question,
    answered,
    image,
    slope_range,
)
from lstm_sym.calculus.extremes.certificates import ROADS, Certificate, is_installed
from lstm_sym.language.activations import ACTIVATIONS, Slope, gelu, relu, sigma, silu, tanh
from lstm_sym.lower.numpy import Env, applied, value
from tests.calculus.extents import GRID, TINY, holds_tightly, slopes, z
from tests.strategies import examples

EVERYWHERE = sorted(set(ACTIVATIONS) - {"inv"})
BOUNDED = sorted(set(ACTIVATIONS) - {"inv", "exp"})
GELU = Rational(1, 2) + erf(1) / 2 + exp(-1) / sqrt(pi)
EXACT: dict[str, Expr] = {
    "sigma": Rational(1, 4),
    "tanh": Integer(1),
    "squash_h": Rational(1, 2),
    "squash_g": Integer(1),
    "relu": Integer(1),
    "softplus": Integer(1),
    "gelu": GELU,
    "normal_cdf": 1 / sqrt(2 * pi),
}


@pytest.mark.parametrize("name", EVERYWHERE)
def test_the_image_holds_every_value_and_no_less(name: str):
    found, declared = image(ACTIVATIONS[name]), ACTIVATIONS[name].image
    if found.inf.is_finite and found.sup.is_finite:
        holds_tightly(found, applied(ACTIVATIONS[name], GRID))
    assert declared.inf <= found.inf.below
    assert declared.sup >= found.sup.above


@pytest.mark.parametrize("name", EVERYWHERE)
def test_the_slope_range_holds_every_slope_and_no_less(name: str):
    reached = value(Slope(ACTIVATIONS[name](z)), Env({z: GRID})) + 0 * GRID
    if name != "exp":
        holds_tightly(slope_range(ACTIVATIONS[name]), reached)


def test_what_is_not_known_is_not_said():
    assert slope_range(ACTIVATIONS["inv"]) == Extent(Extremum(-oo, oo), Extremum(-oo, oo))
    assert slope_range(ACTIVATIONS["exp"]).sup.is_unbounded


@pytest.mark.parametrize("name", EXACT)
def test_the_steepest_slopes_have_these_closed_forms(name: str):
    found = answered(Question(ACTIVATIONS[name](z), z))
    assert sympy.expand(found.sup.exact - EXACT[name]) == 0
    assert found.sup.attained is (name != "softplus")


def steepest(name: str, start: float) -> tuple[mpmath.mpf, mpmath.mpf]:
    """The best point and the steepest slope by plain maximisation with 40 digits."""
    definition = {
        "silu": lambda x: x / (1 + mpmath.exp(-x)),
        "gelu": lambda x: x * mpmath.ncdf(x),
        "normal_cdf": mpmath.ncdf,
        "normal_pdf": mpmath.npdf,
    }[name]
    at = mpmath.findroot(lambda x: mpmath.diff(definition, x, 2), start)
    return at, mpmath.diff(definition, at)


@pytest.mark.parametrize(
    ("name", "start"),
    [("silu", 2.4), ("silu", -2.4), ("gelu", 1.4), ("gelu", -1.4), ("normal_pdf", -1.1)],
)
@mpmath.workdps(40)
def test_thirty_digits_agree_with_plain_maximisation(name: str, start: float):
    at, slope = steepest(name, start)
    found = answered(Question(ACTIVATIONS[name](z), z, digits=30))
    end = found.sup if start > 0 or name == "normal_pdf" else found.inf
    middle = sympy.N(end.exact if end.exact is not None else end.low, 40)
    assert abs(mpmath.mpf(str(middle)) - slope) < mpmath.mpf(10) ** -29
    assert end.high - end.low < Rational(1, 10**30)
    (place,) = end.at
    near = sympy.N(place[0] if isinstance(place, tuple) else place, 40)
    assert abs(mpmath.mpf(str(near)) - at) < mpmath.mpf(10) ** -28


@pytest.mark.parametrize("name", BOUNDED)
@pytest.mark.parametrize("of_slope", [True, False])
def test_a_bound_holds_and_a_tighter_one_is_refuted_with_a_point(name: str, of_slope: bool):
    found = answered(Question(ACTIVATIONS[name](z), z, of_slope=of_slope, digits=15))
    for relation, end, side in (("<=", found.sup, 1), (">=", found.inf, -1)):
        if not end.is_finite:
            continue
        top = end.high if side > 0 else end.low
        assert found.decide(relation, top).holds is True
        tighter = found.decide(relation, top - side * TINY)
        assert tighter.holds is False
        assert tighter.witness is not None
        at, low, high = tighter.witness
        assert ((low if side > 0 else high) - top + side * TINY) * side > 0
        seen = value_of(found.question, float(at))
        assert float(low) - 1e-9 <= seen <= float(high) + 1e-9


def value_of(question: Question, at: float) -> float:
    f = question.f.diff(z) if question.of_slope else question.f
    return float(np.squeeze(value(f, Env({z: np.array([at])}))))


@pytest.mark.parametrize(("name", "attained"), [("sigma", True), ("softplus", False)])
def test_a_strict_claim_asks_whether_the_end_is_attained(name: str, attained: bool):
    found = answered(Question(ACTIVATIONS[name](z), z))
    top = found.sup.exact
    assert found.decide("<", top).holds is not attained
    assert found.decide("<=", top).holds is True
    assert found.decide(">", Integer(0)).holds is True


# All roads lead to one place


@st.composite
def gates(draw: st.DrawFn) -> Expr:
    """A polynomial in a logistic gate and its twin."""
    parts = [sigma(z), tanh(z), sigma(-2 * z), 1 - sigma(z)]
    numbers = st.sampled_from([1, -1, 2, Rational(1, 3), -3])
    terms = st.lists(st.sampled_from(parts), min_size=1, max_size=3)
    return sympy.Add(
        *(draw(numbers) * sympy.Mul(*draw(terms)) for _ in range(draw(st.integers(1, 3))))
    )


@examples(12)
@given(gates(), st.booleans())
def test_algebra_and_enclosure_agree(f: Expr, of_slope: bool):
    assume(f.has(z))
    question = Question(f, z, of_slope=of_slope, digits=12)
    algebraic, enclosed = (ROADS[name](question) for name in ("algebraic", "intervals"))
    assert algebraic is not None
    assert enclosed is not None
    for one, other in (
        (algebraic.extent.inf, enclosed.extent.inf),
        (algebraic.extent.sup, enclosed.extent.sup),
    ):
        assert max(one.low, other.low) <= min(one.high, other.high)
        assert one.high - one.low < Rational(1, 10**10)
        assert other.high - other.low < Rational(1, 10**10)
    reached = slopes(f, GRID) if of_slope else value(f, Env({z: GRID}))
    holds_tightly(answered(question).extent, np.asarray(reached))


@pytest.mark.skipif(not is_installed("balls"), reason="python-flint is not installed")
@pytest.mark.parametrize("f", [silu(z), gelu(z) * sigma(z), relu(z) * tanh(z), sigma(tanh(z))])
def test_balls_and_intervals_agree(f: Expr):
    question = Question(f, z, digits=20)
    one, other = (ROADS[name](question).extent for name in ("balls", "intervals"))
    for a, b in ((one.inf, other.inf), (one.sup, other.sup)):
        assert max(a.low, b.low) <= min(a.high, b.high)
        assert (a.exact, a.attained) == (b.exact, b.attained)


@pytest.mark.skipif(not is_installed("z3"), reason="z3 is not installed")
def test_z3_shows_what_algebra_shows():
    found = answered(Question(sigma(z), z), ["z3"])
    assert found.sup.exact == Rational(1, 4)
    assert "none above 1/4" in found.certificates[0].says
    assert ROADS["z3"](Question(silu(z), z)) is None


def test_roads_that_disagree_are_told(monkeypatch: pytest.MonkeyPatch):
    fifth = Extremum(Rational(1, 5), Rational(1, 5), Rational(1, 5), True)
    wrong = Certificate("wrong", "", Extent(fifth, fifth))
    monkeypatch.setitem(ROADS, "wrong", lambda question: wrong)
    with pytest.raises(Disagreement):
        _ = answered(Question(sigma(z), z)).extent
