"""Deep and wide cells: edges for blocks, a sweep for a run of every kick, finite trials."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_sym
from lstm_sym.calculus.flow import is_deep, paths_within_step, state_jacobian
from lstm_sym.cells import builtin, names
from lstm_sym.checks import network as runs
from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import Verdict, status
from lstm_sym.checks.network import Network
from lstm_sym.checks.sampling import tried
from lstm_sym.checks.trial import Exploding, trials
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Response
from lstm_sym.proof.derive import derived
from tests.few import few
from tests.strategies import cells, close, examples, networks

LSTM = builtin("lstm").text.split("\n", 1)[1]


def stacked(layers: int) -> Cell:
    return lstm_sym.cell(f"layers {layers}\n" + LSTM)


@examples(20)
@given(networks())
def test_the_sweep_is_the_kicked_run(drawn: Network):
    assert not drawn.is_wide
    sweep = drawn._swept
    assert all(close(sweep.errors[at], e, 1e-10) for at, e in drawn.errors.items())
    assert all(close(sweep.gradients[p], v, 1e-10) for p, v in drawn.gradients.items())


@pytest.mark.parametrize("name", few(names(), 9))
def test_the_sweep_of_a_built_in_cell(name: str, monkeypatch: pytest.MonkeyPatch):
    (trial,) = trials(derived(builtin(name)), 3, 1)
    assert trial.network is not None
    errors, gradients = trial.network.errors, trial.network.gradients
    monkeypatch.setattr(runs, "WIDEST", 0)
    (wide,) = trials(derived(builtin(name)), 3, 1)
    assert wide.network is not None
    assert wide.network.errors.keys() == errors.keys()
    assert all(close(wide.network.errors[at], e, 1e-10) for at, e in errors.items())
    assert all(close(wide.network.gradients[p], v, 1e-10) for p, v in gradients.items())


def test_the_steps_of_a_stack_grow_as_its_layers():
    many = [len(derived(stacked(k)).steps) for k in (4, 8, 12)]
    assert many[2] - many[1] == many[1] - many[0]
    labels = {step.label.split("-")[0] for step in derived(stacked(4)).steps}
    assert labels == {"forward", "error", "gradient", "edge"}


@pytest.mark.parametrize("layers", few([4, 12], 1))
def test_a_deep_stack_is_verified(layers: int):
    derivation = derived(stacked(layers))
    context = Context(derivation, many=2)
    last = [step for step in derivation.steps if str(layers) in step.label or "b_f" in step.label]
    assert len(last) > 40
    for one in last:
        assert status(examine(one, context)) in ("verified", "assumed"), one.label


def test_a_wrong_edge_is_refuted_and_not_proved():
    from dataclasses import replace

    derivation = derived(stacked(4))
    edge = next(step for step in derivation.steps if step.label.startswith("edge-c"))
    wrong = replace(edge, claim=replace(edge.claim, rhs=2 * edge.claim.rhs))
    found = {e.checker: e.verdict for e in examine(wrong, Context(derivation, many=2))}
    assert found["by_components"] is Verdict.UNDECIDED
    assert found["sample"] is Verdict.REFUTED


@examples(25)
@given(cells())
def test_paths_within_a_step_reach_what_a_response_reaches(cell: Cell):
    cell = cell.explicit()
    if is_deep(cell):
        return
    for (u, v), J in state_jacobian(cell).items():
        assert bool(paths_within_step(cell, v).get(u, 0)) or J.is_ZeroMatrix


@examples(15)
@given(st.integers(0, 99))
def test_no_trial_overflows(seed: int):
    cell = lstm_sym.cell("h[t] = U @ (h[t-1]*h[t-1]*h[t-1]) + 9*x[t]")
    (trial,) = trials(derived(cell), seed, 1)
    assert trial.network is not None
    assert all(np.all(np.isfinite(v)) for v in trial.network.trajectory.values())


def test_what_always_explodes_is_undecided():
    derivation = derived(lstm_sym.cell("h[t] = exp(h[t-1]) + x[t]"))
    with pytest.raises(Exploding):
        list(trials(derivation, 0, 1))
    for one in derivation.steps:
        assert status(examine(one, Context(derivation))) == "undecided"


def test_claims_are_tried_at_the_first_and_at_the_last_time():
    """A claim that fails at the end only, and one that fails at the beginning only."""
    cell = builtin("rnn").explicit()
    derivation = derived(cell)
    drawn = list(trials(derivation, 11, 3))
    claim = next(step.claim for step in derivation.steps if step.label == "jacobian-h-h")
    assert isinstance(claim.lhs, Response)
    first, last = drawn[0].window(claim)
    assert first == 1
    seen = []
    for trial in drawn:
        keep = trial.sides
        trial.sides = lambda claim, time=None, keep=keep, trial=trial: (  # type: ignore[method-assign]
            seen.append(trial.symbols[t] if time is None else time),
            keep(claim, time),
        )[1]
    tried(claim, drawn)
    assert seen[0] == 1
    assert seen[1] == drawn[1].window(claim)[1] == drawn[1].network.steps  # type: ignore[union-attr]
    assert last == drawn[0].network.steps  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "z[t] = sigma(W @ x[t] + U @ h[t-1])\nh[t] = tanh(V @ (1 - z[t]))",
        "number alpha\nh[t] = tanh(V @ x[t] + R @ alpha + U @ h[t-1])",
        "h[t] = tanh(V @ x[t] + R.T @ (2 - h[t-1]))",
        "h[t] = tanh(W @ x[t] + U @ h[t-1])\ng[t] = tanh(h[t-1])\nk[t] = tanh(h[t])",
    ],
)
def test_a_matrix_may_stand_before_a_number_and_two_equations_name_one_activation(text: str):
    derivation = derived(lstm_sym.cell(text))
    context = Context(derivation)
    found = {one.label: status(examine(one, context)) for one in derivation.steps}
    assert set(found.values()) <= {"verified", "assumed"}, found
