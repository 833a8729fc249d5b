"""Sums against deltas, bounds term by term, and polynomials of counts."""

import pytest
from sympy import KroneckerDelta, Rational

from derivations import memory_cells as cells
from lstm_sym import (
    Algebra,
    Counts,
    Definition,
    Derivation,
    Entry,
    Matrix,
    Membership,
    Selection,
    Step,
    Vector,
    at_most,
    count,
    equal,
    sum_over,
    units,
)
from lstm_sym.calculus.selection import ranges, selected

n, k = count("n"), count("k")
i, j, o = units("i j o")
a, W = Vector("a", n), Matrix("W", k, n)


def met(rule, claim):
    """Whether every obligation of a rule is met."""
    return all(obligation.met is True for obligation in rule.obligations(claim))


def against(unit, high):
    """The sum of the entries of a against the delta of a unit."""
    return sum_over(lambda u: KroneckerDelta(u, unit) * Entry(a, u), 1, high)


def test_a_sum_against_a_delta_is_one_term():
    assert met(Selection(), equal(against(i, n) * Entry(W, o, i), Entry(a, i) * Entry(W, o, i)))
    assert not met(Selection(), equal(against(i, n) * Entry(W, o, i), Entry(W, o, i)))
    assert not met(Selection(), equal(against(i, n) * Entry(W, o, i), Entry(a, j) * Entry(W, o, i)))


def test_a_unit_that_may_lie_outside_of_the_range_is_left_alone():
    assert not met(Selection(), equal(against(i, k) * Entry(W, o, i), Entry(a, i) * Entry(W, o, i)))
    kept = selected(against(j, n), ranges(()))
    assert kept != Entry(a, j)


def test_of_two_units_that_are_one_either_may_be_written():
    delta = KroneckerDelta(i, j)
    assert met(Selection(), equal(delta * Entry(a, i), delta * Entry(a, j)))
    assert not met(Selection(), equal(Entry(a, i), delta * Entry(a, j)))


def test_double_sums():
    twice = sum_over(
        lambda u: sum_over(lambda w: KroneckerDelta(u, w) * Entry(W, o, u) * Entry(a, w), 1, n),
        1,
        n,
    )
    once = sum_over(lambda u: Entry(W, o, u) * Entry(a, u), 1, n)
    square = sum_over(lambda u: Entry(W, o, u), 1, n) * sum_over(lambda u: Entry(a, u), 1, n)
    assert met(Selection(), equal(twice, once))
    assert not met(Selection(), equal(twice, square))


def test_the_state_is_bounded_by_its_terms_and_no_less():
    drift = cells.drift
    assert met(drift.by, drift.claim)
    assert not met(drift.by, at_most(drift.claim.lhs, Rational(19, 10) * cells.t))
    assert not met(drift.by, at_most(drift.claim.lhs, 2 * cells.t - 1))


@pytest.mark.parametrize("missing", ["zero-or-one", "one-block"])
def test_the_bound_needs_that_a_cell_belongs_to_one_block(missing):
    rule = cells.drift.by
    members = tuple(cells.state if step.label == missing else step for step in rule.members)
    broken = type(rule)(of=rule.of, by=rule.by, members=members)
    assert not met(broken, cells.drift.claim)


def test_polynomials_of_counts():
    assert met(Counts(), at_most(n + k, 2 * n * k))
    assert not met(Counts(), at_most(n + k + 1, 2 * n * k))
    assert not met(Counts(), at_most(n**2, 5 * n))
    assert not met(Counts(), at_most(Entry(a, i), 5 * n))


def test_sums_of_ones_are_counted():
    ones = sum_over(lambda u: sum_over(lambda w: 1, 1, n), 1, k)
    assert met(Algebra(), equal(n * k, ones))
    assert not met(Algebra(), equal(n + k, ones))
    assert not met(Algebra(), equal(n * k + 1, ones))


M = Matrix("M", k, n)
BELONGS = equal(Entry(M, i, j) ** 2, Entry(M, i, j))
ONCE = equal(sum_over(lambda u: Entry(M, i, u), 1, n, "j"), 1)


@pytest.mark.parametrize("claim", [BELONGS, ONCE])
def test_a_membership_has_one_1_in_every_row(claim):
    assert met(Membership(M), claim)
    assert not met(Membership(W), claim)
    assert not met(Definition(), claim)


@pytest.mark.parametrize(
    "claim",
    [
        equal(Entry(M, i, j) ** 3, Entry(M, i, j)),
        equal(Entry(M, i, j) ** 2, Entry(M, j, i)),
        equal(sum_over(lambda u: Entry(M, u, j), 1, k, "i"), 1),
        equal(sum_over(lambda u: Entry(M, i, u), 1, n, "j"), 2),
        equal(sum_over(lambda u: Entry(M, i, u), 2, n, "j"), 1),
        equal(sum_over(lambda u: Entry(M, u, u), 1, n, "j"), 1),
        equal(sum_over(lambda u: Entry(M, i, j), 1, n, "j"), 1),
    ],
)
def test_nothing_else_is_a_membership(claim):
    assert not met(Membership(M), claim)


def test_a_membership_is_a_hypothesis_of_the_page():
    step = Step("once", ONCE, Membership(M))
    forall = {i: (1, k)}
    assert Derivation("kept", "", "", (step,), forall=forall, members=("M",))["once"] == step
    with pytest.raises(ValueError, match="M among the members"):
        Derivation("lost", "", "", (step,), forall=forall)


@pytest.mark.parametrize(
    "claim", [equal(Entry(a, i) ** 2, Entry(a, i)), equal(a, a), equal(2 * a, a), equal(k, k + 1)]
)
def test_a_definition_says_what_a_name_means_and_nothing_else(claim):
    assert not met(Definition(), claim)
    assert all(o.met is not False for o in Definition().obligations(equal(a, 2 * Vector("b", n))))
