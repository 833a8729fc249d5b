"""Error flow in numbers: the product is the total derivative, and what cutting paths leaves."""

from itertools import product
from math import log10

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_sym
from lstm_sym.calculus.terms import blocks
from lstm_sym.cells import builtin, names
from lstm_sym.checks.horizon import HALF, TRUNCATED, Cut, flow, half_truth, lags, marks
from lstm_sym.checks.jacobians import StateJacobians
from lstm_sym.checks.network import Network
from lstm_sym.checks.survey import called, carousel, survey
from lstm_sym.checks.trajectory import Draw, Trajectory, run, trajectory
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Response, total
from lstm_sym.lower.numpy import Env
from tests.few import few
from tests.strategies import close, examples, networks

STEPS = 6
LSTM = builtin("lstm").explicit()


def drawn(cell: Cell, steps: int = STEPS, size: int = 3) -> Trajectory:
    return trajectory(cell, steps, Draw(size=size, gain=2.0))


def as_network(made: Trajectory) -> Network:
    """The same run, by the code that knows the complex step."""
    given = {
        (s.name, k): made.signals[s.name][made.lead + k]
        for s in (*made.cell.inputs, *made.cell.carried)
        for k in range(1 - made.lead, len(made.signals[s.name]) - made.lead)
        if not 1 <= k <= made.steps or s in made.cell.inputs
    }
    return Network(made.cell, made.symbols, made.constants, given, {}, made.steps)


def as_trajectory(network: Network) -> Trajectory:
    """The same run, its signals as arrays over time."""
    lead = max(network.cell.lags.values())
    signals = {
        name: np.zeros((lead + network.steps + 1, width)) for name, width in network.width.items()
    }
    for (name, k), v in network.given.items():
        signals[name][lead + k] = v
    return run(
        Trajectory(network.cell, network.symbols, network.constants, signals, lead, network.steps)
    )


def multiplied(jacobians: StateJacobians, last: int) -> np.ndarray:
    out = np.eye(jacobians.layout.size)
    for J in jacobians.between(1, last):
        out = J @ out
    return out


def agrees(made: Trajectory) -> None:
    """The product of the Jacobians is the total derivative, for every block and several lags."""
    for way in {made.cell.way(u.name) for u in made.cell.carried}:
        _agrees(made, way)


def _agrees(made: Trajectory, way: int) -> None:
    """From the first time on, all paths; from a later one, those from the states of that time."""
    network, jacobians = as_network(made), StateJacobians(made, way)
    states = [u for u in made.cell.carried if made.cell.way(u.name) == way]
    for q, u, v in product((1, 2, STEPS), states, states):
        start, end = (0, q) if way > 0 else (made.steps + 1, made.steps + 1 - q)
        env = Env({**made.symbols, t: end}, made.constants)
        true = network.response(total(u(t), v(start)), env)
        held = network.response(Response(u(t), v(start), "states"), env)
        assert close(true, held, 1e-12)
        rows, columns = (jacobians.layout.places[name, 1] for name in (u.name, v.name))
        found, most = (
            multiplied(jacobians, q)[rows, columns],
            np.abs(multiplied(jacobians, q)).max(),
        )
        assert np.all(np.abs(found - true) <= 1e-12 * most), (q, u, v)


@pytest.mark.parametrize("name", few(names(), 12))
def test_a_product_of_jacobians_is_the_total_derivative(name: str):
    agrees(drawn(builtin(name).explicit()))


@examples(15)
@given(networks())
def test_from_the_states_of_a_later_time_only_their_own_paths_count(network: Network):
    jacobians = StateJacobians(as_trajectory(network))
    for u, v in product(network.cell.carried, network.cell.carried):
        env = Env({**network.symbols, t: 5}, network.constants)
        found = network.response(Response(u(t), v(2), "states"), env)
        out = np.eye(jacobians.layout.size)
        for J in jacobians.between(3, 5):
            out = J @ out
        rows, columns = (jacobians.layout.places[name, 1] for name in (u.name, v.name))
        assert np.all(np.abs(out[rows, columns] - found) <= 1e-12 * max(1.0, np.abs(out).max()))


@examples(15)
@given(networks())
def test_so_it_is_for_any_cell(network: Network):
    agrees(as_trajectory(network))


@examples(15)
@given(networks(), st.integers(1, 7))
def test_the_terms_of_a_run_add_up_to_its_jacobian(network: Network, time: int):
    jacobians = StateJacobians(as_trajectory(network))
    J = jacobians.between(time, time)[0]
    for block in blocks(network.cell):
        rows = jacobians.layout.places[block.of.name, 1]
        columns = jacobians.layout.rows(block.wrt)
        parts = [jacobians.along(term, time, time)[0] for term in block.terms]
        assert close(sum(parts, np.zeros(J[rows, columns].shape)), J[rows, columns], 1e-12)


@pytest.mark.parametrize("norm", ["2", "inf"])
def test_norms_are_those_of_the_product(norm: str):
    jacobians = StateJacobians(drawn(LSTM))
    found = flow(jacobians, STEPS, norm, ("c", "c"), ())
    for (u, v), norms in found.norms.items():
        rows, columns = (jacobians.layout.places[name, 1] for name in (u, v))
        for q, x in zip(found.lags, norms, strict=True):
            part = multiplied(jacobians, q)[rows, columns]
            assert x == pytest.approx(log10(np.linalg.norm(part, float(norm))), abs=1e-12)


def enumerated(made: Trajectory, q: int, i: int, j: int) -> float:
    """The sum over all paths from unit j to unit i of q steps: one product for each path."""
    steps = StateJacobians(made).between(1, q)
    size = steps.shape[-1]
    return sum(
        np.prod([steps[m][walk[m + 1], walk[m]] for m in range(q)])
        for inner in product(range(size), repeat=q - 1)
        for walk in [(j, *inner, i)]
    )


@pytest.mark.parametrize("q", [1, 2, 3])
def test_paths_through_units_add_up_to_the_product(q: int):
    made = drawn(LSTM, q, size=2)
    whole = multiplied(StateJacobians(made), q)
    for i, j in product(range(4), repeat=2):
        assert enumerated(made, q, i, j) == pytest.approx(whole[i, j], abs=1e-14)


def cut_by_hand(made: Trajectory, q: int, gone: tuple) -> np.ndarray:
    jacobians, out = StateJacobians(made), np.eye(StateJacobians(made).layout.size)
    for k in range(1, q + 1):
        J = jacobians.between(k, k)[0].copy()
        for term in gone:
            rows = jacobians.layout.places[term.of.name, 1]
            J[rows, jacobians.layout.rows(term.wrt)] -= jacobians.along(term, k, k)[0]
        out = J @ out
    return out


def test_what_is_lost_without_a_path():
    made, found = drawn(LSTM), blocks(LSTM)
    jacobians = StateJacobians(made)
    half = half_truth(found, "c")
    assert half is not None
    cuts = [Cut(called(x), (x,)) for b in found for x in b.terms] + [half]
    measured = flow(jacobians, STEPS, "2", ("c", "c"), cuts)
    c = jacobians.layout.places["c", 1]
    for cut, (k, q) in product(cuts, enumerate(marks(STEPS))):
        whole = multiplied(jacobians, q)[c, c]
        left = cut_by_hand(made, q, cut.dropped)[c, c]
        lost = np.linalg.norm(whole - left, 2) / np.linalg.norm(whole, 2)
        assert measured.lost[cut.name][k] == pytest.approx(lost, abs=1e-12)


def test_the_half_truth_is_the_product_of_the_forget_gates():
    made = drawn(LSTM)
    seen = survey(LSTM, STEPS, draw=Draw(size=3, gain=2.0), samples=1)
    kept = seen.kept(HALF)
    assert kept is not None
    for q, x in zip(seen.lags, kept[0], strict=True):
        gates = made.signals["f"][made.lead + 1 : made.lead + q + 1]
        assert x == pytest.approx(log10(gates.prod(axis=0).max()), abs=1e-12)


def test_truncated_the_error_flows_in_the_carousel_alone():
    seen = survey(LSTM, STEPS, draw=Draw(size=3, gain=2.0), samples=2)
    assert np.allclose(seen.kept(HALF), seen.kept(TRUNCATED), atol=1e-12)
    rnn = survey(builtin("rnn").explicit(), STEPS, samples=1)
    assert rnn.kept(HALF) is None
    assert np.all(np.isneginf(rnn.kept(TRUNCATED)))


def test_nothing_underflows():
    squash = lstm_sym.cell("h[t] = tanh(W @ h[t-1] + x[t])/1000").explicit()
    seen = survey(squash, 300, draw=Draw(size=4), samples=1)
    last = seen.norms("h", "h")[0, -1]
    assert -2000 < last < -900


def test_the_watched_state_is_the_first_that_goes_straight_to_itself():
    assert carousel(LSTM, blocks(LSTM)) == "c"
    rnn = builtin("rnn").explicit()
    assert carousel(rnn, blocks(rnn)) == "h"


def test_a_run_that_leaves_floating_point_is_told():
    wild = lstm_sym.cell("h[t] = exp(h[t-1]) + x[t]").explicit()
    with pytest.raises(OverflowError, match="time"):
        trajectory(wild, 20, Draw())


def test_the_same_draw_gives_the_same_numbers():
    one, other = (survey(LSTM, 20, draw=Draw(size=4), samples=2) for _ in range(2))
    assert np.array_equal(one.norms("c", "h"), other.norms("c", "h"))
    assert not np.array_equal(one.norms("c", "h")[0], one.norms("c", "h")[1])


def test_lags_end_with_the_horizon():
    for horizon in (1, 2, 7, 64, 65, 1000, 1234):
        assert set(marks(horizon)) <= set(lags(horizon))
        assert lags(horizon)[0] == 1
        assert lags(horizon)[-1] == marks(horizon)[-1] == horizon
        assert len(lags(horizon)) < 90
