"""A cell as text: what is read, and the cells of the house."""

import pickle

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Integer, Pow, Rational, Symbol

from lstm_sym.cells import builtin, names
from lstm_sym.language.activations import ACTIVATIONS, activation, sigma, tanh
from lstm_sym.language.cell import CellError, t
from lstm_sym.language.operators import Dot, Matrix
from lstm_sym.language.text import parse
from lstm_sym.language.vectors import Signal, Vector
from lstm_sym.source import Source
from tests.language.reading import LSTM, RNN, fault, h, m, n, right, x

# What is read


def test_the_lstm_is_the_one_of_the_literature():
    cell = builtin("lstm")
    i, f, o, g, c = (Signal(name, n) for name in "ifogc")
    assert [u.name for u in cell.equations] == list("ifogch")
    assert [u.name for u in cell.inputs] == ["x"]
    assert [u.name for u in cell.carried] == ["c", "h"]
    for gate, f_of in ((i, sigma), (f, sigma), (o, sigma), (g, tanh)):
        W, U = Matrix(f"W_{gate.name}", n, m), Matrix(f"U_{gate.name}", n, n)
        net = W @ x(t) + U @ h(t - 1) + Vector(f"b_{gate.name}", n)
        assert cell.equations[gate(t)] == f_of(net)
    assert cell.equations[c(t)] == f(t) * c(t - 1) + i(t) * g(t)
    assert cell.equations[h(t)] == o(t) * tanh(c(t))
    assert cell.source == Source("GSC00", "section 2")
    assert cell.name == "lstm"
    assert cell.outputs == ("h",)
    assert cell.nonzero == ()


@pytest.mark.parametrize("name", names())
def test_every_built_in_cell_says_itself_in_words_and_source(name):
    cell = builtin(name)
    assert builtin(name) is cell
    assert cell.name == name
    assert cell.title
    assert cell.source
    assert cell.text.startswith("#")


@pytest.mark.parametrize("name", names())
def test_what_a_cell_prints_is_read_as_the_same_cell(name):
    cell = builtin(name)
    sizes = [
        f"matrix {q.name}[{q.rows}, {q.cols}]" for q in cell.parameters if isinstance(q, Matrix)
    ]
    sizes += [f"number {q}" for q in cell.parameters if isinstance(q, Symbol)]
    sizes += [f"backward {name}" for name in cell.backward]
    again = parse("\n".join((*sizes, *(f"{u} = {e}" for u, e in cell.equations.items()))))
    assert dict(again.equations) == dict(cell.equations)


def _together(inner):
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(" + ".join),
        several.map(lambda e: "*".join(f"({part})" for part in e)),
        inner.map(lambda e: f"tanh(-({e}))"),
        inner.map(lambda e: f"W @ ({e} + b)"),
        inner.map(lambda e: f"W.T @ ({e} + b)"),
        inner.map(lambda e: f"sigma({e})**3"),
        inner.map(lambda e: f"({e})/4"),
    )


expressions = st.recursive(
    st.sampled_from(["x[t]", "x[t-1]", "h[t-2]", "b", "2", "0.5", "alpha*b"]),
    _together,
    max_leaves=9,
)


@given(expressions)
def test_what_an_expression_prints_is_read_as_the_same_expression(e):
    def cell(e):
        used = {"matrix W[n, n]": "W", "number alpha": "alpha"}
        header = [line for line, name in used.items() if name in str(e)]
        return parse("\n".join((*header, f"h[t] = {e}", "g[t] = h[t]*h[t-1]*b*x[t]")))

    once = cell(e)
    value = once.equations[h(t)]
    assume(not any(isinstance(power.base, Dot) for power in value.atoms(Pow)))
    assert dict(cell(value).equations) == dict(once.equations)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("σ(x[t] ⊙ h[t-1])", "sigma(x[t]*h[t-1])"),
        ("hadamard(x[t], h[t-1])", "x[t]*h[t-1]"),
        ("max(x[t], h[t-1])", "h[t-1] + relu(x[t] - h[t-1])"),
        ("min(x[t], h[t-1])", "x[t] - relu(x[t] - h[t-1])"),
        ("β*h[t-1] + b_α", "beta*h[t-1] + b_alpha"),
        ("λ*h[t-1] + Δ*x[t]", "lambda*h[t-1] + Delta*x[t]"),
        ("W @ h[t-1]*b", "(W @ h[t-1])*b"),
        ("b*W @ h[t-1]", "b*(W @ h[t-1])"),
        ("W @ U @ h[t-1]", "W @ (U @ h[t-1])"),
        ("W @ h[t-1]**2", "W @ (h[t-1]**2)"),
        ("-W @ h[t-1]", "-(W @ h[t-1])"),
        ("W @ -h[t-1]", "-(W @ h[t-1])"),
        ("-h[t-1]**2", "-(h[t-1]**2)"),
        ("(W) @ h[t-1]", "W @ h[t-1]"),
        ("(W.T) @ h[t-1]", "W.T @ h[t-1]"),
        ("1 - x[t] - h[t-1]", "1 - (x[t] + h[t-1])"),
        ("W @ (1 - h[t-1])", "W @ 1 - W @ h[t-1]"),
        ("h[t-1]/2/3", "h[t-1]/6"),
        ("h[ t - 1 ]", "h[t-1]"),
        ("x[t-0] * h[t-1]", "x[t]*h[t-1]"),
        ("tanh(  # a comment, and an open bracket\n  h[t-1]\n)", "tanh(h[t-1])"),
    ],
)
def test_two_ways_to_write_one_thing(text, same):
    assert right(f"h[t] = {text}") == right(f"h[t] = {same}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.9", Rational(9, 10)),
        (".5", Rational(1, 2)),
        ("3.", Integer(3)),
        ("1e-3", Rational(1, 1000)),
        ("2.5e2", Integer(250)),
        ("1/3", Rational(1, 3)),
        ("3" * 40, Integer("3" * 40)),
    ],
)
def test_numbers_are_exact(text, value):
    assert right(f"h[t] = {text}*h[t-1]") == value * h(t - 1)


def test_header_lines_may_stand_anywhere():
    text = f"output g\n{RNN}\ntitle  My  cell # mine\nconstant matrix W\ng[t] = V @ h[t]\n"
    cell = parse(text + "source GSC00 section 2, page 3 [A-1 A-2]", "a/b/mine.cell")
    assert (cell.name, cell.title, cell.outputs) == ("mine", "My cell", ("g",))
    assert cell.source == Source("GSC00", "section 2, page 3", ("A-1", "A-2"))
    assert (
        parse(f"title (1997) - a [recurrent network\n{RNN}").title
        == "(1997) - a [recurrent network"
    )
    assert cell.constants == {"W"}
    assert [q.name for q in cell.learnt] == ["U", "b", "V"]


def test_byte_order_mark_and_crlf_are_read():
    assert parse("\ufeff" + LSTM.replace("\n", "\r\n")).equations == builtin("lstm").equations
    assert fault("\ufeffh[t] = x[t]\r\ng[t] = ?").line == 2


def test_a_function_may_be_declared_between_two_readings():
    text = "h[t] = bent(h[t-1])"
    assert fault(text).what == "unknown function bent"
    activation("bent", lambda z: z, lambda z, y: 1, (0, 1))
    try:
        assert right(text) == ACTIVATIONS["bent"](h(t - 1))
    finally:
        del ACTIVATIONS["bent"]


def test_an_error_survives_pickling():
    first = fault("h[t] = h(t-1)")
    again = pickle.loads(pickle.dumps(first))
    assert str(again) == str(first)
    assert again.column == 8


# The built-in cells


def test_an_unknown_cell_is_answered_with_the_nearest():
    with pytest.raises(CellError, match=r"no built-in cell lstn; did you mean lstm"):
        builtin("lstn")
    with pytest.raises(CellError, match=r"there are .*lstm"):
        builtin("../../secret")
