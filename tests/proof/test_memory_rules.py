"""The reasons for sums, boxes, factors and total derivatives accept truths and refuse mutants."""

from dataclasses import replace

import pytest
from sympy import Abs, KroneckerDelta, Rational, oo

from derivations import errors_over_lags, experiments, memory_error_flow, what_truncation_drops
from lstm_sym import (
    AtCorners,
    Counts,
    Definition,
    Diag,
    FactorBounds,
    Series,
    Step,
    Telescoping,
    TermByTerm,
    TotalInduction,
    TotalOf,
    at_most,
    builtin,
    count,
    equal,
    number,
    slope,
    squash_g,
    squash_h,
    sum_over,
    t,
    total,
    truncated,
)
from lstm_sym.render.record import record

n, k = count("n"), count("k")
x, y, z = map(number, "xyz")
FULL = builtin("hs97")
CUT = truncated(FULL)
OPEN = memory_error_flow.OPEN
s, y_c, y_in, y_out, net_c, net_in, E = FULL["s y_c y_in y_out net_c net_in E"]
p, q = s.dim, count("q")
ENTER = (E @ y_out(t)) * slope(squash_h, s(t))


def holds(rule, claim):
    """Whether every obligation of a rule is met."""
    return all(o.met is True for o in rule.obligations(claim))


@pytest.mark.parametrize(("end", "right"), [(n * (n - 1) / 2, True), (n * (n + 1) / 2, False)])
def test_telescoping(end, right):
    claim = equal(sum_over(lambda i: i, 0, n - 1), end)
    assert holds(Telescoping(over=n), claim) is right


def test_telescoping_wants_the_empty_sum_to_be_zero():
    claim = equal(sum_over(lambda i: i, 0, n - 1), n * (n - 1) / 2 + 1)
    assert not holds(Telescoping(over=n), claim)


@pytest.mark.parametrize(("value", "right"), [(13, True), (14, False)])
def test_series(value, right):
    rule = Series(experiments.partial, over=experiments.n)
    claim = equal(4 + experiments.distractors(oo), experiments.q + value)
    assert holds(rule, claim) is right


def test_series_wants_the_same_terms():
    rule = Series(experiments.certain, over=experiments.n)
    assert not holds(rule, equal(experiments.distractors(oo), 1))


@pytest.mark.parametrize(
    ("e", "most", "right"),
    [(x + y, 2, True), (x + y, 1, False), (x * y, 1, True), (x**2, 1, False)],
)
def test_corners(e, most, right):
    assert holds(AtCorners({x: (-1, 1), y: (-1, 1)}), at_most(e, most)) is right


@pytest.mark.parametrize(("most", "right"), [(1, True), (Rational(3, 4), False)])
def test_corners_put_in_what_the_left_side_stands_for(most, right):
    meant = Step("meant", equal(z, x * y), Definition())
    rule = AtCorners({x: (-1, 1), y: (-1, 1)}, uses=(meant,))
    assert holds(rule, at_most(z, most)) is right
    assert not holds(replace(rule, uses=()), at_most(z, most))


@pytest.mark.parametrize(("many", "right"), [(3, True), (2, False)])
def test_term_by_term(many, right):
    square = sum_over(lambda i: sum_over(lambda j: KroneckerDelta(i * j, 4), 1, 5, "j"), 1, 5, "i")
    assert holds(TermByTerm(), equal(square, many)) is right


def test_term_by_term_wants_sums_between_numbers():
    assert not holds(TermByTerm(), equal(sum_over(lambda i: i, 1, n), n * (n + 1) / 2))


@pytest.mark.parametrize(("most", "right"), [(9 * n**2, True), (9 * n**2 - n, False)])
def test_counts(most, right):
    assert holds(Counts(), at_most((3 * n) ** 2, most)) is right


def test_counts_wants_counts():
    assert not holds(Counts(), at_most(0, x))


@pytest.mark.parametrize(("most", "right"), [(Rational(1, 2), True), (Rational(1, 3), False)])
def test_factor_bounds(most, right):
    claim, members = errors_over_lags.factors_cell.claim, errors_over_lags.members
    assert holds(FactorBounds(CUT, members), at_most(claim.lhs, most)) is right
    assert not holds(FactorBounds(CUT), at_most(claim.lhs, most))
    assert not holds(FactorBounds(CUT, members[::-1]), at_most(claim.lhs, most))


@pytest.mark.parametrize(("most", "right"), [(Rational(1, 4), True), (Rational(1, 5), False)])
def test_an_entry_of_a_membership_is_at_most_one(most, right):
    claim, members = errors_over_lags.factors_gate.claim, errors_over_lags.members
    assert holds(FactorBounds(CUT, members), at_most(claim.lhs, most)) is right


def test_without_membership_the_error_flow_is_not_bounded():
    with pytest.raises(ValueError, match="every row of E"):
        replace(errors_over_lags.derivation, members=())


def test_factor_bounds_wants_bounded_factors_and_an_absolute_value():
    assert not holds(FactorBounds(CUT), at_most(Abs(x), 100))
    bare = errors_over_lags.factors_cell.claim.lhs.args[0]
    assert not holds(FactorBounds(CUT, errors_over_lags.members), at_most(bare, Rational(1, 2)))


def test_the_carousel_is_of_the_truncated_cell_alone():
    claim = equal(total(s(t), s(t - 1)), Diag(1, p))
    assert holds(TotalOf(CUT, OPEN), claim)
    assert not holds(TotalOf(FULL, OPEN), claim)


def test_an_unknown_order_of_times_is_not_guessed():
    claim = equal(total(s(t), s(t - q + 1)), Diag(1, p))
    assert not holds(TotalOf(CUT, (*OPEN, "s")), claim)


@pytest.mark.parametrize(
    "wrong", [Diag(2 * ENTER, p), Diag(E @ y_out(t), p), Diag(ENTER.xreplace({t: t - 1}), p)]
)
def test_kept_refuses_mutants(wrong):
    rule = TotalInduction(CUT, over=q, opened=OPEN, start=0)
    lhs = total(s.bar(t - q), y_c.bar(t))
    assert holds(rule, equal(lhs, Diag(ENTER, p)))
    assert not holds(rule, equal(lhs, wrong))
    assert not holds(TotalInduction(FULL, over=q, opened=OPEN, start=0), equal(lhs, Diag(ENTER, p)))


def test_what_is_dropped_refuses_mutants():
    step = what_truncation_drops.dropped
    assert holds(step.by, step.claim)
    assert not holds(step.by, equal(step.claim.lhs, -step.claim.rhs))
    gone = step.claim.rhs.args[0]
    assert not holds(step.by, equal(step.claim.lhs, gone))


def test_the_block_sum_is_over_the_cells_of_the_block():
    step = memory_error_flow.input_gate_value
    fine = step.claim
    assert holds(step.by, fine)
    wrong = equal(fine.lhs, fine.rhs.xreplace({squash_g(net_c(t)): squash_h(net_c(t))}))
    assert not holds(step.by, wrong)


def test_a_slip_of_notation_is_corrected_not_refuted():
    found = recorded("product-cell")["erratum"]
    assert (found["id"], found["verdict"]) == ("E14", "corrected")
    assert not found["counterexample"]


def recorded(label):
    """The record of one step of the errors over any lag."""
    derivation = errors_over_lags.derivation
    kept = [step for step in derivation.steps if step.label in (label, "kept")]
    steps = record(replace(derivation, steps=tuple(kept)))["steps"]
    return next(step for step in steps if step["label"] == label)
