"""The bound of the error flow is above it, in every norm, at every lag, for every cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_sym
from lstm_sym.cells import builtin, names
from lstm_sym.checks.bounding import bounds
from lstm_sym.checks.horizon import flow
from lstm_sym.checks.jacobians import StateJacobians
from lstm_sym.checks.survey import survey
from lstm_sym.checks.trajectory import Draw, trajectory
from lstm_sym.language.cell import Cell
from tests.checks.test_horizon import as_trajectory
from tests.few import few
from tests.strategies import examples, networks

STEPS = 8


def below(run, norm: str) -> None:
    for way in {run.cell.way(u.name) for u in run.cell.carried}:
        jacobians = StateJacobians(run, way)
        state = next(iter(jacobians.layout.places))[0]
        found = flow(jacobians, run.steps, norm, (state, state), ())
        most = bounds(run, run.steps, norm, way)
        assert most.keys() == found.norms.keys()
        for pair, powers in found.norms.items():
            assert np.all(np.array(powers) <= np.array(most[pair]) + 1e-9), pair


@pytest.mark.parametrize("norm", ["2", "inf"])
@pytest.mark.parametrize("name", few(names(), 7))
def test_the_error_flow_of_a_built_in_cell_is_below_its_bound(name: str, norm: str):
    for gain in (0.3, 2.0):
        below(trajectory(builtin(name).explicit(), STEPS, Draw(size=3, gain=gain)), norm)


@examples(15)
@given(networks(), st.sampled_from(["2", "inf"]))
def test_so_is_that_of_any_cell(network, norm: str):
    below(as_trajectory(network), norm)


def test_the_bound_of_logistic_units_is_the_power_of_a_quarter():
    cell = builtin("rnn-logistic").explicit()
    run = trajectory(cell, STEPS, Draw(size=4))
    size = np.linalg.norm(run.constants["W"], 2) / 4
    most = bounds(run, STEPS, "2", 1)["h", "h"]
    assert most == pytest.approx([q * np.log10(size) for q in range(1, STEPS + 1)])


def test_too_many_paths_have_no_bound():
    text = "layers 7\ng[t] = sigma(W @ x[t] + U @ h[t-1])\nh[t] = g[t]*tanh(V @ x[t])\n"
    deep: Cell = lstm_sym.cell(text).explicit()
    run = trajectory(deep, 3, Draw(size=2))
    assert bounds(run, 3, "2", 1) == {}
    assert survey(deep, 3, draw=Draw(size=2), samples=1).bound("h_1", "h_1") is None
