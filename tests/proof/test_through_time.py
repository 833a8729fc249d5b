"""Reasons about sums over time accept what is true and refuse its mutants."""

import pytest

from derivations import jacobian_products as jp
from lstm_sym import (
    Definition,
    Dot,
    FromTheEnd,
    OperatorSum,
    Outer,
    Step,
    SwappedSums,
    T,
    equal,
    slope,
    sum_over,
    t,
    tanh,
    total,
)
from lstm_sym.mistakes.claims import mutants

x, W, carried = jp.x, jp.W, jp.carried
back = FromTheEnd(jp.model, jp.error)
swap = SwappedSums(uses=(jp.gradient, jp.gathered))


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


def gathered(term, low=t, high=T):
    return equal(x.bar(t), sum_over(term, low, high, "s"))


def summed(inner, end):
    """A sum over pairs of times: ``inner`` for the first bound, up to ``end`` of it."""
    return equal(W.bar, OperatorSum(lambda s: OperatorSum(lambda k: inner(s, k), 1, end(s)), 1, T))


def use(s, k):
    return Outer(carried(s, k), tanh(x(k - 1)))


ahead = Step("ahead", equal(x(t), W @ tanh(x(t - 1)) + W @ tanh(x(t - 2))), Definition())
other = Step("other", equal(x.bar(t), W.T @ x.bar(t + 1) + x.loss(t)), Definition())
FALSE = [
    (back, gathered(lambda s: carried(s, t), t + 1)),
    (back, gathered(lambda s: carried(s, t), t, T - 1)),
    (back, gathered(lambda s: Dot(total(x(s), x(t)), x.loss(s)))),
    (back, gathered(lambda s: carried(s, t + 1))),
    (back, gathered(lambda s: slope(tanh, x(t)) * carried(s, t))),
    (back, equal(x.loss(t), jp.gathered.claim.rhs)),
    (FromTheEnd(ahead, jp.error), jp.gathered.claim),
    (FromTheEnd(jp.model, other), jp.gathered.claim),
    (swap, summed(use, lambda s: T)),
    (swap, summed(use, lambda s: s - 1)),
    (swap, summed(lambda s, k: use(k, s), lambda s: s)),
    (swap, summed(lambda s, k: Outer(carried(s, k), tanh(x(k))), lambda s: s)),
    (SwappedSums(uses=(jp.gradient,)), jp.by_cost.claim),
]


@pytest.mark.parametrize("step", [jp.gathered, jp.by_cost], ids=lambda step: step.label)
def test_the_truth_is_proved_and_no_mutant_of_it(step):
    assert proves(step.by, step.claim)
    found = list(mutants(step.claim))
    assert found
    assert [word for word, mutant in found if proves(step.by, mutant)] == []


@pytest.mark.parametrize(("rule", "claim"), FALSE)
def test_a_falsehood_is_not_proved(rule, claim):
    assert not proves(rule, claim)
