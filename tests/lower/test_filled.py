"""Numbers that are put into a formula are worth what the formula is worth."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Product, Rational, Sum, Symbol

from lstm_sym import Chain, Diag, Entry, Matrix, PathSum, Signal, number, sigma, size, units
from lstm_sym.lower.filled import Filled, Unfit
from lstm_sym.lower.numpy import Env, value
from tests.lower.arithmetic import read

x, y, z = map(number, "xyz")
k = Symbol("k", integer=True, positive=True)
SHORT = st.integers(-999, 999).map(lambda i: i / 100)


def grown(inner):
    pairs = st.tuples(inner, inner)
    return (
        pairs.map(sum) | pairs.map(math.prod) | inner.map(lambda e: e**2) | inner.map(lambda e: -e)
    )


NUMBERS = st.sampled_from([x, y, z, Integer(2), Rational(1, 3)])
POLYNOMIALS = st.recursive(NUMBERS, grown, max_leaves=6)


@given(POLYNOMIALS, SHORT, SHORT, SHORT)
def test_numbers_put_in_are_worth_what_the_formula_is(e, a, b, c):
    env = Env({x: a, y: b, z: c})
    assert math.isclose(read(Filled((), env).doprint(e)), value(e, env), rel_tol=1e-9, abs_tol=1e-9)


@given(st.integers(1, 4), SHORT)
def test_a_short_sum_is_written_out(n, a):
    env = Env({x: a})
    for whole in (Sum(k * x, (k, 1, n)), Product(k + x, (k, 1, n))):
        tex = Filled((), env).doprint(whole)
        assert math.isclose(read(tex), value(whole, env), rel_tol=1e-9, abs_tol=1e-9)
        assert len(re.split(r" \\cdot \(| \+ | - ", tex)) >= n


def test_a_sum_over_paths_has_a_product_for_each():
    n, (u, v) = size("n"), units("u v")
    W, q = Matrix("W", n, n), Symbol("q", integer=True, positive=True)
    paths = PathSum(lambda i, j, m: Entry(W, i, j), u, v, q, n)
    numbers = np.array([[2.0, 3.0], [5.0, -7.0]])
    env = Env({n: 2, q: 3, u: 1, v: 2}, {"W": numbers})
    tex = Filled((), env).doprint(paths)
    assert tex.count(r"\cdot") == 2 * 4
    assert read(tex) == np.linalg.matrix_power(numbers, 3)[0, 1]


def test_matrices_and_vectors_are_seen():
    n, t = size("n"), Symbol("t", integer=True)
    h, W = Signal("h", n), Matrix("W", n, n)
    arrays = {"W": np.array([[1.0, -2.5], [0.0, 3.0]])}
    env = Env({n: 2, t: 5}, arrays, lambda name, time: np.array([0.5, -time]))
    tex = Filled((), env).doprint(sigma(W.T @ h(t - 1)))
    assert tex == (
        r"\sigma\left(\begin{pmatrix}1 & 0 \\ -2.5 & 3\end{pmatrix} "
        r"\begin{pmatrix}0.5 \\ -4\end{pmatrix}\right)"
    )
    chain = Filled((), env).doprint(Chain(lambda m: Diag(h(t - m), n) * W, 2))
    assert chain.count(r"\operatorname{diag}\begin{pmatrix}") == 2
    assert chain.index("-3") < chain.index("-4")


@pytest.mark.parametrize("bad", [1e9, 1e-9, math.inf, math.nan])
def test_nobody_reads_what_is_very_large_or_no_number(bad):
    with pytest.raises(Unfit):
        Filled((), Env({x: bad})).doprint(x + 1)
