"""Every step of every derivation and built-in cell holds, and no small change of it does."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cache

import pytest
from sympy import Add, Integer, MatAdd, Rational

from derivations import CONTENTS
from lstm_sym.calculus.normal import vanishes
from lstm_sym.cells import builtin, names
from lstm_sym.checks.checkers import Context, examine, sample
from lstm_sym.checks.evidence import Verdict, status
from lstm_sym.checks.sampling import Agreement, tried
from lstm_sym.language.operators import Norm
from lstm_sym.language.shapes import shape
from lstm_sym.proof.derive import derived
from lstm_sym.proof.step import Claim, Derivation, Step, at_most
from tests.strategies import mutants

MODULES = [module for _, modules in CONTENTS for module in modules]
FEW, MORE = 8, 60
CELLS = ("rnn", "lstm", "gru-cho")
CORE = ("slopes", "rnn_bptt", "error_flow", "norm_bound", "forget_gates")
SLOW = [pytest.mark.slow]


@cache
def context(name: str) -> Context:
    """The trials of a derivation, by its module, or of what is derived of a built-in cell."""
    if name in MODULES:
        derivation: Derivation = importlib.import_module(f"derivations.{name}").derivation
    else:
        derivation = derived(builtin(name))
    return Context(derivation, many=FEW)


STEPS = [
    pytest.param(name, step, id=f"{name}/{step.label}", marks=marks)
    for name in (*MODULES, *names())
    for marks in [[] if name in (*MODULES, *CELLS) else SLOW]
    for step in context(name).derivation.steps
]


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_every_step_is_verified_or_assumed(name: str, step: Step):
    found = examine(step, context(name))
    assert status(found) in ("verified", "assumed"), found
    assert found[0].checker


def in_its_place(step: Step, claim: Claim) -> Step:
    """The step with another claim; its reason, so its hypotheses too, stay."""
    return replace(step, claim=claim, printed=None, measure="")


def in_numbers(step: Step, claim: Claim, trials: Context) -> Verdict:
    """What the trials that obey the hypotheses of a step say of another claim in its place."""
    found = sample(in_its_place(step, claim), trials)
    assert found is not None
    return found.verdict


def verdict(step: Step, claim: Claim, name: str) -> str:
    """The status of a claim in the place of a step's own; numbers first, since they are quick."""
    if in_numbers(step, claim, context(name)) is Verdict.REFUTED:
        return "refuted"
    return status(examine(in_its_place(step, claim), context(name)))


def is_true(step: Step, mutant: Claim, name: str) -> bool:
    """Whether a mutant says the same as the claim, or else holds in many trials of its own times.

    It is asked of mutants alone that the reason itself proves, so that proof and numbers agree.
    """
    if says_the_same(mutant, step.claim):
        return True
    whole, other = context(name).derivation, in_its_place(step, mutant)
    own = replace(whole, steps=(other,), builds_on=(whole, *whole.builds_on))
    return in_numbers(step, mutant, Context(own, many=MORE, seed=1)) is Verdict.SUPPORTED


def says_the_same(mutant: Claim, claim: Claim) -> bool:
    """Whether the sides are equal one by one or, of an equation, their differences up to sign."""
    sides = ((mutant.lhs, claim.lhs), (mutant.rhs, claim.rhs))
    if any(shape(new) != shape(old) for new, old in sides):
        return False
    new, old = ((MatAdd if len(shape(c.lhs)) == 2 else Add)(c.lhs, -c.rhs) for c in (mutant, claim))
    if claim.relation == "=" and (vanishes(new + old) or vanishes(new - old)):
        return True
    return all(vanishes(new - old) for new, old in sides)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        pytest.param(*case.values, id=case.id, marks=[] if case.values[0] in CORE else SLOW)
        for case in STEPS
    ],
)
def test_no_small_change_of_a_step_survives(name: str, step: Step):
    found = list(mutants(step.claim))
    assert found
    survivors = [
        (word, mutant)
        for word, mutant in found
        if verdict(step, mutant, name) in ("verified", "assumed")
        and not is_true(step, mutant, name)
    ]
    assert survivors == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("slopes", "logistic-bound"),
        ("norm_bound", "product-bound"),
        ("norm_bound", "flow-bound"),
    ],
)
def test_a_fifth_for_a_quarter_is_refuted(name: str, label: str):
    step = context(name).derivation[label]
    quarter = {Rational(1, 4): Rational(1, 5)}
    worse = Claim(step.claim.lhs, step.claim.relation, step.claim.rhs.xreplace(quarter))
    assert worse != step.claim
    found = examine(Step(label, worse, step.by), Context(context(name).derivation))
    assert status(found) == "refuted"
    assert {e.checker: e.verdict for e in found}["replay"] is Verdict.UNDECIDED


def test_a_bound_may_be_looser_but_not_tighter():
    step = context("norm_bound").derivation["product-bound"]
    norm = next(iter(step.claim.rhs.atoms(Norm)))
    for factor in (Rational(1, 10), Rational(24, 100)):
        tighter = at_most(step.claim.lhs, step.claim.rhs.xreplace({norm: 4 * factor * norm}))
        assert status(examine(Step("s", tighter, step.by), context("norm_bound"))) != "verified"
    looser = at_most(step.claim.lhs, step.claim.rhs.xreplace({norm: Integer(2) * norm}))
    assert isinstance(tried(looser, context("norm_bound").trials), Agreement)


def test_every_derivation_has_a_place_and_a_text():
    derivations = [context(name).derivation for name in MODULES]
    assert len({d.label for d in derivations}) == len(derivations)
    for module, derivation in zip(MODULES, derivations, strict=True):
        assert derivation.label == module.replace("_", "-")
        assert derivation.about.strip().endswith(".")
        assert derivation.title
        assert all(step.text for step in derivation.steps)
        known = {step.label for home in (derivation, *derivation.builds_on) for step in home.steps}
        used = {step.label for step in derivation.steps for step in step.by.uses}
        assert used <= known
