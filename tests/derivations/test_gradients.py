"""The chapter on vanishing and exploding gradients: complete, and true by other roads too."""

import importlib
import tomllib
from dataclasses import replace
from pathlib import Path

import mpmath
import numpy as np
import pytest
from sympy import Rational

from derivations import CONTENTS, eigenvalues, half_life, latch_noise, state_bounds, transients
from lstm_sym.checks.checkers import Context, erratum, examine
from lstm_sym.checks.evidence import Verdict, status
from lstm_sym.language.cell import t

FOLDER = Path(__file__).parents[2] / "derivations"
CATALOGUE = tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))
SOURCES = ("PMB13", "BSF94", "X")
WANTED = {entry["id"] for source in SOURCES for entry in CATALOGUE["formulas"][source]}
HOMES = [
    importlib.import_module(f"derivations.{name}").derivation
    for _, modules in CONTENTS
    for name in modules
]
STEPS = [(home, step) for home in HOMES for step in home.steps]
NAMED = [(home, step) for home, step in STEPS if step.source and WANTED & {*step.source.formulas}]
MISPRINTS = [
    (home, step) for home, step in STEPS if step.printed and step.printed.erratum in ("P1", "P2")
]


def name(value):
    return getattr(value, "label", None)


def test_every_formula_is_named():
    assert {i for _, step in NAMED for i in step.source.formulas} & WANTED == WANTED
    assert len(WANTED) == 31


@pytest.mark.parametrize(("home", "step"), MISPRINTS, ids=name)
def test_what_is_printed_wrongly_is_refuted_and_what_is_right_is_no_misprint(home, step):
    context = Context(home)
    assert erratum(step, context).verdict is Verdict.PROVED
    right = replace(step, printed=replace(step.printed, claim=step.claim))
    assert erratum(right, context).verdict is Verdict.REFUTED
    swapped = replace(step, claim=step.printed.claim, printed=None)
    assert status(examine(swapped, context)) == "refuted"


def test_the_counterexample_is_exact_and_doubles_the_flow():
    W, x = np.array([[8.0, 8], [-8, -8]]), np.array([0, np.arctanh(0.5)])
    b = x - W @ np.tanh(x)
    assert np.allclose(W @ np.tanh(x) + b, x)
    J = W @ np.diag(1 - np.tanh(x) ** 2)
    assert np.allclose(np.linalg.matrix_power(J, 6), 2**5 * np.array(eigenvalues.J, float))
    assert np.max(np.abs(np.linalg.eigvals(W))) < 1e-6
    assert eigenvalues.J**2 == 2 * eigenvalues.J


def test_the_transient_has_its_peak_at_nine_and_ends_at_forty_nine():
    A = np.array(transients.W, float)
    norms = [np.linalg.norm(np.linalg.matrix_power(A, q), 2) for q in range(1, 80)]
    assert int(np.argmax(norms)) + 1 == 9
    assert [q + 1 for q, norm in enumerate(norms) if norm > 1][-1] == 48
    for q in (1, 9, 48):
        assert float(transients.closed(q)) == pytest.approx(norms[q - 1], abs=1e-12)


def run(w: float, noise: float, steps: int = 4000) -> float:
    """The end of a latch that starts far up, under a steady input."""
    a = 3.0 * w
    for _ in range(steps):
        a = w * np.tanh(a) + noise
    return a


@pytest.mark.parametrize("w", ["5/4", "3/2", "2", "3"])
def test_the_threshold_is_where_a_latch_gives_way(w: str):
    weight = float(Rational(w))
    threshold = float(latch_noise.closed.xreplace({latch_noise.w: Rational(w)}))
    assert run(weight, -threshold + 1e-4) > 0
    assert run(weight, -threshold - 1e-4) < 0


@pytest.mark.parametrize("w", [weight for weight, _ in latch_noise.DIGITS])
def test_the_digits_of_a_threshold_are_those_of_its_largest_push(w: str):
    with mpmath.workdps(40):
        weight = mpmath.mpf(Rational(w).p) / Rational(w).q
        top = mpmath.findroot(lambda a: weight * (1 - mpmath.tanh(a) ** 2) - 1, 1)
        found = weight * mpmath.tanh(top) - top
        low = mpmath.mpf(dict(latch_noise.DIGITS)[w])
        assert 0 < found - low < mpmath.mpf(10) ** -31


def test_a_gate_at_the_bias_of_its_horizon_keeps_a_third():
    label, value, digits, _ = half_life.NUMBERS[-1]
    gate = 1 / (1 + np.exp(-float(digits)))
    assert label == "bias-1000"
    assert float(value) == pytest.approx(float(digits))
    assert gate**1000 == pytest.approx(np.exp(-1), rel=1e-3)


def test_the_bound_of_the_state_is_attained_by_open_gates():
    F, steps = 0.7, 12
    c = 0.0
    for _ in range(steps):
        c = F * c + 1
    bound = state_bounds.geometric.xreplace({state_bounds.F: Rational(7, 10), t: steps})
    assert float(bound) == pytest.approx(c)


def test_without_its_start_the_counterexample_is_none():
    home = replace(eigenvalues.derivation, starts={})
    found = examine(eigenvalues.flow_doubled, Context(home, many=6))
    assert status(found) == "refuted"
