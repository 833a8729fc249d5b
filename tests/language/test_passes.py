"""Signals that run backward: a mirror in time changes nothing but the times."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr

from lstm_sym.cells import builtin
from lstm_sym.checks.backward import backward, gradients
from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network
from lstm_sym.language.cell import Cell, CellError, t
from lstm_sym.language.passes import passes
from lstm_sym.language.text import TextError, parse
from lstm_sym.language.vectors import vectors
from tests.strategies import cells, close, examples, networks

MIXED = """
backward b
f[t] = tanh(W @ x[t] + U @ f[t-1])
b[t] = tanh(W @ x[t] + V @ f[t] + U @ b[t+1])
c[t] = sigma(V @ b[t-1] + U @ c[t-1] + b[t+2])
"""


def mirrored(cell: Cell) -> Cell:
    """The cell with every lag turned about: it runs backward."""

    def turned(e: Expr) -> Expr:
        timed = [v for v in vectors(e) if v.time is not None]
        return e.xreplace({v: type(v)(v.name, v.dim, 2 * t - v.moment) for v in timed})

    equations = {u: turned(e) for u, e in cell.equations.items()}
    return Cell("mirror", equations, outputs=cell.outputs, backward=frozenset(cell_names(cell)))


def cell_names(cell: Cell) -> list[str]:
    return [u.name for u in cell.computed]


def in_the_mirror(net: Network) -> Network:
    def turned(found):
        return {(name, net.steps + 1 - time): v for (name, time), v in found.items()}

    cell = mirrored(net.cell)
    given, targets = turned(net.given), turned(net.targets)
    return Network(cell, net.symbols, net.constants, given, targets, net.steps)


@examples(15)
@given(networks())
def test_a_run_in_the_mirror_is_the_mirrored_run(net: Network):
    other = in_the_mirror(net)
    for (name, time), v in net.trajectory.items():
        assert np.array_equal(other.trajectory[name, net.steps + 1 - time], v)
    here, there = backward(net), backward(other)
    for (name, time), e in here.items():
        assert close(there[name, net.steps + 1 - time], e, 1e-12)
    for name, found in gradients(net).items():
        assert close(gradients(other)[name], found, 1e-12)


@examples(10)
@given(st.sampled_from([builtin("rnn-bidirectional"), parse(MIXED)]), st.integers(0, 99))
def test_the_derived_gradients_of_both_ways_are_the_complex_step(cell: Cell, seed: int):
    net = network(cell.explicit(), np.random.default_rng(seed))
    for name, found in gradients(net).items():
        assert close(found, net.gradients[name], 1e-7)
    for at, found in backward(net).items():
        assert close(found, net.errors[at], 1e-7)


def test_a_pass_waits_for_what_it_reads():
    cell = parse(MIXED)
    assert [[u.name for u in heads] for heads in cell.passes] == [["f"], ["b"], ["c"]]
    assert [time for time, _ in cell.schedule(2)] == [1, 2, 2, 1, 1, 2]
    assert cell.leads == {"x": 0, "f": 0, "b": 2, "c": 0}
    assert {s.name for s in cell.carried} == {"f", "b", "c"}


@examples(30)
@given(cells())
def test_what_runs_forward_is_one_pass(cell: Cell):
    assert cell.passes == (tuple(cell.equations),)
    assert not cell.backward
    assert not any(cell.leads.values())


def test_what_shares_a_cycle_with_what_runs_backward_runs_backward():
    cell = parse("backward h\na[t] = U @ h[t+1] + x[t]\nh[t] = tanh(a[t])\ny[t] = sigma(h[t])")
    assert cell.backward == {"a", "h"}


@examples(60)
@given(st.data())
def test_every_reading_is_known_when_its_turn_comes(data: st.DataObject):
    heads = list("abcd")
    back = data.draw(st.sets(st.sampled_from(heads), min_size=1))
    pair = st.tuples(st.sampled_from(heads), st.sampled_from(heads), st.integers(-2, 2))
    order = {head: i for i, head in enumerate(heads)}
    readings = [r for r in data.draw(st.lists(pair)) if r[2] or order[r[1]] < order[r[0]]]
    try:
        found = passes(heads, readings, back)
    except ValueError:
        return
    assert sorted(name for names in found for name in names) == heads
    known: set[tuple[str, int]] = set()
    for names in found:
        assert len({name in back for name in names}) == 1
        times = range(6) if names[0] not in back else range(5, -1, -1)
        for time in times:
            for name in names:
                needed = [(v, time - lag) for u, v, lag in readings if u == name]
                assert {at for at in needed if 0 <= at[1] < 6} <= known
                known.add((name, time))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("h[t] = tanh(U @ h[t+1])", "h[t + 1] lies in the future of h[t]"),
        ("backward h\nh[t] = tanh(U @ h[t+1] + U @ h[t-1])", "is not known yet to h[t]"),
        ("backward k\nh[t] = tanh(U @ h[t-1])", "backward k is not computed by any equation"),
        ("backward h h\nh[t] = tanh(U @ h[t+1])", "backward h is named twice"),
    ],
)
def test_a_fault_of_direction_is_told(text: str, says: str):
    with pytest.raises(TextError) as fault:
        parse(text)
    assert says in str(fault.value)
    assert fault.value.line


def test_two_that_wait_for_each_other_are_refused():
    f, b = builtin("rnn-bidirectional")["f b"]
    with pytest.raises(CellError, match=r"wait for each other|future|not known yet"):
        Cell("knot", {f(t): b(t - 1) + f(t - 1), b(t): f(t) + b(t + 1)}, backward=frozenset("b"))


def test_two_directions_are_two_cells_over_one_sequence():
    cell = parse("directions 2\nlayers 2\na[t] = W @ x[t] + U @ h[t-1] + b\nh[t] = tanh(a[t])")
    by_hand = parse(
        """
        output h_2 h_2_back
        backward h_1_back h_2_back
        a_1[t] = W_1 @ x[t] + U_1 @ h_1[t-1] + b_1
        h_1[t] = tanh(a_1[t])
        a_1_back[t] = W_1_back @ x[t] + U_1_back @ h_1_back[t+1] + b_1_back
        h_1_back[t] = tanh(a_1_back[t])
        a_2[t] = W_2 @ h_1[t] + W_2_from_back @ h_1_back[t] + U_2 @ h_2[t-1] + b_2
        h_2[t] = tanh(a_2[t])
        a_2_back[t] = (W_2_back @ h_1[t] + W_2_back_from_back @ h_1_back[t]
                       + U_2_back @ h_2_back[t+1] + b_2_back)
        h_2_back[t] = tanh(a_2_back[t])
        vector h_1[n] h_1_back[n] h_2[n] h_2_back[n]
        """
    )
    assert dict(cell.equations) == dict(by_hand.equations)
    assert cell.backward == by_hand.backward
    assert cell.outputs == ("h_2", "h_2_back")
    assert [heads[0].name for heads in cell.passes] == ["a_1", "a_1_back", "a_2"]


def test_an_input_outside_of_a_matrix_has_no_second_direction():
    with pytest.raises(TextError, match="stands elsewhere than under a matrix"):
        parse("layers 2\ndirections 2\nh[t] = h[t-1] + x[t]")
    assert parse("directions 2\nh[t] = h[t-1] + x[t]").outputs == ("h", "h_back")
