"""Reasons about the smallest stretch and about powers accept truths and refuse their mutants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, ImmutableMatrix, oo

from derivations import norm_conditions as nc
from lstm_sym import (
    Chain,
    ChainStretch,
    Definition,
    Diag,
    Dot,
    Entry,
    Matrix,
    Necessary,
    Norm,
    NormAxioms,
    Orthogonal,
    SmallestStretch,
    SpectralRadius,
    Step,
    StretchAxioms,
    Vector,
    at_most,
    below,
    equal,
    magnitude,
    min_over,
    number,
)
from lstm_sym.language.shapes import ShapeError
from lstm_sym.lower.numpy import Env, value
from lstm_sym.mistakes.claims import mutants
from tests.strategies import examples

W, n, q, least, gamma, flow = nc.W, nc.n, nc.q, nc.least, nc.gamma, nc.flow
v, y, A = Vector("v", n), Vector("y", n), Matrix("A", n, n)
a, b, e = number("a"), magnitude("b"), number("e")
named = (nc.least_slopes,)
powered = Step("powered", at_most(a, b**q), Definition())
unsigned = Step("unsigned", at_most(a, e**q), Definition())
grown = (below(1, a),)


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


TRUE = [
    (StretchAxioms(), at_most(SmallestStretch(W), Norm(W))),
    (StretchAxioms(), at_most(SmallestStretch(W) * Norm(v), Norm(Dot(W, v)))),
    (
        StretchAxioms(),
        equal(SmallestStretch(Diag(v, n)), min_over(lambda i: Abs(Entry(v, i)), 1, n)),
    ),
    (NormAxioms(), at_most(Norm(Dot(flow.T, v)), Norm(flow) * Norm(v))),
    (ChainStretch(uses=named), nc.chain_stretch.claim),
    (ChainStretch(), at_most(SmallestStretch(W) ** q, SmallestStretch(Chain(lambda m: W, q)))),
    (Necessary(powered, grown), below(1, b)),
]
FALSE = [
    (StretchAxioms(), at_most(Norm(W), SmallestStretch(W))),
    (StretchAxioms(), equal(SmallestStretch(W), Norm(W))),
    (StretchAxioms(), at_most(SmallestStretch(W), Norm(A))),
    (StretchAxioms(), at_most(SmallestStretch(W), Norm(W, oo))),
    (StretchAxioms(), at_most(SmallestStretch(W) * Norm(v), Norm(Dot(A, v)))),
    (StretchAxioms(), at_most(SmallestStretch(W) * Norm(v), Norm(Dot(W, y)))),
    (StretchAxioms(), at_most(SmallestStretch(W), Norm(v))),
    (StretchAxioms(), at_most(SpectralRadius(W), SmallestStretch(W))),
    (
        StretchAxioms(),
        equal(SmallestStretch(Diag(v, n)), min_over(lambda i: Entry(v, i), 1, n)),
    ),
    (
        StretchAxioms(),
        equal(SmallestStretch(Diag(v, n)), min_over(lambda i: Abs(Entry(v, i)), 2, n)),
    ),
    (NormAxioms(), at_most(Norm(Dot(flow.T, v), oo), Norm(flow, oo) * Norm(v, oo))),
    (Orthogonal(W), equal(Norm(Dot(W, v), oo), Norm(v, oo))),
    (Orthogonal(W), equal(Norm(Dot(A, v)), Norm(v))),
    (Orthogonal(W), equal(Norm(Dot(W, v)), Norm(y))),
    (Orthogonal(W), equal(Norm(W, oo), 1)),
    (Orthogonal(W), equal(SpectralRadius(W), 1)),
    (Orthogonal(Matrix("V", n, q)), equal(Norm(Matrix("V", n, q)), 1)),
    (ChainStretch(), nc.chain_stretch.claim),
    (ChainStretch(), at_most(SmallestStretch(A) ** q, SmallestStretch(Chain(lambda m: W, q)))),
    (
        ChainStretch(),
        at_most(SmallestStretch(W) ** q, SmallestStretch(Chain(lambda m: W, q - 2))),
    ),
    (Necessary(powered, ()), below(1, b)),
    (Necessary(powered, grown), below(1, b / 2)),
    (Necessary(powered, grown), at_most(1, b)),
    (Necessary(powered, (below(2, a),)), below(2, b)),
    (Necessary(unsigned, grown), below(1, e)),
]


@pytest.mark.parametrize("U", [W, W.T])
def test_an_orthogonal_matrix_and_its_transpose_keep_lengths(U):
    for kept in (equal(Norm(Dot(U, v)), Norm(v)), equal(Norm(U), 1), equal(SmallestStretch(U), 1)):
        assert proves(Orthogonal(W), kept)
        assert not proves(Orthogonal(A), kept)
        assert not proves(Orthogonal(W), equal(kept.lhs, 2 * kept.rhs))
        assert not proves(Orthogonal(W), at_most(kept.lhs, kept.rhs))


@pytest.mark.parametrize(("rule", "claim"), TRUE)
def test_a_truth_is_proved_and_no_mutant_of_it(rule, claim):
    assert proves(rule, claim)
    proved = [word for word, mutant in mutants(claim) if proves(rule, mutant)]
    assert [word for word in proved if "order reversed" not in word] == []


@pytest.mark.parametrize(("rule", "claim"), FALSE)
def test_a_falsehood_is_not_proved(rule, claim):
    assert not proves(rule, claim)


entries = st.lists(st.integers(-3, 3), min_size=4, max_size=4)


@examples(40)
@given(entries)
def test_radius_and_stretches_of_a_matrix_are_in_order(numbers: list[int]):
    B = ImmutableMatrix(2, 2, numbers)
    if B.is_zero_matrix or ImmutableMatrix.eye(2) == B:
        return
    low, radius, high = (value(e, Env()) for e in (SmallestStretch(B), SpectralRadius(B), Norm(B)))
    assert low <= radius + 1e-9
    assert radius <= high + 1e-9
    assert abs(low * high - abs(float(B.det()))) < 1e-9


def test_only_square_operators_have_a_spectrum():
    with pytest.raises(ShapeError):
        SpectralRadius(Matrix("B", n, 2))
