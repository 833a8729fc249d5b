"""Reasons about logarithms, and limits that move with a number, refuse what is false."""

from dataclasses import replace

import pytest
from sympy import Rational, log, oo

from derivations import state_bounds as sb
from lstm_sym import (
    Definition,
    Limit,
    Logarithm,
    LogLaws,
    Step,
    at_most,
    below,
    count,
    equal,
    magnitude,
    number,
    tends,
)

q, a, b, x = count("q"), magnitude("a"), magnitude("b"), number("x")
upper = Step("upper", at_most(a, b**q), Definition())
lower = Step("lower", at_most(b**q, a), Definition())
plain = Step("plain", at_most(a, b), Definition())
fraction = (below(0, x), below(x, 1))
geometric = (1 - x**q) / (1 - x)
kept = sb.bounded.by

TRUE = [
    (Logarithm(upper), at_most(log(a) / q, log(b))),
    (Logarithm(lower), at_most(log(b), log(a) / q)),
    (LogLaws(), equal(log(Rational(10) * 2**q), q * log(2) + log(2) + log(5))),
    (Limit(q, oo, given=fraction), tends(geometric, 1 / (1 - x))),
    (Limit(q, oo), tends(log(2**q * 3) / q, log(2))),
    (kept, sb.bounded_claim),
]
FALSE = [
    (Logarithm(upper), at_most(log(b), log(a) / q)),
    (Logarithm(upper), at_most(log(a), log(b))),
    (Logarithm(upper), below(log(a) / q, log(b))),
    (Logarithm(lower), at_most(log(b), log(a))),
    (Logarithm(plain), at_most(log(a), log(b))),
    (LogLaws(), equal(log(Rational(10) * 2**q), q * log(2) + log(2) + log(6))),
    (LogLaws(), equal(log(x**2), 2 * log(x))),
    (LogLaws(), equal(log(a + b), log(a) + log(b))),
    (LogLaws(), at_most(log(2), log(3))),
    (Limit(q, oo, given=fraction), tends(geometric, 1 / (1 + x))),
    (Limit(q, oo), tends(geometric, 1 / (1 - x))),
    (Limit(q, oo), tends(log(2**q * 3) / q, log(3))),
    (kept, at_most(sb.state, sb.geometric / 2)),
    (replace(kept, claim=at_most(sb.state, sb.geometric / 2)), at_most(sb.state, sb.geometric / 2)),
    (replace(kept, put={**kept.put, sb.b: sb.geometric}), sb.bounded_claim),
    (replace(kept, keeps=sb.kept_bound), sb.bounded_claim),
]


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


@pytest.mark.parametrize(("rule", "claim"), TRUE)
def test_a_truth_is_proved(rule, claim):
    assert proves(rule, claim)


@pytest.mark.parametrize(("rule", "claim"), FALSE)
def test_a_falsehood_is_not_proved(rule, claim):
    assert not proves(rule, claim)


def test_logarithms_are_of_positive_numbers():
    assert Logarithm(upper).given == (below(0, a), below(0, b))
