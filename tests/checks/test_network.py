"""A run on numbers: kicks are derivatives, trials come again, and errors flow as derived."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import oo

from lstm_sym.calculus.adjoint import T, adjoint
from lstm_sym.cells import builtin, names
from lstm_sym.checks.backward import Reader, backward, gradients
from lstm_sym.checks.checkers import Context
from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network, OutOfTime
from lstm_sym.checks.trial import Trial, Undrawable, trials
from lstm_sym.language.activations import sigma, tanh
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Matrix, immediate, step, total
from lstm_sym.language.symbols import count, number, size, units
from lstm_sym.language.vectors import BAR, Signal, Vector
from lstm_sym.lower.numpy import Env, value
from lstm_sym.proof.derive import derived
from lstm_sym.proof.rules import Algebra
from lstm_sym.proof.step import Derivation, Step, equal
from tests.few import few
from tests.strategies import Array, cells, close, examples, networks

STEP = 1e-6
n = size("n")
h, c, W = Signal("h", n), Signal("c", n), Matrix("W", n, n)
rnn = Cell("rnn", {h(t): tanh(W @ h(t - 1))})


def moved(drawn: Network, name: str, by: Array) -> Network:
    """The same network with one parameter moved."""
    symbols, constants = dict(drawn.symbols), dict(drawn.constants)
    if name in constants:
        constants[name] = constants[name] + by
    else:
        symbols = {s: v + by if s.name == name else v for s, v in symbols.items()}
    return Network(drawn.cell, symbols, constants, drawn.given, drawn.targets, drawn.steps)


SMOOTH = networks().filter(lambda drawn: "hold" not in str(drawn.cell.equations))


@examples(15)
@given(SMOOTH, st.integers(0, 9))
def test_the_complex_step_is_the_slope_of_the_loss(drawn: Network, seed: int):
    rng = np.random.default_rng(seed)
    for p in drawn.cell.learnt:
        way = rng.standard_normal(np.shape(drawn.gradients[p.name]))
        up, down = (moved(drawn, p.name, sign * STEP * way) for sign in (1, -1))
        slope = (up.loss(up.trajectory) - down.loss(down.trajectory)) / (2 * STEP)
        scale = 1 + drawn.loss(drawn.trajectory) + np.abs(slope)
        assert abs(slope - np.sum(way * drawn.gradients[p.name])) <= 1e-5 * scale


@examples(15)
@given(SMOOTH)
def test_an_error_is_the_slope_of_the_loss_by_a_kick(drawn: Network):
    for at, error in list(drawn.errors.items())[::3]:
        kick = STEP * np.ones(drawn.width[at[0]])
        slope = (drawn.loss(drawn.run({at: kick}, {})) - drawn.loss(drawn.run({at: -kick}, {}))) / (
            2 * STEP
        )
        scale = 1 + drawn.loss(drawn.trajectory) + abs(slope)
        assert abs(slope - error.sum()) <= 1e-5 * scale


@examples(20)
@given(networks())
def test_the_derived_errors_are_those_of_the_run(drawn: Network):
    errors = backward(drawn)
    assert errors.keys() == drawn.errors.keys()
    assert all(close(errors[at], drawn.errors[at], 1e-10) for at in errors)


@examples(20)
@given(networks(), st.data())
def test_backward_from_a_source_is_the_transposed_response(drawn: Network, data: st.DataObject):
    """d u_bar(s) / d v_bar(r) = (d v(r) / d u(s))^T: errors flow as influence does."""
    name = data.draw(st.sampled_from([s.name for s in drawn.cell.computed]))
    source = (name, drawn.steps - 1)
    flow = backward(drawn, source=source)
    env = Env({**drawn.symbols}, drawn.constants)
    of = drawn.cell.signal(name)(source[1])
    for s in drawn.cell.carried:
        earlier = source[1] - 2
        forward = drawn.response(total(of, s(earlier)), env)
        assert close(flow[s.name, earlier] + 0 * forward, forward, 1e-9)


@pytest.mark.parametrize("name", few(names(), 12))
def test_a_wrong_adjoint_is_seen(name: str):
    cell = builtin(name).explicit()
    drawn = network(cell, np.random.default_rng(7))
    system = adjoint(cell)
    for head, e in system.items():
        name = head.name.removesuffix(BAR)
        if not any(np.abs(v).max() > 1e-12 for (u, _), v in drawn.errors.items() if u == name):
            assert (cell.name, name) == ("slstm-stabilised", "m")
            continue
        worse = backward(drawn, equations={**system, head: 1.001 * e})
        same = all(close(worse[at], drawn.errors[at], 1e-10) for at in worse)
        assert not same
    # In the loop of a network errors of 1e4 meet gradients of 1e-5.
    assert all(close(v, drawn.gradients[p], 1e-7) for p, v in gradients(drawn).items())


@examples(20)
@given(cells())
def test_trials_come_again_for_a_seed(cell: Cell):
    derivation = derived(cell)
    once, again, other = (list(trials(derivation, seed, 3)) for seed in (5, 5, 6))
    assert [trial.symbols for trial in once] == [trial.symbols for trial in again]
    for one, two, three in zip(once, again, other, strict=True):
        assert one.network is not None
        assert two.network is not None
        assert three.network is not None
        assert one.network.given.keys() == two.network.given.keys()
        assert all(np.array_equal(v, two.network.given[at]) for at, v in one.network.given.items())
        assert all(
            np.array_equal(v, two.network.constants[p]) for p, v in one.network.constants.items()
        )
        (at, v), *_ = one.network.given.items()
        assert not np.array_equal(v, three.network.given.get(at))


def test_the_number_of_trials_does_not_change_them():
    derivation = derived(rnn)
    few, many = Context(derivation, many=2).trials, Context(derivation, many=5).trials
    assert [trial.symbols for trial in few] == [trial.symbols for trial in many[:2]]


u, v = units("u v")
q, z = count("q"), number("z")


@examples(20)
@given(st.integers(0, 1000))
def test_symbols_are_drawn_from_their_ranges(seed: int):
    ranges = {q: (1, oo), u: (1, n), v: (2, n), z: (-1, 1), number("w"): (0, oo)}
    derivation = Derivation("d", "", "", derived(rnn).steps, rnn, ranges)
    drawn = Trial(derivation, np.random.default_rng(seed)).symbols
    assert drawn[q] >= 1
    assert 1 <= drawn[u] <= drawn[n]
    assert 2 <= drawn[v] <= drawn[n]
    assert -1 <= drawn[z] <= 1
    assert drawn[number("w")] >= 0
    assert 1 <= drawn[t] <= drawn[T]


def test_an_empty_range_cannot_be_drawn():
    derivation = Derivation("d", "", "", (), rnn, {u: (n + 1, n)})
    with pytest.raises(Undrawable):
        Trial(derivation, np.random.default_rng(0))


def test_every_size_is_drawn_and_no_two_are_alike():
    cell = builtin("lstm").explicit()
    for seed in range(20):
        drawn = network(cell, np.random.default_rng(seed))
        found = [drawn.symbols[s] for s in cell.sizes]
        assert len(set(found)) == len(found)
        assert min(found) >= 2


def test_what_lies_outside_of_the_run_is_out_of_time():
    drawn = network(rnn, np.random.default_rng(0))
    reader = Reader(drawn, drawn.errors)
    assert np.all(reader("h_bar", drawn.steps + 1) == 0)
    for name, time in (("h", -1), ("h_bar", 0), ("h_bar", -3), ("nobody", 1)):
        with pytest.raises(OutOfTime):
            reader(name, time)


@pytest.mark.parametrize("way", [total, step, immediate])
def test_a_response_is_the_slope_of_what_it_holds(way):
    cell = Cell("gated", {c(t): tanh(W @ h(t - 1)) + c(t - 1), h(t): c(t) * sigma(h(t - 1))})
    drawn = network(cell, np.random.default_rng(1))
    env = Env(drawn.symbols, drawn.constants)
    at = 4
    R = drawn.response(way(h(at), h(at - 1)), env)
    kick = np.zeros((drawn.width["h"], drawn.width["h"])) + STEP * np.eye(drawn.width["h"])
    before = {**drawn.trajectory}
    slopes = []
    for sign in (1, -1):
        known = {**before, ("h", at - 1): before["h", at - 1] + sign * kick}
        here = Env(
            {**drawn.symbols, t: at}, drawn.constants, lambda *moment, known=known: known[moment]
        )
        for w, e in cell.equations.items():
            if way is not immediate or w.name == "h":
                known[w.name, at] = value(e, here)
        slopes.append(known["h", at])
    assert close(R, ((slopes[0] - slopes[1]) / (2 * STEP)).T, 1e-6)


def test_a_large_net_input_has_a_gradient():
    b = Vector("b", n)
    cell = Cell("large", {h(t): 30 * h(t - 1), c(t): sigma(-(h(t) ** 2)) * b}, outputs=("c",))
    drawn = network(cell, np.random.default_rng(2))
    assert all(np.all(np.isfinite(v)) for v in drawn.gradients.values())


def test_a_claim_about_nothing_is_tried_without_a_network():
    derivation = Derivation("d", "", "", (Step("s", equal(z, z), Algebra()),), None, {z: (0, 1)})
    assert all(trial.network is None for trial in Context(derivation, many=3).trials)
