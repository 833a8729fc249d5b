"""The papers after 1997: every formula of theirs is named, and no broken one is let through."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from sympy import Abs, Max, ZeroMatrix, exp

import derivations
from derivations import (
    antisymmetric_flow,
    block_learning,
    block_shapes,
    copied_gru,
    copied_lstm,
    copied_rnn,
    copied_sru,
    counted_forward,
    delta_rule,
    double_counting,
    epoch_error_flow,
    epochs,
    error_signals,
    exponential_gates,
    forget_gate_errors,
    forget_gate_traces,
    forget_gate_updates,
    full_gradient,
    full_gradient_sums,
    gated_units,
    grid_blocks,
    independent_flow,
    layer_sizes,
    matrix_memory,
    memory_blocks,
    peephole_traces,
    peephole_updates,
    perceptron,
    sensitivities,
    stacked_blocks,
    unitary_flow,
    vanilla_gradient,
    variants,
)
from lstm_sym import (
    AdjointOf,
    Definition,
    OperatorSum,
    Outer,
    Recursion,
    Scaled,
    Supposed,
    T,
    builtin,
    equal,
    exponential,
    t,
    truncated,
)
from lstm_sym.checks.checkers import Context, erratum, sample
from lstm_sym.checks.evidence import Verdict
from tests.few import few

PAGES = (
    forget_gate_traces,
    forget_gate_errors,
    forget_gate_updates,
    peephole_traces,
    peephole_updates,
    full_gradient,
    full_gradient_sums,
    vanilla_gradient,
    exponential_gates,
    matrix_memory,
    layer_sizes,
    delta_rule,
    error_signals,
    epochs,
    sensitivities,
    epoch_error_flow,
    memory_blocks,
    double_counting,
    block_shapes,
    gated_units,
    perceptron,
    block_learning,
    stacked_blocks,
    grid_blocks,
    independent_flow,
    unitary_flow,
    antisymmetric_flow,
    counted_forward,
    copied_rnn,
    copied_lstm,
    copied_gru,
    copied_sru,
    variants,
)
STEPS = [(page.derivation, step) for page in PAGES for step in page.derivation.steps]
NAMED = {name for _, step in STEPS if step.source for name in step.source.formulas}
MISPRINTS = [(home, step) for home, step in STEPS if step.printed is not None]
CATALOGUE = tomllib.loads((Path(derivations.__file__).parent / "catalogue.toml").read_text("utf-8"))
KINDS = {e["id"]: e["kind"] for entries in CATALOGUE["formulas"].values() for e in entries}
NOTHING = {"alike-c", "alike-n"}  # both sides are zero
EQUALITIES = [
    step
    for _, step in STEPS
    if not (
        step.claim.rhs == 0 or isinstance(step.claim.rhs, ZeroMatrix) or step.by == Definition()
    )
    and step.label not in NOTHING
]
NUMBERS = {"GSC00": range(1, 11), "GSS02": range(1, 7), "GS05": [4, *range(6, 13)]}
NUMBERS["GREFF17"] = [
    *(f"v{k}" for k in range(1, 9)),
    *(f"b{k}" for k in range(1, 8)),
    *(f"g{k}" for k in range(1, 7)),
]
NUMBERS["SM19"] = [f"eq{k}" for k in (*range(1, 22), *range(50, 57))] + [
    f"u{k}" for k in (*range(1, 27), *range(31, 38))
]
MODERN = {"XL-s", "XL-m", "PT-count", "PT-init", "INDRNN", "URNN", "ASRNN"}


def proves(rule, claim):
    return all(o.met is True for o in rule.obligations(claim))


def name(value):
    return getattr(value, "label", None)


@pytest.mark.parametrize("paper", NUMBERS)
def test_every_formula_of_the_paper_is_named(paper):
    assert {f"{paper}-{k}" for k in NUMBERS[paper]} <= NAMED


@pytest.mark.parametrize("home", PAGES, ids=lambda page: page.derivation.label)
def test_no_theorem_is_named_by_what_is_only_put_down(home):
    named = [(home.derivation.label, home.derivation.source)]
    named += [
        (step.label, step.source)
        for step in home.derivation.steps
        if isinstance(step.by, Definition | Supposed)
    ]
    for label, source in named:
        kinds = {KINDS[name] for name in source.formulas} if source else set()
        assert kinds <= {"definition"}, label


def test_the_later_recurrences_that_are_more_than_a_cell_are_named():
    assert MODERN <= NAMED


@pytest.mark.parametrize("step", few(EQUALITIES, 60), ids=name)
def test_no_reason_shows_a_claim_that_is_doubled(step):
    assert not proves(step.by, equal(step.claim.lhs, 2 * step.claim.rhs))


@pytest.mark.slow
@pytest.mark.parametrize(("home", "step"), MISPRINTS, ids=name)
def test_the_right_form_is_no_misprint(home, step):
    context = Context(home)
    assert erratum(step, context).verdict is Verdict.PROVED
    right = replace(step, printed=replace(step.printed, claim=step.claim))
    assert erratum(right, context).verdict is Verdict.REFUTED


@pytest.mark.parametrize("at", forget_gate_traces.LEARNT)
def test_a_trace_is_a_part_of_itself_only_by_what_is_put_in(at):
    step = forget_gate_traces.inside[at]
    assert proves(step.by, step.claim)
    assert not proves(step.by, equal(step.claim.lhs, step.claim.lhs / 2))
    part = step.claim.rhs / step.claim.lhs
    assert not proves(step.by, equal(step.claim.lhs, part * (step.claim.lhs + 1)))
    if at[1] != "c":
        bare = Recursion(along=step.by.along, start=step.by.start)
        assert not proves(bare, step.claim)


def test_a_new_state_that_is_seen_hears_errors_unless_it_is_held():
    step = peephole_updates.derivation["back-s"]
    cell = builtin("gss02").explicit()
    assert proves(step.by, step.claim)
    assert not proves(AdjointOf(truncated(cell)), step.claim)
    assert not proves(AdjointOf(cell), step.claim)


@pytest.mark.parametrize(
    ("late", "first", "last"), [(0, 0, T - 1), (1, 0, T), (1, 1, T), (2, 1, T)]
)
def test_what_is_counted_anew_keeps_its_terms_and_their_number(late, first, last):
    step = vanilla_gradient.derivation["gradient-U_i"]
    a, h = vanilla_gradient.a["i"], vanilla_gradient.h
    moved = OperatorSum(lambda s: Outer(a.bar(s + late), h(s)), first, last)
    assert not proves(step.by, equal(step.claim.lhs, moved))
    assert proves(step.by, step.claim)


def test_only_a_positive_factor_that_all_share_leaves_a_maximum():
    d, m, w = matrix_memory.y, matrix_memory.m, matrix_memory.w
    whole = equal(Max(exp(-m) * Abs(d), exp(-m)), exp(-m) * Max(Abs(d), 1))
    assert proves(Scaled(exp(-m)), whole)
    assert not proves(Scaled(w), equal(Max(w * d, w), w * Max(d, 1)))
    assert not proves(Scaled(exp(-m)), equal(Max(exp(-m) * d, 1), exp(-m) * Max(d, 1)))


@pytest.mark.parametrize("label", ["value", "key", "query", "memory"])
def test_what_a_matrix_memory_hears_is_not_what_its_transpose_or_half_of_it_hears(label):
    step = matrix_memory.derivation[f"error-{label}"]
    lhs, rhs = step.claim.lhs, step.claim.rhs
    assert proves(step.by, step.claim)
    assert not proves(step.by, equal(lhs, rhs / 2))
    other = {matrix_memory.e: 2 * matrix_memory.e, matrix_memory.g: -matrix_memory.g}
    assert not proves(step.by, equal(lhs, rhs.xreplace(other)))


def test_states_that_begin_apart_or_grow_otherwise_are_not_one():
    step = exponential_gates.derivation["same-memory"]
    c, c_hat, m = exponential_gates.c, exponential_gates.c_hat, exponential_gates.m
    assert proves(step.by, step.claim)
    assert not proves(step.by, equal(c_hat(t), exponential(m(t)) * c(t)))
    assert not proves(step.by, equal(c_hat(t), exponential(-m(t - 1)) * c(t)))


def test_lengths_are_kept_only_by_weights_that_are_supposed_to():
    page = unitary_flow.derivation
    bare = replace(unitary_flow.keeps, by=Definition())
    for supposed, verdict in ((("U",), "supported"), ((), "refuted")):
        alone = replace(page, steps=(bare,), orthogonal=supposed)
        assert str(sample(bare, Context(alone)).verdict) == verdict
    with pytest.raises(ValueError, match="among the orthogonal matrices"):
        replace(page, orthogonal=())


def test_a_step_along_the_tangent_is_longer_by_the_square_of_what_was_added():
    step = antisymmetric_flow.outwards
    epsilon = antisymmetric_flow.epsilon
    assert proves(step.by, step.claim)
    assert not proves(step.by, step.claim.xreplace({epsilon**2: epsilon}))
    W = antisymmetric_flow.W
    one_way = step.claim.xreplace({W.T: 2 * W.T})
    assert not proves(step.by, one_way)


@pytest.mark.parametrize("k", variants.GONE)
def test_the_error_of_a_variant_is_not_that_of_the_vanilla_lstm(k):
    there = {u.bar for u in variants.side_by_side.equations}
    errors = {variants.own(k, u): variants.own(k, e) for u, e in variants.back.items()}
    same = [
        proves(AdjointOf(variants.side_by_side), equal(u, e))
        for u, e in errors.items()
        if u in there and not u.name.startswith("a_")
    ]
    assert len(same) >= 4
    assert not all(same)
