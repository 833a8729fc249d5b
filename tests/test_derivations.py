"""Every step of every derivation and built-in cell holds, and no small change of it does."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import pytest
from sympy import Integer, Rational

from derivations import CONTENTS
from lstm_sym.cells import builtin, names
from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import Verdict, status
from lstm_sym.checks.sampling import Agreement, tried
from lstm_sym.language.operators import Norm
from lstm_sym.mistakes.score import claims_score
from lstm_sym.proof.derive import derived
from lstm_sym.proof.step import Claim, Derivation, Step, at_most

MODULES = [module for _, modules in CONTENTS for module in modules]
FEW = 8
CORE = ("slopes", "rnn_bptt", "error_flow", "norm_bound", "forget_gates")


@cache
def context(name: str) -> Context:
    """The trials of a derivation, by its module, or of what is derived of a built-in cell."""
    if name in MODULES:
        derivation: Derivation = importlib.import_module(f"derivations.{name}").derivation
    else:
        derivation = derived(builtin(name))
    return Context(derivation, many=FEW)


def test_every_step_is_verified_or_assumed(kept: list[dict[str, Any]]):
    states = {step["id"]: step["status"] for record in kept for step in record["steps"]}
    assert {name for name, state in states.items() if state not in ("verified", "assumed")} == set()
    checked = {step["id"] for record in kept for step in record["steps"] if step["evidence"]}
    assert checked == states.keys()
    labels = {record["label"] for record in kept}
    assert labels == {*names(), *(context(name).derivation.label for name in MODULES)}


def test_a_record_is_what_the_checkers_find_now(kept: list[dict[str, Any]]):
    slopes = next(record for record in kept if record["label"] == "slopes")
    for step, shown in zip(context("slopes").derivation.steps, slopes["steps"], strict=True):
        found = examine(step, Context(context("slopes").derivation))
        assert [(e.checker, str(e.verdict)) for e in found] == [
            (e["checker"], e["verdict"]) for e in shown["evidence"]
        ]


@pytest.mark.parametrize(
    "name",
    CORE,
)
def test_no_small_change_of_a_step_survives(name: str):
    """Numbers or the proof refuse it, or both show that it is true; no definition is taken so."""
    found = claims_score(context(name).derivation, every=True)
    assert found.survivors == []
    assert found.assumed == 0
    assert found.refuted > found.proved


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
