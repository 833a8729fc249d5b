"""What rounding may explain refutes nothing; what it may not, refutes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.checks.context import Context
from lstm_sym.checks.report import Refuted, Verified, reported
from lstm_sym.checks.rounding import rounding
from lstm_sym.language.activations import exponential
from lstm_sym.language.operators import Diag, Dot, Matrix
from lstm_sym.language.symbols import number, size
from lstm_sym.language.text import parse
from lstm_sym.language.vectors import Vector
from lstm_sym.lower.numpy import Env, value
from lstm_sym.proof.derive import derived
from lstm_sym.proof.step import Claim
from tests.strategies import examples

z, one = number("z"), number("one")
n = size("n")
W, v, w = Matrix("W", n, n), Vector("v", n), Vector("w", n)
CANCELS = "c[t] = exp(8*h[t-1]) - exp(8*h[t-1]) + c[t-1]\nh[t] = c[t] + x[t] + b*h[t-1]"


@examples(60)
@given(st.floats(0, 40))
def test_what_cancels_is_within_the_bound(at: float):
    env = Env({z: at, one: 1.0})
    e = exponential(z) + one
    left = float(value(e, env)) - float(np.exp(at))
    assert abs(left - 1) <= rounding(e, env) <= 1e-11 * np.exp(at)


@examples(40)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_the_error_of_a_product_of_matrices_is_within_the_bound(seed: int, k: int):
    rng = np.random.default_rng(seed)
    A, a, b = rng.standard_normal((k, k)), rng.standard_normal(k), 1e8 * rng.standard_normal(k)
    env = Env({n: k}, {"W": A, "v": a, "w": b})
    once = value(Dot(W, v + w), env)
    apart = A.astype(np.longdouble) @ a.astype(np.longdouble)
    apart = apart + A.astype(np.longdouble) @ b.astype(np.longdouble)
    bound = rounding(Dot(W, v) + Dot(W, w), env)
    assert np.all(np.abs(once - apart) <= bound)
    assert np.all(bound <= 1e-10 * np.abs(A) @ (np.abs(a) + np.abs(b)) + 1e-300)


@examples(40)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 4))
def test_the_error_of_operators_one_after_the_other_is_within_the_bound(seed: int, k: int, m: int):
    rng = np.random.default_rng(seed)
    A, a = rng.standard_normal((k, m)), rng.standard_normal(m)
    V = Matrix("V", n, size("m"))
    env = Env({n: k, size("m"): m}, {"V": A, "a": a})
    e = 3 * V * Diag(Vector("a", size("m")), size("m")) * V.T
    wide = [part.astype(np.longdouble) for part in (A, np.diag(a), A.T)]
    bound = rounding(e, env)
    assert bound.shape == (k, k)
    assert np.all(np.abs(value(e, env) - 3 * wide[0] @ wide[1] @ wide[2]) <= bound)


def test_numbers_that_cancel_refute_nothing():
    found = reported(derived(parse("h[t] = max(8*W @ h[t-1], 0) + min(exp(8*W @ h[t-1]) - 1, 0)")))
    assert isinstance(found, Verified), found


@pytest.mark.parametrize("factor", [2, 1 + 1e-6])
def test_a_wrong_claim_is_refuted_all_the_same(factor: float):
    whole = derived(parse("h[t] = tanh(W @ h[t-1] + exp(b)*x[t])"))
    step = whole["error-h"]
    wrong = replace(step, claim=Claim(step.claim.lhs, "=", factor * step.claim.rhs))
    assert isinstance(reported(replace(whole, steps=(wrong,))), Refuted)


def test_no_trial_divides_by_nearly_zero():
    whole = derived(parse("a[t] = W @ h[t-1]\nh[t] = sigma(1/a[t])*b"))
    for trial in Context(whole).trials:
        a = [v for (name, _), v in trial.network.trajectory.items() if name == "a"]
        assert np.min(np.abs(a)) > 1e-4
    assert isinstance(reported(whole), Verified)
