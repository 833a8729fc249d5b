"""A cell as text: sizes, divisors and layers are inferred."""

import pytest
from sympy import Integer

from lstm_sym.cells import builtin
from lstm_sym.language.activations import inv
from lstm_sym.language.cell import CellError, t
from lstm_sym.language.operators import Matrix
from lstm_sym.language.stack import stack
from lstm_sym.language.symbols import number, size
from lstm_sym.language.text import parse
from lstm_sym.language.vectors import Signal, Vector
from tests.language.reading import LSTM, RNN, b, fault, h, m, n, p, right, x

# Sizes


def test_sizes_of_unusual_cells():
    two_lags = parse("h[t] = tanh(A @ h[t-1] + B @ h[t-2] + W @ x[t])")
    assert two_lags.lags == {"h": 2, "x": 0}
    assert two_lags.sizes == (n, m)
    three = parse(
        "a[t] = a[t-1] + W @ x[t]\nb[t] = U @ b[t-1] + a[t]\nc[t] = tanh(V @ c[t-1] + R @ b[t])"
    )
    assert [s.dim for s in three.carried] == [n, n, p]
    tied = parse("h[t] = tanh(W @ x[t] + h[t-1])\ny[t] = W.T @ h[t]\nq[t] = y[t] - x[t]")
    assert tied.signal("y").dim == m
    assert tied.parameter("W").shape == (n, m)
    shared = parse("h[t] = b*h[t-1] + W @ x[t]\nc[t] = b + W @ tanh(x[t])")
    assert shared.parameter("b").dim == n
    assert len(shared.parameters) == 2


def test_the_projected_lstm_has_three_sizes():
    cell = parse(LSTM.replace("h[t] = o[t]", "h[t] = P @ (o[t]").replace("(c[t])", "(c[t]))"))
    assert cell.signal("c").dim == n
    assert cell.signal("h").dim == p
    assert cell.parameter("P").shape == (p, n)
    assert cell.parameter("U_i").shape == (n, p)


@pytest.mark.parametrize(
    ("text", "dims"),
    [
        ("h[t] = h[t-1]*x[t]", {"h": n, "x": n}),
        (f"vector x[5]\n{RNN}", {"h": n, "x": Integer(5)}),
        (f"matrix W[k, 3]\n{RNN}", {"h": size("k"), "x": Integer(3)}),
        (f"vector x[n]\n{RNN}", {"h": p, "x": n}),
        ("h[t] = h[t-1] + W @ n[t]", {"h": p, "n": m}),
        ("matrix U[n, n]\nh[t] = U @ x[t] + U @ h[t-1]", {"h": n, "x": n}),
        ("vector x[q] h[q]\nh[t] = U @ x[t] + U @ h[t-1]", {"h": size("q"), "x": size("q")}),
        ("e[t] = E @ x[t]\nh[t] = U @ e[t] + U @ h[t-1]", {"h": n, "x": m, "e": n}),
        ("h[t] = W @ x[t] + W @ y[t] + h[t-1]", {"x": m, "y": m}),
        ("h[t] = x[t]*h[t-1]\nc[t] = U @ h[t] + U @ c[t-1]", {"h": n, "x": n, "c": n}),
        ("h[t] = 0.5*h[t-1]\nz[t] = 1", {"h": n, "z": p}),
    ],
)
def test_sizes_are_inferred(text, dims):
    cell = parse(text)
    assert {name: cell.signal(name).dim for name in dims} == dims


def test_a_number_broadcasts():
    alpha = number("alpha")
    text = "number alpha\nh[t] = alpha*(B @ x[t]) + (1 - alpha)*h[t-1] + alpha"
    B = Matrix("B", n, m)
    assert right(text) == alpha * (B @ x(t)) + (1 - alpha) * h(t - 1) + alpha


# Divisors


@pytest.mark.parametrize(
    ("divisor", "nonzero"),
    [
        ("(f[t] + i[t])", False),
        ("(1 - f[t])", False),
        ("(f[t]*i[t])", False),
        ("(1 + x[t]**2)", False),
        ("(2 + tanh(x[t]))", False),
        ("(tanh(x[t]) - 1)", False),
        ("exp(x[t])", False),
        ("(softplus(x[t]) + relu(x[t]))", False),
        ("inv(f[t])", False),
        ("(f[t]**2 + 1/i[t])", False),
        ("relu(x[t])", True),
        ("(f[t] - i[t])", True),
        ("x[t]", True),
        ("b", True),
        ("(x[t]*f[t])", True),
        ("(f[t-1] + i[t])", True),
        ("(1 + tanh(x[t])**2 - f[t])", False),
        ("(1 + x[t]**3)", True),
        ("(W @ f[t])", True),
        ("(g[t] + 1)", True),
    ],
)
def test_the_sign_of_a_divisor_is_seen_or_stated(divisor, nonzero):
    gates = "f[t] = sigma(x[t])\ni[t] = sigma(x[t] + h[t-1])\ng[t] = f[t]*i[t]\n"
    cell = parse(f"{gates}h[t] = h[t-1]/{divisor}")
    assert len(cell.nonzero) == nonzero
    same = parse(f"{gates}h[t] = h[t-1]*inv({divisor})")
    assert same.equations == cell.equations
    assert same.nonzero == cell.nonzero


def test_division_is_exact_by_numbers_and_elementwise_by_vectors():
    assert right("h[t] = h[t-1]/4 + 2/x[t]") == h(t - 1) / 4 + 2 * inv(Signal("x", n)(t))
    assert parse("h[t] = h[t-1]/b + x[t]/b").nonzero == (b,)
    assert parse("number alpha\nh[t] = h[t-1]/alpha").nonzero == (number("alpha"),)


# Layers


def test_two_layers_are_what_one_would_write_by_hand():
    by_hand = """
        a_1[t] = W_1 @ x[t] + U_1 @ h_1[t-1] + b_1
        h_1[t] = tanh(a_1[t])
        a_2[t] = W_2 @ h_1[t] + U_2 @ h_2[t-1] + b_2
        h_2[t] = tanh(a_2[t])
        matrix W_2[n, n]
        """
    for cell in (builtin("rnn-stacked"), stack(builtin("rnn"), 2)):
        assert dict(cell.equations) == dict(parse(by_hand).equations)
        assert cell.outputs == ("h_2",)
        assert cell.inputs == (x,)
        assert cell.title == "Recurrent network, stacked in 2 layers"
    assert stack(builtin("rnn"), 1) is builtin("rnn")


def test_layers_keep_lags_constants_numbers_and_divisors():
    text = "constant number alpha\nmatrix W[n, 5]\nlayers 3\n"
    cell = parse(f"{text}h[t] = alpha*(W @ x[t-1])*5 + h[t-1]/b")
    alpha, h_2 = number("alpha_3"), Signal("h_2", n)
    last = Matrix("W_3", n, n) @ h_2(t - 1) * alpha * 5
    assert cell.equations[Signal("h_3", n)(t)] == last + Signal("h_3", n)(t - 1) * inv(
        Vector("b_3", n)
    )
    assert cell.constants == {"alpha_1", "alpha_2", "alpha_3"}
    assert cell.parameter("W_1").shape == (n, Integer(5))
    assert cell.nonzero == tuple(Vector(f"b_{k}", n) for k in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("h[t] = h[t-1] + x[t] + y[t]", "layers want one input"),
        ("h[t] = tanh(h[t-1])", "layers want one input"),
        ("output h c\nh[t] = x[t]\nc[t] = c[t-1] + h[t]", "layers want one output"),
        ("h[t] = h[t-1] + h_1[t]", "the input h_1 has the name"),
    ],
)
def test_layers_want_one_input_and_one_output(text, part):
    with pytest.raises(CellError, match=part):
        stack(parse(text), 2)
    found = fault(f"layers 2\n{text}")
    assert part in str(found)
    assert (found.line, found.column) == (1, 1)
    with pytest.raises(CellError):
        stack(builtin("rnn"), 0)
