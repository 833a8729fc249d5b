"""Errors, gradients and state Jacobians of cells are what the complex step of the run says."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr

from lstm_sym.calculus.adjoint import adjoint, gradient
from lstm_sym.calculus.flow import equation_jacobian, state_jacobian, step_jacobian
from lstm_sym.calculus.outputs import with_outputs
from lstm_sym.cells import builtin, names
from lstm_sym.checks.backward import Reader, gradients
from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network
from lstm_sym.checks.sampling import distance
from lstm_sym.checks.shaken import Compared
from lstm_sym.language.activations import (
    ACTIVATIONS,
    Elementwise,
    Slope,
    exponential,
    relu,
    sigma,
    tanh,
)
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Diag, Dot, Matrix, immediate, step
from lstm_sym.language.shapes import shape
from lstm_sym.language.symbols import count, instant, number
from lstm_sym.language.vectors import Signal, Vector, vectors
from lstm_sym.lower.numpy import Env, value
from tests.few import few
from tests.strategies import ALPHA, M, N, cells, close, examples, networks

h, x, c = Signal("h", N), Signal("x", M), Signal("c", N)
W, V, b = Matrix("W", N, N), Matrix("V", N, M), Vector("b", N)


def run(cell: Cell, seed: int = 0) -> Network:
    return network(cell, np.random.default_rng(seed))


def agrees(drawn: Network) -> bool:
    """Whether every error and every gradient is that of the complex step, to 1e-12 or rounding."""
    found = Compared(drawn)
    told = [*map(found.agree_at, drawn.errors), *map(found.agree, drawn.gradients)]
    return False not in told


def at(drawn: Network, time: int) -> Env:
    """What every name stands for in a run at a time."""
    reader = Reader(drawn, drawn.errors)
    return Env({**drawn.symbols, t: time}, drawn.constants, reader, drawn.response)


@examples(30)
@given(networks())
def test_the_adjoint_is_the_complex_step(drawn: Network):
    assert agrees(drawn)


@examples(15)
@given(networks())
def test_the_adjoint_is_so_with_every_net_named(drawn: Network):
    cell = drawn.cell.explicit()
    assert agrees(
        Network(cell, drawn.symbols, drawn.constants, drawn.given, drawn.targets, drawn.steps)
    )


@pytest.mark.parametrize("name", few(names(), 9))
@pytest.mark.parametrize("explicit", [False, True])
def test_the_adjoint_of_a_built_in_cell_is_the_complex_step(name: str, explicit: bool):
    cell = builtin(name)
    drawn = run(cell.explicit() if explicit else cell)
    assert agrees(drawn)
    assert all(distance(v, drawn.gradients[p]) <= 1e-12 for p, v in gradients(drawn).items())


HIDDEN = W @ h(t - 1) + V @ x(t) + b
PLACE, MINE = Vector("place", N), Vector("a_h", N)
SINGLE: dict[str, Mapping[Vector, Expr]] = {
    **{
        name: {h(t): f(HIDDEN)}
        for name, f in ACTIVATIONS.items()
        if name not in ("inv", "relu", "exp")
    },
    "exp": {h(t): exponential(-sigma(HIDDEN))},
    "inv": {h(t): ACTIVATIONS["inv"](3 + sigma(HIDDEN))},
    "one matrix twice": {h(t): tanh(W @ tanh(W @ h(t - 1)) + W.T @ h(t - 2))},
    "product of products": {h(t): (W @ h(t - 1)) * sigma(V @ x(t)) * tanh(W.T @ h(t - 1))},
    "power": {h(t): tanh(W @ h(t - 1)) ** 3 + b**2 * sigma(h(t - 1)) ** 2},
    "number": {h(t): ALPHA**2 * tanh(ALPHA * h(t - 1)) + number("beta")},
    "error on a carried input": {h(t): tanh(W @ h(t - 1) + V @ x(t - 1) + V @ x(t - 3))},
    "long lag": {h(t): tanh(W @ h(t - 3)) + sigma(h(t - 4))},
    "place": {h(t): tanh(PLACE * (W @ h(t - 1)))},
    "one less": {h(t): Dot(W, 1 - h(t - 1))},
    "number in a product": {h(t): tanh(W @ (ALPHA + h(t - 1)))},
    "residual": {h(t): W @ (V @ x(t) + W @ h(t - 1)) / 8 + W @ h(t - 1)},
}


@pytest.mark.parametrize(
    "equations",
    [
        *(pytest.param(equations, id=what) for what, equations in SINGLE.items()),
        pytest.param({h(t): relu(HIDDEN)}, id="relu"),
    ],
)
def test_the_adjoint_of_a_cell_is_the_complex_step(equations: Mapping[Vector, Expr]):
    assert agrees(run(Cell("single", equations)))


@examples(15)
@given(networks(), st.integers(3, 7))
def test_the_state_jacobian_is_the_complex_step(drawn: Network, time: int):
    env = at(drawn, time)
    for (u, v), J in state_jacobian(drawn.cell).items():
        assert shape(J) == (u.dim, v.dim)
        assert close(value(J, env), value(step(u, v), env))


@examples(15)
@given(networks(), st.integers(3, 7))
def test_an_immediate_derivative_is_the_complex_step(drawn: Network, time: int):
    env = at(drawn, time)
    for u, v in drawn.cell.readings:
        J = equation_jacobian(drawn.cell, u, v)
        assert close(value(J, env), value(immediate(u, v), env))


def test_what_lies_outside_of_the_step_is_not_derived():
    plain = Cell("plain", {c(t): tanh(W @ h(t - 1)), h(t): c(t) * sigma(c(t))})
    for of, wrt in ((h(t), h(t)), (h(t), c(t)), (h(t), h(t + 1))):
        with pytest.raises(ValueError, match="one step"):
            step_jacobian(plain, of, wrt)
        with pytest.raises(LookupError):
            value(step(of, wrt), at(run(plain), 4))
    with pytest.raises(ValueError, match="one step"):
        step_jacobian(plain, h(t + 1), h(t))
    with pytest.raises(ValueError, match="equation"):
        equation_jacobian(plain, h(t + 1), h(t))


def moved_calls(cell: Cell) -> list[tuple[Vector, Expr, int]]:
    """Every output of the cell that is one activation, and how far it is moved in time."""
    calls: dict[Expr, Vector] = {}
    for u, e in cell.equations.items():
        if isinstance(e, Elementwise) and not isinstance(e, ACTIVATIONS["hold"]) and e.has(t):
            calls.setdefault(e, u)
    return [(u, e, move) for e, u in calls.items() for move in range(-2, 4)]


def readable(drawn: Network, e: Expr, time: int) -> bool:
    """Whether all that a call reads exists at a time."""
    read = [(v.name, int(v.moment.xreplace({t: time}))) for v in vectors(e) if v.time is not None]
    return all(moment in drawn.trajectory for moment in read)


@examples(25)
@given(networks())
def test_an_output_is_called_by_name_exactly_where_it_surely_exists(drawn: Network):
    cell = drawn.cell.explicit()
    whole = Network(cell, drawn.symbols, drawn.constants, drawn.given, drawn.targets, drawn.steps)
    for u, e, move in moved_calls(cell):
        later = {t: t + move}
        call, name = e.xreplace(later), u.xreplace(later)
        times = [time for time in range(1, whole.steps + 1) if readable(whole, call, time)]
        sure = all(1 <= time + move <= whole.steps for time in times)
        assert with_outputs(cell, call) == (name if sure else call), (u, e, move)
        for time in times if sure else []:
            assert close(value(name, at(whole, time)), value(call, at(whole, time)))


@examples(12)
@given(networks(), st.integers(1, 6))
def test_calling_outputs_by_name_changes_no_number(drawn: Network, time: int):
    cell = drawn.cell.explicit()
    whole = Network(cell, drawn.symbols, drawn.constants, drawn.given, drawn.targets, drawn.steps)
    env = at(whole, time)
    for u, e in cell.equations.items():
        for said in (e, e * e, Slope(tanh(u)), *adjoint(cell).values()):
            assert close(value(with_outputs(cell, said), env), value(said, env))


@pytest.mark.parametrize("move", [-2, -1, 0])
def test_an_output_of_two_lags_is_called_by_name(move: int):
    y = sigma(W @ h(t - 1) + W.T @ h(t - 2))
    later = {t: t + move}
    assert with_outputs(Cell("two lags", {h(t): y}), y.xreplace(later)) == h(t).xreplace(later)


def test_an_output_at_a_symbolic_time_is_called_by_name_where_it_surely_exists():
    q, k = count("q"), instant("k")
    cell = Cell("states", {c(t): tanh(W @ h(t - 1)), h(t): sigma(c(t)) + b * c(t - 1)})
    named, held = (
        Signal("y", N),
        Cell("output", {h(t): W @ h(t - 1), Vector("y", N, t): tanh(h(t))}),
    )
    assert with_outputs(cell, tanh(W @ h(t - q - 1))) == c(t - q)
    assert with_outputs(cell, tanh(W @ h(k - 1))) == tanh(W @ h(k - 1))
    assert with_outputs(held, tanh(h(t - q))) == tanh(h(t - q))
    assert with_outputs(held, tanh(h(t + q))) == named(t + q)


@examples(15)
@given(cells())
def test_what_a_cell_does_not_speak_of_has_no_error(cell: Cell):
    system = adjoint(cell, loss=False)
    for u in cell.computed:
        hears = any(v.name == u.name for _, v in cell.readings)
        assert hears or system[u.bar(cell.time)] == 0
        lost = adjoint(cell)[u.bar(cell.time)] - system[u.bar(cell.time)]
        assert lost == (u.loss(cell.time) if u.name in cell.outputs else 0)
    for p in cell.learnt:
        assert shape(gradient(cell, p)) in (shape(p), ())


def test_holding_cuts_the_error():
    cut = ACTIVATIONS["hold"]
    cell = Cell("cut", {h(t): tanh(W @ cut(h(t - 1)))}, outputs=("h",))
    assert adjoint(cell)[h.bar(t)] == h.loss(t)
    carousel = Cell("carousel", {c(t): c(t - 1) + sigma(V @ x(t)), h(t): exponential(cut(c(t)))})
    assert state_jacobian(carousel)[c(t), c(t - 1)].is_Identity
    assert Diag(1, N).is_Identity
