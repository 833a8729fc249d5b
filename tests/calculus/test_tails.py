"""Tails: the sign and the limit that are said are those of the numbers far out."""

import mpmath
import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Expr, Rational, erf, exp, log, oo, sqrt
from sympy import tanh as hyperbolic

from lstm_sym.calculus.arithmetic import Intervals
from lstm_sym.calculus.extremes.germs import Unsettled
from lstm_sym.calculus.extremes.tails import Tail
from lstm_sym.language.symbols import number
from tests.strategies import examples

x = number("x")
WORK = Intervals(30)
logistic, softplus = 1 / (1 + exp(-x)), log(1 + exp(x))
normal = (1 + erf(x / sqrt(2))) / 2
LIMITS: dict[str, tuple[Expr, Expr, Expr]] = {
    "logistic": (logistic, sympy.S.One, sympy.S.Zero),
    "slope of the logistic": (logistic.diff(x), sympy.S.Zero, sympy.S.Zero),
    "tanh": (hyperbolic(x), sympy.S.One, -sympy.S.One),
    "SiLU": (x * logistic, oo, sympy.S.Zero),
    "slope of SiLU": ((x * logistic).diff(x), sympy.S.One, sympy.S.Zero),
    "GELU": (x * normal, oo, sympy.S.Zero),
    "slope of GELU": ((x * normal).diff(x), sympy.S.One, sympy.S.Zero),
    "softplus": (softplus, oo, sympy.S.Zero),
    "softplus less its asymptote": (softplus - x, sympy.S.Zero, oo),
    "Mish": (x * hyperbolic(softplus), oo, sympy.S.Zero),
    "a ratio": ((3 * x**2 - x) / (2 * x**2 + 5), Rational(3, 2), Rational(3, 2)),
    "a power beaten": (x**9 * exp(-x), sympy.S.Zero, -oo),
    "a Gaussian beats all": (x * exp(5 * x - x**2), sympy.S.Zero, sympy.S.Zero),
    "shifted logistic": (1 / (1 + exp(3 - 2 * x)), sympy.S.One, sympy.S.Zero),
    "a root of exp": (exp(x / 3) / (1 + exp(x / 2)), sympy.S.Zero, sympy.S.Zero),
}


def number_at(e: Expr, at: int) -> mpmath.mpf:
    with mpmath.workdps(900):
        return sympy.lambdify(x, e, "mpmath")(mpmath.mpf(at))


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("side", [1, -1])
def test_limits_and_signs(name: str, side: int):
    e = LIMITS[name][0].xreplace({x: side * x})
    tail = Tail(e, x, WORK)
    found, (low, high) = tail.limit()
    assert found == LIMITS[name][1 if side > 0 else 2]
    if found.is_finite:
        assert low <= Rational(found) <= high
    sign, R = tail.sign()
    for at in (R, 2 * R + 1, 40):
        assert number_at(e, at) * sign > 0


def test_a_limit_without_a_form_is_enclosed():
    found, (low, high) = Tail(1 / (1 + exp(-hyperbolic(x))), x, WORK).limit()
    assert found is None
    with mpmath.workdps(50):
        true = 1 / (1 + mpmath.exp(-1))
        assert mpmath.mpf(low.numerator) / low.denominator <= true
        assert true <= mpmath.mpf(high.numerator) / high.denominator
    assert high - low < Rational(1, 10**12)


@st.composite
def ratios(draw: st.DrawFn) -> Expr:
    """A ratio of sums of monomials in x and exponentials."""
    numbers = st.sampled_from([1, -1, 2, -5, Rational(1, 3)])
    rates = st.sampled_from([0, 1, -1, 2, Rational(1, 2)])

    def total() -> Expr:
        terms = draw(st.lists(st.tuples(numbers, st.integers(0, 3), rates), min_size=1, max_size=3))
        return sympy.Add(*(c * x**k * exp(r * x) for c, k, r in terms))

    return total() / (1 + total() ** 2)


@examples(60)
@given(ratios())
def test_a_sign_far_out_is_the_sign_of_the_numbers(e: Expr):
    assume(e.has(x) and e != 0)
    sign, R = Tail(e, x, WORK).sign()
    for at in (R, R + 1, 3 * R, 200):
        if at >= R:
            assert number_at(e, at) * sign > 0


@pytest.mark.parametrize("e", [exp(exp(x)), exp(sqrt(2) * x), sympy.sin(x), sympy.S.Zero * x])
def test_what_is_not_seen_is_not_said(e: Expr):
    with pytest.raises(Unsettled):
        Tail(e, x, WORK).sign()
