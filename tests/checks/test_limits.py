"""Limits are followed in numbers: what tends there is supported, what does not is refuted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, Symbol, exp, oo, tanh

from lstm_sym.checks.limits import approached
from lstm_sym.checks.sampling import Agreement, Counterexample, OutOfReach
from lstm_sym.checks.trial import Trial, trials
from lstm_sym.language.operators import Diag, Norm
from lstm_sym.language.paths import LargestPath
from lstm_sym.language.sums import Chain, PathSum, max_over, product_over, sum_over
from lstm_sym.language.symbols import count, number, size
from lstm_sym.language.vectors import Vector
from lstm_sym.proof.rules import Algebra
from lstm_sym.proof.step import Claim, Derivation, Step, tends
from tests.strategies import examples

q, z, n = count("q"), number("z"), size("n")
half, one = Rational(1, 2), Integer(1)


def drawn(claim: Claim) -> list[Trial]:
    ranges: dict[Symbol, tuple[Expr, Expr]] = {z: (-oo, oo), q: (1, oo)}
    return list(
        trials(Derivation("d", "", "", (Step("s", claim, Algebra()),), forall=ranges), 0, 3)
    )


def outcome(e: Expr, limit: Expr, of: Symbol = z, to: Expr = oo) -> object:
    claim = tends(e, limit)
    return approached(claim, of, to, drawn(claim))


@examples(40)
@given(st.fractions(-5, 5, max_denominator=7), st.sampled_from([exp(-z), 1 / z, z * exp(-z)]))
def test_what_vanishes_may_be_added_and_nothing_else(limit, small: Expr):
    a = Rational(limit)
    assert isinstance(outcome(a + small, a), Agreement)
    assert isinstance(outcome(a + small, a + Rational(1, 10)), Counterexample)


def test_infinite_limits_have_a_sign():
    for e in (exp(z), z**2, z - tanh(z)):
        assert isinstance(outcome(e, oo), Agreement)
        assert isinstance(outcome(e, -oo), Counterexample)
        assert isinstance(outcome(-e, -oo), Agreement)
    assert isinstance(outcome(2**q, oo, q), Agreement)
    assert isinstance(outcome(half**q, oo, q), Counterexample)
    assert isinstance(outcome(tanh(z) / z, one, z, Integer(0)), Agreement)


b = Vector("b", n)
ENDLESS = {
    "sum": sum_over(lambda k: half**k, 1, q),
    "product": product_over(lambda k: half, 1, q),
    "paths": PathSum(lambda i, j, m: half, one, one, q, Integer(3)),
    "largest path": LargestPath(lambda i, j, m: half, one, one, q, Integer(3)),
    "chain": Norm(Chain(lambda m: Diag(half, Integer(2)), q)),
    "maximum": max_over(lambda m: half**m, 1, q),
    "inside": exp(-sum_over(lambda k: z, 1, q)),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_what_has_ever_more_terms_is_not_followed(what: str):
    assert isinstance(outcome(ENDLESS[what], one, q), OutOfReach)
    assert isinstance(
        outcome(ENDLESS[what].xreplace({q: Integer(2)}) + 2**-q, oo, q), Counterexample
    )
