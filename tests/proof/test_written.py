"""Reasons about what is written out, entry by entry: truths are proved, their mutants are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import ImmutableDenseMatrix, ImmutableMatrix, MatMul, Rational, atanh, oo, sqrt

from derivations import eigenvalues as ev
from lstm_sym import (
    Algebra,
    Basis,
    Chain,
    Definition,
    Diag,
    Dot,
    Exact,
    LargestStretch,
    Matrix,
    Norm,
    NormAxioms,
    Recursion,
    Signal,
    SmallestStretch,
    SpectralRadius,
    Step,
    Vector,
    WrittenOut,
    at_most,
    below,
    equal,
    magnitude,
    number,
    size,
    t,
    tanh,
)
from lstm_sym.calculus.exact import exactly
from lstm_sym.calculus.normal import vanishes
from lstm_sym.lower.numpy import Env, value
from tests.strategies import examples

n, c, a, b = size("n"), number("c"), magnitude("a"), magnitude("b")
v, A, h = Vector("v", 2), Matrix("A", n, n), Signal("h", n)
x = Vector("x", n)
W, J = ev.W, ev.J
half = Basis(2, 2) * atanh(Rational(1, 2))
jordan = ImmutableMatrix([[a, b], [0, a]])
stretched = (b + sqrt(b**2 + 4 * a**2)) / 2
now = Step("now", equal(h(t), 2 * x), Definition())
later = Step("later", equal(h(t), 2 * x), LargestStretch(given=(below(0, t),)))


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


TRUE = [
    (WrittenOut(), equal(tanh(half), Basis(2, 2) / 2)),
    (WrittenOut(), equal(MatMul(W, W), 0 * W)),
    (WrittenOut(), equal(Dot(W, Basis(1, 2)), 8 * Basis(1, 2) - 8 * Basis(2, 2))),
    (WrittenOut(), equal(Diag(Basis(1, 2), 2), ImmutableMatrix([[1, 0], [0, 0]]))),
    (LargestStretch(), equal(Norm(jordan), stretched)),
    (NormAxioms(), equal(Norm(-3 * x), 3 * Norm(x))),
    (NormAxioms(), equal(Norm(MatMul(2, A), oo), 2 * Norm(A, oo))),
    (Exact(), equal(SpectralRadius(ImmutableMatrix([[0, 2], [-2, 0]])), 2)),
    (Exact(), equal(SmallestStretch(ImmutableMatrix([[3, 0], [0, 2]])), 2)),
    (Exact(), below(Norm(Chain(lambda m: J, 3)), 57)),
    (Algebra(uses=(now,), free=(t,)), equal(h(t - 3) + h(t + 1), 4 * x)),
]
FALSE = [
    (WrittenOut(), equal(v, Basis(1, 2))),
    (WrittenOut(), equal(tanh(half), Basis(2, 2) / 3)),
    (WrittenOut(), equal(x, x)),
    (WrittenOut(), equal(Basis(1, 2) * c, Basis(1, 2) * a)),
    (LargestStretch(), equal(Norm(jordan), (b - sqrt(b**2 + 4 * a**2)) / 2)),
    (LargestStretch(), equal(Norm(jordan), a)),
    (LargestStretch(), equal(Norm(jordan, oo), stretched)),
    (LargestStretch(), at_most(Norm(jordan), stretched)),
    (LargestStretch(), equal(Norm(jordan.xreplace({b: c})), stretched.xreplace({b: c}))),
    (NormAxioms(), equal(Norm(-3 * x), -3 * Norm(x))),
    (NormAxioms(), equal(Norm(c * x), c * Norm(x))),
    (Exact(), equal(SpectralRadius(A), 0)),
    (Algebra(uses=(now,)), equal(h(t - 3) + h(t + 1), 4 * x)),
    (Algebra(uses=(later,), free=(t,)), equal(h(t - 3) + h(t + 1), 4 * x)),
    (Recursion(along=ev.model, start=ev.start), ev.rests.claim),
    (Recursion(along=ev.model, start=ev.start, put=(ev.fixed_point,)), equal(ev.x(t), ev.rest / 2)),
]


@pytest.mark.parametrize(("rule", "claim"), TRUE)
def test_a_truth_is_proved(rule, claim):
    assert proves(rule, claim)


@pytest.mark.parametrize(("rule", "claim"), FALSE)
def test_a_falsehood_is_not_proved(rule, claim):
    assert not proves(rule, claim)


entries = st.lists(st.integers(-3, 3), min_size=4, max_size=4)


@examples(30)
@given(entries)
def test_exact_numbers_of_a_matrix_are_those_of_floating_point(numbers: list[int]):
    B = ImmutableDenseMatrix(2, 2, numbers)
    if B.is_zero_matrix or ImmutableDenseMatrix.eye(2) == B:
        return
    for e in (SpectralRadius(B), SmallestStretch(B), Norm(B), Norm(B, oo), Norm(B, 1)):
        assert np.isclose(float(exactly(e)), value(e, Env()), atol=1e-7)


@examples(30)
@given(entries, entries)
def test_explicit_matrices_form_a_linear_space(left: list[int], right: list[int]):
    B, C = (ImmutableDenseMatrix(2, 2, numbers) for numbers in (left, right))
    assert vanishes(Dot(B, v * v) - Dot(C, v * v) - Dot(B - C, v * v))
    assert vanishes(Dot(B - C, v)) == (B == C)
