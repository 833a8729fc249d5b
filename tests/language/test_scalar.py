"""A function of one number as text: read exactly, or refused in one line with a mend."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Rational

from lstm_sym.language.activations import gelu, relu, sigma, silu, tanh
from lstm_sym.language.symbols import number
from lstm_sym.language.text import TextError
from lstm_sym.language.text.scalar import constant, function
from tests.strategies import examples

x, z = number("x"), number("z")
RIGHT: dict[str, Expr] = {
    "sigma": sigma(z),
    "σ": sigma(z),
    "z*sigma(z)": z * sigma(z),
    "x": x,
    "tanh(x)/2 - 0.5": tanh(x) / 2 - Rational(1, 2),
    "1/(1 + z**2)": 1 / (1 + z**2),
    "-relu(-z)": -relu(-z),
    "max(z, -z)": -z + relu(2 * z),
    "hadamard(z, gelu(z))": z * gelu(z),
    "2*silu(3*(z + 1/3))": 2 * silu(3 * z + 1),
    "inv(2)*z": z / 2,
}
WRONG: dict[str, str] = {
    "": "empty",
    "   ": "empty",
    "z*w": "two variables, z and w; put a number for w",
    "3": "without a variable",
    "nan": "unknown function nan",
    "z + nan": "two variables",
    "nan + 1": "nan is no variable",
    "oo*2": "oo is no variable",
    "foo(z)": "unknown function foo",
    "sigmoid": "did you mean sigma?",
    "sigma(z, z)": "sigma takes one argument, not 2; write sigma(z)",
    "max(z)": "max takes two arguments, not 1",
    "sigma + z": "sigma is a function; write sigma(z)",
    "W @ z": "a matrix in a function of one number",
    "W.T @ z": "a matrix in a function of one number",
    "z[t]": "z[t] is a signal; write z, a number",
    "z = 1": "an expression has no =",
    "z; import os": "unknown character ;",
    "z\nz": "more than one line",
    "z^2": "write ** for a power",
    "z**1000": "write a whole number from 1 to 16",
    "z**-1": "write a whole number from 1 to 16",
    "(((z**16)**16)**16)**16": "a degree above 256",
    "1/(z - z)": "a division by 0",
    "(z": "( is never closed",
    "z)": ") closes nothing",
    "(" * 500 + "z" + ")" * 500: "nested more than 60 deep",
    "-" * 500 + "z": "nested more than 60 deep",
    "z+" * 5000 + "z": "more than 4,000 signs",
    "9" * 50 + "*z": "more than 40 digits",
    "z * 1e999": "more than 40 digits",
    "z\0": "no text",
    "z" * 1_000_001: "more than 1,000,000 bytes",
    "__import__('os')": "unknown character '",
    "z.real": "the one attribute is .T",
    "z + exp(exp(9))": "exp of a number that is itself a function of numbers",
}


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_written_is_what_is_meant(text: str):
    found, variable = function(text)
    assert (found - RIGHT[text]).expand() == 0
    assert {variable} == found.free_symbols


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:20])
def test_a_mistake_is_told_with_a_mend_and_at_once(text: str):
    start = time.process_time()
    with pytest.raises(TextError) as fault:
        function(text)
    first = str(fault.value).splitlines()[0]
    assert WRONG[text] in first
    assert len(first) < 400
    assert time.process_time() - start < 5


@examples(200)
@given(st.text(alphabet="z xsigma()+-*/.,0123456789[]=@_\n", max_size=30))
def test_whatever_is_typed_is_a_function_or_a_mistake_that_is_told(text: str):
    try:
        found, variable = function(text)
    except TextError:
        return
    assert found.free_symbols <= {variable}


@pytest.mark.parametrize(
    ("text", "number"),
    [("1/4", "1/4"), ("0.25", "1/4"), ("-1e-9", "-1/1000000000"), ("2*(1 + 1/2)", "3")],
)
def test_a_number_is_exact(text: str, number: str):
    assert constant(text) == Rational(number)


@pytest.mark.parametrize("text", ["nan", "inf", "oo", "sigma(0)", "z", "", "1/0", "0.2.5"])
def test_what_is_no_number_is_refused(text: str):
    with pytest.raises(TextError):
        constant(text)
