"""Identities between functions of exp are decided, both ways."""

from importlib.util import find_spec

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Derivative, Expr, Rational, cosh, coth, exp, log, sech, sinh, sqrt

from lstm_sym.calculus.identity import defined, is_identity
from lstm_sym.calculus.ratios import flint_ring, ring
from lstm_sym.language.activations import Slope, exponential, identity, sigma, softplus, tanh
from lstm_sym.language.symbols import number
from lstm_sym.lower.numpy import Env, value
from tests.strategies import close, examples

x, y = number("x"), number("y")
RINGS = [ring, *([flint_ring] if find_spec("flint") else [])]
s, th = sigma(x), sympy.tanh


def d(e: Expr, times: int = 1) -> Expr:
    return Derivative(e, (x, times)) if times > 1 else Derivative(e, x)


TRUE: dict[str, Expr] = {
    "s' = s(1-s)": d(s) - s * (1 - s),
    "s' = sech(x/2)^2/4": d(s) - sech(x / 2) ** 2 / 4,
    "tanh x = 2 s(2x) - 1": th(x) - 2 * sigma(2 * x) + 1,
    "our tanh is SymPy's": tanh(x) - th(x),
    "tanh' = 1 - tanh^2": d(tanh(x)) - 1 + tanh(x) ** 2,
    "s(-x) = 1 - s(x)": sigma(-x) - 1 + s,
    "s'' = s(1-s)(1-2s)": d(s, 2) - s * (1 - s) * (1 - 2 * s),
    "s'' = -s' tanh(x/2)": d(s, 2) + d(s) * th(x / 2),
    "s''' = s'(1-6s+6s^2)": d(s, 3) - d(s) * (1 - 6 * s + 6 * s**2),
    "coth maximiser": (1 - x * th(x / 2)) - th(x / 2) * (coth(x / 2) - x),
    "(x s')' = s'(1 - x tanh(x/2))": d(x * s * (1 - s)) - s * (1 - s) * (1 - x * th(x / 2)),
    "tanh(x+y)": th(x + y) - (th(x) + th(y)) / (1 + th(x) * th(y)),
    "odds of s(x+y)": sigma(x + y) - s * sigma(y) / (s * sigma(y) + (1 - s) * (1 - sigma(y))),
    "cosh^2 - sinh^2 = 1": cosh(x) ** 2 - sinh(x) ** 2 - 1,
    "slope of the slope": Derivative(Slope(s), x) - s * (1 - s) * (1 - 2 * s),
    "softplus' = s": d(softplus(x)) - s,
    "exp' = exp": d(exponential(x)) - exp(x),
    "identity' = 1": d(identity(x)) - 1,
    "s(0) = 1/2": sigma(0) - Rational(1, 2) + 0 * x,
    "nested": sigma(2 * x) - exp(x) ** 2 / (1 + exp(x) ** 2),
    "a square in the exponent": exp(x**2 + 2 * x) - exp(x**2) * exp(x) ** 2,
    "a product in the exponent": exp((x + y) ** 2) - exp(x**2) * exp(x * y) ** 2 * exp(y**2),
    "a shift by one": exp(x + 1) - exp(1) * exp(x),
}
FALSE: dict[str, Expr] = {
    "s' = s(1+s)": d(s) - s * (1 + s),
    "s' = sech(x)^2/4": d(s) - sech(x) ** 2 / 4,
    "tanh x = 2 s(x) - 1": th(x) - 2 * s + 1,
    "our tanh is SymPy's sinh": tanh(x) - sinh(x),
    "tanh' = 1 + tanh^2": d(tanh(x)) - 1 - tanh(x) ** 2,
    "s(-x) = s(x)": sigma(-x) - s,
    "s'' = s(1-s)(1-s)": d(s, 2) - s * (1 - s) * (1 - s),
    "s'' = s' tanh(x/2)": d(s, 2) - d(s) * th(x / 2),
    "s''' = s'(1-6s+5s^2)": d(s, 3) - d(s) * (1 - 6 * s + 5 * s**2),
    "coth maximiser, other sign": (1 - x * th(x / 2)) - th(x / 2) * (coth(x / 2) + x),
    "(x s')' = s'(1 - tanh(x/2))": d(x * s * (1 - s)) - s * (1 - s) * (1 - th(x / 2)),
    "tanh(x+y), other sign": th(x + y) - (th(x) + th(y)) / (1 - th(x) * th(y)),
    "odds of s(x-y)": sigma(x - y) - s * sigma(y) / (s * sigma(y) + (1 - s) * (1 - sigma(y))),
    "cosh^2 + sinh^2 = 1": cosh(x) ** 2 + sinh(x) ** 2 - 1,
    "slope of the slope": Derivative(Slope(s), x) - s * (1 - s) * (2 - 2 * s),
    "softplus' = tanh": d(softplus(x)) - tanh(x),
    "exp' = 2 exp": d(exponential(x)) - 2 * exp(x),
    "identity' = x": d(identity(x)) - x,
    "s(0) = 1/3": sigma(0) - Rational(1, 3) + 0 * x,
    "nested": sigma(2 * x) - exp(x) ** 2 / (1 + exp(x)),
    "a square in the exponent": exp(x**2) - exp(x) ** 2,
    "a product in the exponent": exp(x * y) - exp(x),
    "a shift by one": exp(x + 1) - 3 * exp(x),
}
OPEN: dict[str, Expr] = {
    "a logarithm": log(2 + exp(x)) - softplus(x),
    "a root": sqrt(1 + exp(x)) - exp(x / 2),
    "an irrational multiple": exp(sqrt(2) * x) - exp(x),
}


@pytest.mark.parametrize("what", TRUE)
def test_a_true_identity_is_decided(what: str):
    assert is_identity(TRUE[what]) is True


@pytest.mark.parametrize("what", FALSE)
def test_its_false_twin_is_decided(what: str):
    assert is_identity(FALSE[what]) is False


@pytest.mark.parametrize("what", [*TRUE, *FALSE])
def test_all_rings_decide_alike(what: str):
    table = TRUE if what in TRUE else FALSE
    for e in (table[what],) if (what in TRUE) != (what in FALSE) else (TRUE[what], FALSE[what]):
        decided = {is_identity(e, make) for make in RINGS}
        assert decided == {is_identity(e)}


@pytest.mark.parametrize("what", OPEN)
def test_what_is_not_rational_in_exp_is_left_open(what: str):
    assert is_identity(OPEN[what]) is None


def test_a_true_identity_of_radicals_is_not_denied():
    assert is_identity((sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2)) * exp(x)) is not False


def test_a_power_of_the_argument_may_stand_beside_it():
    assert is_identity(x**2 * s - x**2 * (1 - sigma(-x))) is True
    assert is_identity(x**2 - s) is False


@st.composite
def functions(draw: st.DrawFn, depth: int = 3) -> Expr:
    """A rational function of exp, written with activations and hyperbolic functions."""
    if depth == 0:
        k = draw(st.sampled_from([1, -1, 2, Rational(1, 2)]))
        f = draw(st.sampled_from([sigma, tanh, sympy.tanh, sech, exp, exponential]))
        return f(k * draw(st.sampled_from([x, y])))
    inner = functions(depth - 1)
    way = draw(st.sampled_from(["sum", "product", "multiple", "leaf", "square"]))
    if way == "leaf":
        return draw(functions(0))
    if way == "multiple":
        return draw(st.sampled_from([2, Rational(1, 3), -1])) * draw(inner)
    if way == "square":
        return draw(inner) ** 2
    a, b = draw(inner), draw(inner)
    return a + b if way == "sum" else a * b


def rewritten(e: Expr) -> Expr:
    """The same function, every activation written another way."""
    e = e.replace(sigma, lambda z: (1 + sympy.tanh(z / 2)) / 2)
    e = e.replace(sech, lambda z: 1 / cosh(z))
    return e.replace(tanh, lambda z: 1 - 2 * sigma(-2 * z))


def at(e: Expr, **point: float) -> float:
    return float(value(e, Env({number(name): v for name, v in point.items()})))


@examples(60)
@given(functions())
def test_a_function_is_itself_however_written(e: Expr):
    assert is_identity(e - rewritten(e)) is True
    assert is_identity(defined(e) - e) is True


@examples(60)
@given(functions(), functions())
def test_an_identity_is_one_in_numbers(a: Expr, b: Expr):
    points = [{"x": 0.3, "y": -0.8}, {"x": -1.1, "y": 0.4}, {"x": 0.9, "y": 0.7}]
    same = all(close(at(a, **p), at(b, **p)) for p in points)
    assert is_identity(a - b) is same


@examples(30)
@given(functions(depth=2))
def test_a_derivative_is_the_complex_step(e: Expr):
    slope = Derivative(e, x)
    for p in ({"x": 0.3, "y": -0.8}, {"x": -1.1, "y": 0.4}):
        assert close(at(slope, **p), at(defined(slope), **p))
