"""Hypotheses are printed, obeyed by the trials, and needed."""

from dataclasses import replace
from importlib import import_module

import pytest
from sympy import FiniteSet, oo

from derivations import CONTENTS, flow_norms, input_conflict, weak_bound
from lstm_sym import (
    Derivation,
    Estimate,
    Misprint,
    Norm,
    Rearranged,
    Step,
    Vector,
    at_most,
    below,
    check,
    equal,
    magnitude,
    number,
)
from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import status
from lstm_sym.checks.trial import Undrawable, trials
from lstm_sym.lower.latex import Printer
from lstm_sym.render.record import hypotheses, order
from tests.few import few

a, b = number("a"), number("b")
CHAPTERS = ("The trouble with gradients", "The carousel", "The network of 1997")
MODULES = [
    import_module(f"derivations.{name}")
    for title, names in CONTENTS
    for name in names
    if title in CHAPTERS
]
NEEDY = [
    pytest.param(module, step.label, hypothesis, id=f"{module.derivation.label}/{step.label}/{i}")
    for module in MODULES
    for step in module.derivation.steps
    if "given" in getattr(step.by, "__dataclass_fields__", ())
    for i, hypothesis in enumerate(step.by.given)
]


def with_step(derivation, label, **changes):
    """The derivation with one step changed, alone with what it uses."""
    step = replace(derivation[label], **changes)
    return replace(derivation, steps=(*step.by.uses, step))


def words(derivation, step):
    printer = Printer(order(derivation.cell))
    return " ".join(hypotheses(step.claim, derivation, printer, step.given))


def test_many_steps_have_hypotheses_of_their_own():
    assert len({label for _, label, _ in (case.values for case in NEEDY)}) >= 20


@pytest.mark.parametrize(("module", "label", "hypothesis"), few(NEEDY, 12))
def test_without_any_of_its_hypotheses_a_step_is_not_verified(module, label, hypothesis):
    step = module.derivation[label]
    context = Context(module.derivation, many=8)
    assert status(examine(replace(step, printed=None), context)) == "verified"
    rest = tuple(claim for claim in step.by.given if claim != hypothesis)
    bare = replace(step, by=replace(step.by, given=rest), printed=None)
    assert status(examine(bare, context)) in ("refuted", "undecided")


@pytest.mark.parametrize(("module", "label", "hypothesis"), NEEDY)
def test_every_hypothesis_is_printed(module, label, hypothesis):
    derivation, printer = module.derivation, Printer(order(module.derivation.cell))
    said = words(derivation, derivation[label])
    sides = [printer.doprint(side) for side in (hypothesis.lhs, hypothesis.rhs)]
    bare = sides[1].removeprefix(r"\left\lvert ").removesuffix(r" \right\rvert")
    assert all(side in said for side in sides) or rf"{bare} \ne 0" in said


@pytest.mark.parametrize("label", ["weights-norm", "decay", "weak-bound", "sharpest"])
def test_a_hypothesis_is_inherited_and_printed(label):
    step = weak_bound.derivation[label]
    assert weak_bound.bounded in step.given
    assert r"\max" in words(weak_bound.derivation, step)


def test_every_trial_obeys_the_hypotheses():
    context = Context(weak_bound.derivation)
    given = weak_bound.weights_below_four.given
    drawn = context.obeying(given)
    assert len(drawn) == context.many
    assert all(trial.obeys(claim) for trial in drawn for claim in given)
    assert not all(trial.obeys(claim) for trial in context.trials for claim in given)


def test_a_hypothesis_out_of_reach_is_an_error():
    derivation = Derivation("none", "", "", (), forall={a: (0, 1)})
    with pytest.raises(Undrawable, match="obeys"):
        next(trials(derivation, 1, 1, (below(a, 0),)))


def test_a_step_is_not_moved_in_time_away_from_its_hypothesis():
    with pytest.raises(ValueError, match="hypotheses"):
        input_conflict.conflict.at(3)


def test_a_name_for_what_may_be_negative_cannot_be_a_magnitude():
    c = magnitude("c")
    with pytest.raises(ValueError, match="negative"):
        Derivation("bad", "", "", (), forall={a: (0, 1)}, let={c: a - 1})


def test_sets_half_lines_and_vectors_are_drawn():
    n, p, c = weak_bound.n, weak_bound.p, magnitude("c")
    x = Vector("x", n)
    derivation = Derivation(
        "drawn",
        "",
        "",
        (),
        forall={n: (2, 5), p: FiniteSet(1, 2, oo), c: (0, oo), b: (-oo, 0), x: (-oo, oo)},
    )
    drawn = list(trials(derivation, 1, 40))
    assert {trial.symbols[p] for trial in drawn} == {1.0, 2.0, float("inf")}
    assert all(trial.symbols[c] > 0 > trial.symbols[b] for trial in drawn)
    assert all(trial.value(x).shape == (trial.symbols[n],) for trial in drawn)


BROKEN = [
    (
        weak_bound,
        "decay",
        at_most(weak_bound.decay.claim.lhs, weak_bound.tau ** (weak_bound.q + 1)),
    ),
    (
        weak_bound,
        "sharpest",
        at_most(weak_bound.decay.claim.lhs, weak_bound.tau**weak_bound.q / 40),
    ),
    (flow_norms, "matrix-product", equal(flow_norms.flow, flow_norms.product(flow_norms.W.T))),
    (weak_bound, "quarter", at_most(flow_norms.f_max, flow_norms.f_max / 2)),
    (weak_bound, "weights-norm", at_most(Norm(weak_bound.W, oo), weak_bound.w_max)),
    (weak_bound, "attained", equal(weak_bound.attained.claim.lhs, weak_bound.tau**weak_bound.q)),
]


@pytest.mark.parametrize(("module", "label", "claim"), BROKEN)
def test_a_broken_claim_is_not_verified(module, label, claim):
    broken = with_step(module.derivation, label, claim=claim, printed=None)
    broken = replace(broken, builds_on=(*broken.builds_on, module.derivation))
    assert check(broken).verdicts[label] in ("refuted", "undecided")


@pytest.mark.parametrize("label", ["matrix-product", "row-below"])
def test_the_right_formula_is_no_misprint(label):
    step = flow_norms.derivation[label]
    assert step.printed is not None
    right = with_step(
        flow_norms.derivation, label, printed=Misprint(step.printed.erratum, step.claim)
    )
    right = replace(right, builds_on=(*right.builds_on, flow_norms.derivation))
    assert check(right).verdicts[label] == "refuted"


def test_hypotheses_of_used_steps_count():
    small = Step("small", below(a, b), Rearranged(given=(below(2 * a, 2 * b),)))
    large = Step("large", below(a, b), Estimate(uses=(small,)))
    assert large.given == (below(2 * a, 2 * b),)
