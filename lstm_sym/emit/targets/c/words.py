"""The words of C: numbers, functions, names that are taken."""

from __future__ import annotations

from importlib.resources import files

from sympy import Rational

from ..infix import Words, decimal

FUNCTIONS = {
    "exp": "exp_",
    "tanh": "tanh_",
    "log": "log_",
    "sqrt": "sqrt_",
    "erf": "erf_",
    "Abs": "abs_",
    "sign": "sign_",
    "re": "",
    "sin": "sin_",
    "cos": "cos_",
    "sinh": "sinh_",
    "cosh": "cosh_",
    "Max": "larger",
    "Min": "smaller",
}
ACTIVATIONS = {
    "sigma": "sigma_({z})",
    "tanh": "tanh_({z})",
    "exp": "exp_({z})",
    "relu": "relu_({z})",
    "heaviside": "heaviside_({z})",
    "softplus": "softplus_({z})",
    "inv": "(1 / ({z}))",
}
TAKEN = files(__package__).joinpath("taken.txt").read_text("utf-8").split()


def words(dtype: str) -> Words:
    """The words for one dtype: a literal of a float ends in f."""
    end = "f" if dtype == "float32" else ""

    def number(q: Rational) -> str:
        text = decimal(q)
        return text.replace(".0", f".0{end}") if "/" in text else text + end

    return Words(FUNCTIONS, ACTIVATIONS, "({test} ? {yes} : {no})", number)
