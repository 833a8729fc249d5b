"""The rules that carry derivatives by one weight forward: truths pass, mutants do not."""

import pytest
from sympy import Integer, KroneckerDelta

from derivations import (
    epochs,
    lagged_outputs,
    memory_updates,
    truncated_outputs,
    truncated_states,
)
from derivations.memory_updates import heard
from derivations.truncated_states import gate, moves
from derivations.truncation import E, W_in, by, cell, j, m, s, v, y, y_in, y_k
from lstm_sym import (
    Entry,
    Given,
    LastTerm,
    LossForward,
    Recursion,
    T,
    TangentStep,
    at_most,
    builtin,
    equal,
    t,
    total,
)
from tests.few import few


def met(rule, claim):
    """Whether every obligation of a rule is met."""
    return all(o.met is True for o in rule.obligations(claim))


def changed(claim, change):
    """The claim with another right side."""
    return equal(claim.lhs, change(claim.rhs))


def shifted(e):
    return e.xreplace({t: t - 1})


def transposed(e):
    return e.replace(
        lambda x: isinstance(x, Entry) and x.of == E, lambda x: Entry(E, *reversed(x.at))
    )


CHANGES = {
    "doubled": lambda e: 2 * e,
    "negated": lambda e: -e,
    "late": shifted,
}
ADDED = [moves["added"][k] for k in ("in", "c")]
UNROLLED = [moves["unrolled"][k] for k in ("in", "c")]
PAGES = (truncated_states, truncated_outputs, lagged_outputs, memory_updates)
FORWARD = [
    step
    for page in PAGES
    for step in page.derivation.steps
    if isinstance(step.by, TangentStep | Recursion | LossForward) and step.claim.rhs != 0
]


@pytest.mark.parametrize("step", few(FORWARD, 12), ids=lambda step: step.label)
def test_a_truth_passes_and_its_mutants_do_not(step):
    assert met(step.by, step.claim)
    for name, change in CHANGES.items():
        mutant = changed(step.claim, change)
        assert mutant == step.claim or not met(step.by, mutant), name


@pytest.mark.parametrize("step", ADDED, ids=lambda step: step.label)
def test_what_is_added_needs_the_truncated_network(step):
    assert not met(TangentStep(builtin("hs97")), step.claim)


def test_a_delta_is_not_summed_away_outside_of_its_range():
    claim = moves["own"]["in"].claim
    wrong = equal(claim.lhs, claim.rhs.xreplace({KroneckerDelta(j, gate): 1}))
    assert not met(TangentStep(cell), wrong)


def test_a_product_of_the_two_deltas_is_refused():
    claim = moves["printed"]["in"].claim
    product = claim.rhs.xreplace({Entry(E, v, gate): Entry(E, v, gate) * KroneckerDelta(v, 1)})
    assert met(moves["printed"]["in"].by, claim)
    assert not met(moves["printed"]["in"].by, equal(claim.lhs, product))


@pytest.mark.parametrize("step", UNROLLED, ids=lambda step: step.label)
def test_a_recursion_needs_its_start_and_all_its_terms(step):
    short = step.claim.rhs.xreplace({t: t - 1})
    assert not met(step.by, equal(step.claim.lhs, short))
    assert not met(step.by, equal(step.claim.lhs, step.claim.rhs + Entry(E, v, gate)))


def test_given_is_what_a_run_starts_from():
    weight = Entry(W_in, gate, m)
    assert met(Given(cell), equal(total(s(0), weight), 0))
    assert met(Given(cell), equal(total(y(0), weight), 0))
    assert not met(Given(cell), equal(total(s(1), weight), 0))
    assert not met(Given(cell), equal(total(s(t), weight), 0))
    assert not met(Given(cell), equal(total(y_in(0), weight), 0))
    assert not met(Given(cell), equal(total(s(0), weight), Entry(E, v, gate)))


def test_the_loss_is_heard_through_the_outputs_at_the_end_alone():
    claim = heard["in"].claim
    early = equal(claim.lhs, claim.rhs.xreplace({T: T - 1}))
    other = equal(claim.lhs, claim.rhs.xreplace({y_k.loss(T): y_k.target(T)}))
    assert met(LossForward(cell), claim)
    assert not met(LossForward(cell), early)
    assert not met(LossForward(cell), other)
    assert not met(LossForward(cell), equal(Entry(by(s, "in"), v), 0))


@pytest.mark.parametrize("p", epochs.HEARD)
def test_the_loss_may_be_heard_at_all_times(p):
    claim = epochs.step_by_step[p].claim
    one_less = equal(claim.lhs, epochs.up_to(p, T - 1))
    later = equal(claim.lhs, epochs.up_to(p, T).xreplace({Integer(1): Integer(2)}))
    assert met(LossForward(epochs.network, always=True), claim)
    for wrong in (one_less, later, equal(claim.lhs, epochs.at_step(p, T))):
        assert not met(LossForward(epochs.network, always=True), wrong)
    assert not met(LossForward(epochs.network), claim)
    end = equal(Entry(epochs.y.bar(T), epochs.u), Entry(epochs.y.loss(T), epochs.u))
    assert not met(LossForward(epochs.network, always=True), end)


def test_a_sum_loses_its_last_term_and_no_other():
    claim = epochs.derivation["one-more-W"].claim
    assert met(LastTerm(), claim)
    assert not met(LastTerm(), equal(claim.lhs, epochs.up_to("W", t - 1)))
    early = epochs.up_to("W", t - 1) + epochs.at_step("W", t - 1)
    assert not met(LastTerm(), equal(claim.lhs, early))
    assert not met(LastTerm(), at_most(claim.lhs, claim.rhs))
