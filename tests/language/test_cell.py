"""Cells: what cannot be computed is refused in words, and naming the nets changes no number."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from sympy import Expr, Symbol

from lstm_sym.cells import builtin, names
from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network
from lstm_sym.language.activations import Elementwise, tanh
from lstm_sym.language.cell import Cell, CellError, t
from lstm_sym.language.operators import Dot, Matrix, Norm, Outer
from lstm_sym.language.stack import stack
from lstm_sym.language.symbols import number
from lstm_sym.language.vectors import Entry, Signal, Total, Vector, vectors
from tests.strategies import M, N, U, cells, close, examples, networks

h, c, x, W = Signal("h", N), Signal("c", N), Signal("x", M), Matrix("W", N, N)
V, b = Matrix("V", N, M), Vector("b", N)
RECURRENT = tanh(W @ h(t - 1))

FAULTS: dict[str, tuple[Mapping[Vector, Expr], str]] = {
    "nothing": ({}, "no equation"),
    "future": ({h(t): tanh(h(t + 1))}, r"h\[t \+ 1\] lies in the future of h\[t\]"),
    "future input": ({h(t): RECURRENT + V @ x(t + 1)}, "future"),
    "fixed time": ({h(t): RECURRENT + h(Symbol("s", integer=True))}, "a time is t or t minus"),
    "half a step": ({h(t): RECURRENT + h(t / 2)}, "a time is t or t minus"),
    "itself": ({h(t): tanh(h(t)) + h(t - 1)}, r"cycle within one step: h\[t\] -> h\[t\]"),
    "cycle": ({h(t): c(t) + h(t - 1), c(t): h(t)}, r"cycle .*h\[t\] -> c\[t\] -> h\[t\]"),
    "order": ({h(t): c(t) + h(t - 1), c(t): b * Vector("y", N, t)}, "before it is computed"),
    "no recurrence": ({h(t): tanh(V @ x(t) + b)}, "no recurrence.*read h"),
    "lagged input alone": ({h(t): tanh(V @ x(t - 1))}, "no recurrence"),
    "size of an equation": ({h(t): h(t - 1) * 0 + V.T @ h(t - 1)}, "has size n"),
    "two sizes of a vector": ({h(t): RECURRENT + W @ Vector("x", N, t), c(t): V @ x(t)}, "x has"),
    "two sizes of a matrix": ({h(t): RECURRENT + Matrix("W", N, M) @ x(t)}, "W has size"),
    "matrix and vector": ({h(t): RECURRENT * Vector("W", N)}, "W is a vector and a matrix"),
    "sum of sizes": ({h(t): RECURRENT + x(t)}, "differ"),
    "barred signal": ({Vector("h_bar", N, t): Vector("h_bar", N, t - 1)}, "h_bar is taken"),
    "barred parameter": ({h(t): RECURRENT * Vector("b_bar", N)}, "b_bar is taken"),
    "barred matrix": ({h(t): Matrix("W_bar", N, N) @ h(t - 1)}, "W_bar is taken"),
    "lost input": ({h(t): RECURRENT + Vector("x_loss", N, t)}, "x_loss is taken"),
    "barred input": ({h(t): RECURRENT + Vector("x_bar", N, t)}, "x_bar is taken"),
    "barred number": ({h(t): number("alpha_bar") * h(t - 1)}, "alpha_bar is taken"),
    "one name twice": ({h(t): number("b") * h(t - 1) + b}, "b is a vector and a number"),
    "size and number": ({h(t): number("n") * h(t - 1)}, "n is a size and a number"),
    "signal and vector": ({h(t): h(t - 1) * Vector("h", N)}, "h is a signal and a vector"),
    "signal and matrix": ({h(t): Matrix("h", N, N) @ h(t - 1)}, "h is a signal and a matrix"),
    "head at t-1": ({h(t - 1): tanh(h(t - 2))}, r"equation is of a signal at time t; write h\[t\]"),
    "head without time": ({b: b * h(t - 1), h(t): b * h(t - 1)}, "equation is of a signal"),
    "total": ({h(t): Total(tanh(h(t - 1)) * b) * b}, "made of the entries"),
    "outer product": ({h(t): Outer(b, b) @ tanh(h(t - 1))}, "made of the entries"),
    "entry": ({h(t): Entry(tanh(h(t - 1)), U) * b}, "made of the entries"),
    "norm": ({h(t): h(t - 1) / Norm(W)}, "made of the entries"),
    "outer product within": ({h(t): (Outer(b, b) * W) @ h(t - 1)}, "made of the entries"),
}
CASES = [pytest.param(*fault, id=what) for what, fault in FAULTS.items()]


@pytest.mark.parametrize(("equations", "words"), CASES)
def test_what_cannot_be_computed_is_refused_in_words(equations: Mapping[Vector, Expr], words: str):
    with pytest.raises(CellError, match=words):
        Cell("faulty", equations)


def test_an_output_must_be_computed():
    with pytest.raises(CellError, match="output y"):
        Cell("faulty", {h(t): RECURRENT}, outputs=("y",))


def test_the_same_words_say_where_the_fault_is():
    for equations, _ in (FAULTS["future"], FAULTS["cycle"], FAULTS["order"]):
        with pytest.raises(CellError) as fault:
            Cell("faulty", equations)
        assert fault.value.equation == h(t)
        assert fault.value.mend


@examples(60)
@given(cells())
def test_what_a_cell_says_of_itself_is_what_its_equations_read(cell: Cell):
    own = {u.name for u in cell.equations}
    read = {
        (v.name, int(t - v.moment)) for e in cell.equations.values() for v in vectors(e) if v.time
    }
    assert {s.name for s in cell.carried} == {name for name, lag in read if lag and name in own}
    assert {s.name for s in cell.inputs} == {name for name, _ in read if name not in own}
    assert all(
        cell.lags[name] == max(lag for other, lag in read if other == name) for name in cell.lags
    )
    named = {p.name for p in cell.parameters}
    assert named == {
        part.name
        for e in cell.equations.values()
        for part in (*e.atoms(Matrix, Vector), *e.free_symbols)
        if not getattr(part, "time", None) and not getattr(part, "is_integer", None)
    }
    assert all(cell.speaking[name] for name in named)


def renamed(drawn: Network, cell: Cell) -> Network:
    """The same numbers for another cell."""
    return Network(cell, drawn.symbols, drawn.constants, drawn.given, drawn.targets, drawn.steps)


@examples(60)
@given(networks())
def test_naming_the_nets_changes_no_number(drawn: Network):
    whole = drawn.cell.explicit()
    run = renamed(drawn, whole).trajectory
    assert all(close(run[at], v) for at, v in drawn.trajectory.items())
    for u, e in whole.equations.items():
        for y in e.atoms(Elementwise):
            assert not y.args[0].has(Dot), (u, y)
    assert whole.explicit().equations == whole.equations
    assert whole.parameters == drawn.cell.parameters
    assert whole.outputs == drawn.cell.outputs


def test_nets_get_names_that_are_free():
    a, net = Signal("a_h", N), Signal("net_h", N)
    cell = Cell("taken", {a(t): h(t - 1), net(t): a(t), h(t): tanh(W @ net(t))}).explicit()
    assert [u.name for u in cell.equations] == ["a_h", "net_h", "net_of_h", "h"]


@pytest.mark.parametrize("name", ["rnn", "lstm"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_stacked_layers_run_as_one_after_the_other(name: str, layers: int):
    cell = builtin(name)
    whole = network(stack(cell, layers), np.random.default_rng(layers))
    below = {time: whole.trajectory["x", time] for time in range(1, whole.steps + 1)}
    for level in range(1, layers + 1):
        mark = f"_{level}" if layers > 1 else ""
        given = {("x", time): v for time, v in below.items()}
        given |= {(s.name, 0): whole.given[s.name + mark, 0] for s in cell.carried}
        constants = {p.name: whole.constants[p.name + mark] for p in cell.parameters}
        (rows, cols) = constants["W" if name == "rnn" else "W_i"].shape
        sizes = {cell.signal("h").dim: rows, cell.signal("x").dim: cols}
        alone = Network(cell, sizes, constants, given, {}, whole.steps)
        for (at, time), v in alone.trajectory.items():
            if at != "x":
                assert close(v, whole.trajectory[at + mark, time])
        below = {time: alone.trajectory["h", time] for time in below}


@pytest.mark.parametrize("name", names())
def test_a_built_in_cell_is_found_by_its_parts(name: str):
    cell = builtin(name)
    for s in (*cell.computed, *cell.inputs):
        assert cell.signal(s.name) == s
        assert cell[s.name] == (s,)
    for p in cell.parameters:
        assert cell.parameter(p.name) == p
        assert cell[p.name] == (p,)


@examples(20)
@given(cells())
def test_constants_are_not_learnt(cell: Cell):
    first, *others = cell.parameters
    fixed = Cell("fixed", cell.equations, constants=frozenset({first.name}))
    assert fixed.learnt == tuple(others)
    assert fixed.parameters == cell.parameters


def test_a_network_without_time_must_say_so():
    equations = {h(t): tanh(V @ x(t) + b)}
    with pytest.raises(CellError, match="no recurrence"):
        Cell("still", equations)
    assert not Cell("still", equations, timeless=True).carried
