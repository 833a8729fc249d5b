"""One reason for paths, by their largest edge or by what bounds its factors; exact numbers."""

import pytest
from sympy import Abs, Rational, exp, sqrt

from derivations import error_flow, weak_bound
from lstm_sym import EveryPath, Exact, at_most, below, equal

n, q = error_flow.n, error_flow.q
paths = Abs(error_flow.path_sum.claim.rhs)
most = n ** (q - 1) * (weak_bound.w_max / 4) ** q


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


def test_factors_are_bounded_by_what_is_given():
    rule = EveryPath(given=(weak_bound.bounded,))
    assert proves(rule, at_most(paths, most))
    assert not proves(EveryPath(), at_most(paths, most))
    assert not proves(rule, below(paths, most))


@pytest.mark.parametrize("wrong", [most / n, most * 4 ** (-q), n**q * weak_bound.w_max**q / 5**q])
def test_a_smaller_bound_is_refused(wrong):
    assert not proves(EveryPath(given=(weak_bound.bounded,)), at_most(paths, wrong))


def test_a_lower_bound_of_the_weights_bounds_no_path():
    reversed_ = at_most(weak_bound.w_max, weak_bound.bounded.lhs)
    assert not proves(EveryPath(given=(reversed_,)), at_most(paths, most))


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        (equal(sqrt(2) * sqrt(3), sqrt(6)), True),
        (equal(sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2)), True),
        (equal(sqrt(2), Rational(141421356237, 10**11)), False),
        (below(Rational(141421356237, 10**11), sqrt(2)), True),
        (below(exp(1), Rational(2718281828459, 10**12)), False),
        (below(sqrt(6), sqrt(2) * sqrt(3)), False),
    ],
)
def test_roots_and_exponentials_are_compared_exactly(claim, right):
    assert proves(Exact(), claim) is right
