"""Enclosures hold the true value, in every arithmetic, and are as narrow as their digits say."""

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Rational, coth, csch, erf, exp, log, pi, sech, sinh, sqrt
from sympy import tanh as hyperbolic

from lstm_sym.calculus.arithmetic import FAR, Arithmetic, Balls, Intervals
from lstm_sym.calculus.enclosure import enclosed, sign, within
from lstm_sym.calculus.extremes.certificates import is_installed
from lstm_sym.calculus.program import Program, Unenclosed
from lstm_sym.language.symbols import number
from tests.strategies import examples

x = number("x")
ARITHMETICS = [Intervals, *([Balls] if is_installed("balls") else [])]
FUNCTIONS: dict[str, Expr] = {
    "exp": exp(x),
    "log": log(1 + x**2),
    "erf": erf(x),
    "tanh": hyperbolic(x),
    "coth": coth(x + 20),
    "sinh": sinh(x),
    "sech": sech(x),
    "csch": csch(x + 20),
    "logistic": 1 / (1 + exp(-x)),
    "Gauss": exp(-(x**2) / 2) / sqrt(2 * pi),
    "mixed": x * erf(x / sqrt(2)) + log(1 + exp(x)) ** 2,
}
POINTWISE = {name: sympy.lambdify(x, e, "mpmath") for name, e in FUNCTIONS.items()}
points = st.fractions(-12, 12, max_denominator=10**6)


def rational(k: Fraction) -> Rational:
    return Rational(k.numerator, k.denominator)


def exact(name: str, at: Fraction) -> Fraction:
    """The value to 60 digits by mpmath's point arithmetic."""
    with mpmath.workdps(70):
        sign, mantissa, power, _ = POINTWISE[name](mpmath.mpf(at.numerator) / at.denominator)._mpf_
        return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(power)


@pytest.mark.parametrize("make", ARITHMETICS)
@pytest.mark.parametrize("name", FUNCTIONS)
@examples(15)
@given(points)
def test_a_point_is_enclosed_narrowly(name: str, make: type[Arithmetic], at: Fraction):
    low, high = within(make(30), FUNCTIONS[name], {x: (rational(at), rational(at))})
    true = exact(name, at)
    slack = abs(true) / 10**50
    assert low - slack <= true <= high + slack
    assert high - low <= max(abs(true), 1) / Fraction(10) ** 26


@pytest.mark.parametrize("make", ARITHMETICS)
@pytest.mark.parametrize("name", FUNCTIONS)
@examples(8)
@given(points, st.fractions(0, 3, max_denominator=100), st.fractions(0, 1))
def test_an_interval_holds_all_its_values(
    name: str, make: type[Arithmetic], low: Fraction, width: Fraction, part: Fraction
):
    ends = (rational(low), rational(low + width))
    below, above = within(make(20), FUNCTIONS[name], {x: ends})
    true = exact(name, low + width * part)
    slack = abs(true) / 10**50
    assert below - slack <= true <= above + slack


@pytest.mark.parametrize("make", ARITHMETICS)
def test_what_is_too_large_is_infinite_and_not_wrong(make: type[Arithmetic]):
    far = Rational(10 * FAR)
    low, high = within(make(20), exp(x), {x: (far, far)})
    assert high == float("inf")
    assert low < float("inf")
    low, high = within(make(20), exp(x), {x: (-far, -far)})
    assert low >= 0
    assert 0 < high < Fraction(1, 10**100)
    assert within(make(20), exp(exp(exp(x))), {x: (Rational(20), Rational(20))})[1] == float("inf")
    low, high = within(make(20), 1 / x, {x: (Rational(-1), Rational(1))})
    assert (low, high) == (float("-inf"), float("inf"))


@pytest.mark.parametrize("e", [sympy.gamma(x), sqrt(x), sympy.Symbol("w"), sympy.sin(x)])
def test_what_is_not_known_is_refused(e: Expr):
    with pytest.raises(Unenclosed):
        Program([e], [x])


def test_one_program_serves_many_arithmetics():
    program = Program([exp(x), exp(x) ** 2 + pi], [x])
    for digits in (15, 40, 15):
        work = Intervals(digits)
        one, other = program(work, work.between(Fraction(1), Fraction(1)))
        assert work.ends(one)[1] - work.ends(one)[0] < Fraction(10) ** (2 - digits)
        assert work.ends(other)[0] > 10
    assert len(program) < 8


@pytest.mark.parametrize(
    ("e", "wanted"),
    [
        (exp(1) - Rational(271828, 10**5), 1),
        (sqrt(2) * sqrt(3) - sqrt(6), 0),
        (erf(1) - Rational(8427, 10**4), 1),
        (pi - Rational(355, 113), -1),
        (hyperbolic(1) - (1 - 2 / (1 + exp(2))), 0),
        (erf(1) - erf(1) / 2 - erf(1) / 2 + pi - pi, 0),
    ],
)
def test_signs_of_closed_numbers(e: Expr, wanted: int):
    assert sign(e) == wanted


def test_enclosed_is_by_intervals():
    assert enclosed(exp(x), 20, {x: (Rational(0), Rational(0))})[0] <= 1
