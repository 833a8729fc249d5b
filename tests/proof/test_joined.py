"""Inequalities that are added keep their order; nothing else follows from them."""

import pytest
from sympy import Rational, sqrt

from lstm_sym import AddedUp, Definition, Step, at_most, below, equal, magnitude, number

a, b, c, d, x = map(number, "abcdx")
s, p = magnitude("s"), magnitude("p")


def assumed(claim):
    return Step(str(claim), claim, Definition())


first, second = assumed(at_most(a, b)), assumed(at_most(c, d))
strict, same, limit = assumed(below(c, d)), assumed(equal(c, d)), assumed(at_most(c, d))
rooted = assumed(at_most(sqrt(4 * p**2 + 8), x))

TRUE = [
    (AddedUp((first, second)), at_most(a + c, b + d)),
    (AddedUp((first, strict)), at_most(a + c, b + d)),
    (AddedUp((first, strict)), below(a + c, b + d)),
    (AddedUp((first, same), factor=s), at_most(s * (a + c), s * (b + d))),
    (AddedUp((first, rooted)), at_most(a + 2 * sqrt(p**2 + 2), b + x)),
]
FALSE = [
    (AddedUp((first, second)), at_most(a - c, b - d)),
    (AddedUp((first, second)), at_most(a + d, b + c)),
    (AddedUp((first, second)), at_most(b + d, a + c)),
    (AddedUp((first, second)), below(a + c, b + d)),
    (AddedUp((first, second)), equal(a + c, b + d)),
    (AddedUp((first, strict), factor=s), below(s * (a + c), s * (b + d))),
    (AddedUp((first,)), at_most(a + c, b + d)),
    (AddedUp((first, second), factor=x), at_most(x * (a + c), x * (b + d))),
    (AddedUp((first, second), factor=Rational(-1)), at_most(-a - c, -b - d)),
    (AddedUp((first, rooted)), at_most(a + sqrt(p**2 + 2), b + x)),
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
