"""A cell as text: what is read, what is inferred, and where every fault is shown."""

import pickle

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Integer, Pow, Rational, Symbol

from lstm_sym.cells import builtin, names
from lstm_sym.language.activations import ACTIVATIONS, activation, inv, sigma, tanh
from lstm_sym.language.cell import Cell, CellError, t
from lstm_sym.language.operators import Dot, Matrix
from lstm_sym.language.stack import stack
from lstm_sym.language.symbols import number, size
from lstm_sym.language.text import TextError, load, parse
from lstm_sym.language.vectors import Signal, Vector
from lstm_sym.source import Source

n, m, p = map(size, "nmp")
h, x = Signal("h", n), Signal("x", m)
RNN = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
LSTM = builtin("lstm").text
b = Vector("b", n)


def right(text: str, name: str = "h"):
    """The right side of the equation of ``name``."""
    cell = parse(text)
    return next(e for u, e in cell.equations.items() if u.name == name)


def fault(text: str) -> TextError:
    with pytest.raises(TextError) as caught:
        parse(text, "my.cell")
    return caught.value


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


# The built-in cells


def test_an_unknown_cell_is_answered_with_the_nearest():
    with pytest.raises(CellError, match=r"no built-in cell lstn; did you mean lstm"):
        builtin("lstn")
    with pytest.raises(CellError, match=r"there are .*lstm"):
        builtin("../../secret")


# Faults

ODD = "U_f takes vectors of size n, x[t] has size m; did you mean W_f @ x[t]?"

FAULTS = [
    # signs
    ("h[t] = tanh(x[t] ^ 2)", 1, 18, "unknown character ^; write ** for a power"),
    ("h[t] = h[t−1]", 1, 11, "minus sign; write -"),
    ("h[t] = h[t-1]·b", 1, 14, "middle dot; write *"),
    ("h[t] = W' @ h[t-1]", 1, 9, "write W.T for a transpose"),
    ("h[t]\u00a0= h[t-1]", 1, 5, "write a plain space"),
    ("h[t] = 𝐡[t-1]", 1, 8, "unknown character 𝐡 U+1D421"),
    ("h[t] = h[t-1]; c[t] = 2", 1, 14, "on a line of its own"),
    ("h[t] = h[t-1]\ng[t] = {h[t]}", 2, 8, "write ( ) or [ ]"),
    (f"title a\u202eb\n{RNN}", 1, 8, "right-to-left override"),
    (f"{RNN}\0", 1, 39, "U+0000"),
    # brackets and nesting
    (f"h[t] = tanh(W @ x[t]\n{RNN}", 1, 12, "( is never closed"),
    ("h[t] = tanh(W @ x[t]\n\n", 1, 12, "( is never closed; write )"),
    ("h[t] = tanh(h[t-1]))", 1, 20, ") closes nothing"),
    ("h[t] = tanh(h[t-1)", 1, 18, ") does not close [; write ]"),
    (f"h[t] = {'(' * 61}h[t-1]{')' * 61}", 1, 68, "nested more than 60 deep"),
    (f"h[t] = {'-' * 100}h[t-1]", 1, 68, "nested more than 60 deep"),
    (f"h[t] = {'W @ ' * 100}h[t-1]", 1, 248, "nested more than 60 deep"),
    # amounts
    ("h[t] = h[t-1]" + "+b" * 3000, 1, 1, "an equation of more than 4,000 signs"),
    ("\n".join(f"a{i}[t] = b" for i in range(2001)), 2001, 1, "more than 2,000 equations"),
    ("h[t] = h[t-1]*0." + "1" * 40, 1, 15, "more than 40 digits"),
    ("h[t] = h[t-1]*1e41", 1, 15, "more than 40 digits"),
    (f"h[t] = h[t-1] + {'b' * 61}", 1, 17, "more than 60 letters"),
    ("h[t] = h[t-1]*(" + "*".join(["9" * 40] * 8) + ")", 1, 15, "more than 300 digits"),
    ("h[t] = (h[t-1]**16)**16 + ((b**16)**16)**2", 1, 27, "degree above 256"),
    # grammar
    ("h[t] =", 1, 7, "nothing follows ="),
    ("= h[t-1]", 1, 1, "no left side"),
    ("h[t] = h[t-1] = b", 1, 15, "a second ="),
    ("h[t] = 2h[t-1]", 1, 9, "2 and h stand side by side; write * or @"),
    ("h[t] = b (h[t-1] + b)", 1, 8, "unknown function b"),
    ("h[t] = h[t-1] * / b", 1, 17, "a value is missing before /"),
    ("h[t] = h[t-1] +", 1, 16, "nothing follows +"),
    ("h[t] = (h[t-1], b)", 1, 15, "a comma outside of a function"),
    ("h[t] = (h)[t-1]", 1, 11, "[ follows only a name"),
    ("h[t] tanh(b)", 1, 1, "there is no ="),
    # left sides and times
    ("h = tanh(h[t-1])", 1, 1, "a left side is NAME[t]; write h[t] = ..."),
    ("h[t-1] = x[t]", 1, 1, "a left side is at time t"),
    ("W @ h[t] = x[t]", 1, 1, "a left side is NAME[t]"),
    ("h[t] = h[t-1.5]", 1, 10, "h[t-1.5]: a time is t or t minus a whole number"),
    ("h[t] = h[s]", 1, 10, "h[s]: a time is t"),
    ("h[t] = h[t-k]", 1, 10, "h[t-k]: a time is t"),
    ("h[t] = h[t-1-1]", 1, 10, "a time is t"),
    ("h[t] = h[t-65]", 1, 12, "a lag of 65"),
    ("h[t] = h[]", 1, 10, "a value is missing before ]"),
    # powers, functions, division
    ("h[t] = h[t-1]**0", 1, 16, "the exponent 0; write a whole number from 1 to 16"),
    ("h[t] = h[t-1]**17", 1, 16, "the exponent 17"),
    ("h[t] = h[t-1]**-1", 1, 16, "the exponent -1"),
    ("h[t] = h[t-1]**0.5", 1, 16, "the exponent 0.5"),
    ("h[t] = h[t-1]**b", 1, 16, "the exponent b"),
    ("h[t] = tahn(h[t-1])", 1, 8, "unknown function tahn; did you mean tanh?"),
    ("h[t] = xyz(h[t-1])", 1, 8, "the functions are clip, exp,"),
    ("h[t] = tanh(x[t])", 1, 1, "no recurrence"),
    (f"h[t] = x[t] + {'U @ (' * 9}h[t-1]{')' * 9}", 1, 15, "more than 8 matrices, one applied to"),
    ("h[t] = h(t-1)", 1, 8, "unknown function h; write h[t-1]"),
    ("h[t] = W @ x[t] + W(h[t-1])", 1, 19, "write W @ (h[t-1])"),
    ("h[t] = tanh(h[t-1], b)", 1, 8, "tanh takes one argument, not 2"),
    ("h[t] = hadamard(h[t-1])", 1, 8, "hadamard takes two arguments, not 1"),
    ("h[t] = tanh()", 1, 8, "tanh takes one argument, not 0"),
    ("h[t] = h[t-1]/0", 1, 15, "a division by 0"),
    ("h[t] = h[t-1]*inv(b - b)", 1, 19, "a division by 0"),
    # matrices
    ("h[t] = W.t @ h[t-1]", 1, 10, "the one attribute is .T"),
    ("h[t] = h[t-1].T", 1, 8, "only the name of a matrix has a transpose"),
    ("h[t] = W.T*h[t-1]", 1, 8, "W.T is a matrix; write W.T @ v"),
    ("h[t] = (W + U) @ h[t-1]", 1, 9, "W + U: left of @ stands the name of a matrix"),
    ("h[t] = h[t-1] @ W", 1, 8, "left of @ stands the name of a matrix"),
    # names
    ("h[t] = b @ x[t]\nc[t] = b*c[t-1]", 2, 8, "b is a matrix (line 1) and a vector (line 2)"),
    ("h[t] = h @ x[t]", 1, 8, "h is a signal (line 1) and a matrix (line 1)"),
    ("h[t] = tanh(x[t] +\n  h)", 2, 3, "h is a signal (line 1); write h[t] or h[t-1]"),
    ("t[t] = t[t-1]", 1, 1, "t is the time"),
    ("h[t] = h[t-1]*T", 1, 15, "T is the last time step"),
    ("h[t] = h[t-1]*L", 1, 15, "L is the loss"),
    ("h_bar[t] = h_bar[t-1]", 1, 1, "names that end in _bar"),
    ("h[t] = W_loss @ h[t-1]", 1, 8, "names that end in _bar, _loss"),
    ("exp[t] = exp[t-1]", 1, 1, "exp is a function"),
    ("h[t] = h[t-1]*tanh", 1, 15, "tanh is a function; write tanh(...)"),
    ("h[t] = output[t-1]", 1, 8, "output is a header word"),
    # headers
    (f"titel My cell\n{RNN}", 1, 1, "unknown header word titel; did you mean title?"),
    (f"blah blah\n{RNN}", 1, 1, "unknown header word blah; the words are title,"),
    (f"title a\n{RNN}\ntitle b", 3, 1, "title is given twice, first in line 1"),
    (f"title\n{RNN}", 1, 1, "title: nothing follows"),
    ("output[t] = h[t-1]", 1, 1, "output is a header word"),
    (f"title = mine\n{RNN}", 1, 1, "title is a header word; write title WORDS, or"),
    (f"output q\n{RNN}", 1, 8, "output q is not computed"),
    (f"output h h\n{RNN}", 1, 10, "output h is named twice"),
    (f"layers 65\n{RNN}", 1, 8, "layers 65; write a whole number from 1 to 64"),
    (f"layers two\n{RNN}", 1, 8, "unexpected two; write layers 2"),
    (f"constant W\n{RNN}", 1, 1, "constant stands before matrix, vector or number"),
    (f"constant vector x[m]\n{RNN}", 1, 17, "x is a signal (line 2)"),
    (f"matrix W[n]\n{RNN}", 1, 8, "W[n]: a matrix has two sizes"),
    (f"matrix W[0, n]\n{RNN}", 1, 10, "the size 0; write a whole number"),
    (f"matrix W[h, n]\n{RNN}", 1, 8, "h is the name of a size and of something else"),
    (f"matrix W[t, n]\n{RNN}", 1, 8, "t is the time"),
    (f"matrix W[n, m]\nmatrix W[n, m]\n{RNN}", 2, 8, "W is declared twice, first in line 1"),
    (f"matrix V[n, m]\n{RNN}", 1, 8, "V is declared and never used"),
    (f"number b[n]\n{RNN}", 1, 8, "b[n]: a number has no size"),
    (f"number x\n{RNN}", 2, 17, "x is a number (declared in line 1)"),
    (f"vector W[n]\n{RNN}", 2, 13, "W is a vector (declared in line 1)"),
    (f"matrix b\n{RNN}", 2, 37, "b is a matrix (declared in line 1); write b @ v"),
    # sizes
    ("vector b[k]\nvector c[m]\nh[t] = b*h[t-1] + c", 3, 19, "line 1 declares b of size k and"),
    ("matrix W[n, m]\nvector x[k]\nh[t] = W @ x[t] + h[t-1]", 3, 10, "W takes vectors of size m,"),
    ("vector h[n] g[5]\nh[t] = g[t]\ng[t] = h[t-1]", 2, 8, "g[t] has size 5, h[t] has size n"),
    (LSTM.replace("W_f @", "U_f @"), 7, 18, ODD),
    (LSTM.replace("U_f @", "W_f @"), 7, 31, "did you mean U_f @ h[t-1]?"),
    ("h[t] = W @ x[t] + W @ h[t-1]", 1, 21, "declare matrix W[n, n] if one size is meant"),
    ("h[t] = W @ h[t-1] + W @ x[t]", 1, 23, "declare matrix W[n, n] if one size is meant"),
    ("a[t] = U_a @ x[t]\nh[t] = U_a @ h[t-1] + W_a @ h[t-1]", 2, 12, "did you mean W_a @ h[t-1]?"),
    # the recurrence
    (f"{RNN}\n\n{RNN}", 3, 1, "h[t] is computed twice, first in line 1"),
    ("o[t] = tanh(o[t-1])*h[t]\nh[t] = x[t]", 1, 21, "h[t] is read before it is computed; move"),
    ("a[t] = h[t] + x[t]\nh[t] = tanh(a[t]) + h[t-1]", 1, 8, "a cycle within one step: a[t] -> "),
    ("h[t] = tanh(h[t])", 1, 13, "a cycle within one step"),
    ("h[t] = h[t-1]*x[t] + x[t+1]", 1, 22, "lies in the future"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "part"), FAULTS)
def test_a_fault_is_named_where_it_is(text, line, column, part):
    found = fault(text)
    assert part in str(found).splitlines()[0]
    assert (found.line, found.column) == (line, column)
    assert found.source == text.split("\n")[line - 1]
    assert str(found).startswith(f"my.cell:{line}:{column}: error: {found.what}")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "my.cell: error: the file is empty; write one such as h[t] ="),
        ("# only\n\n  # words", "only comments, no equation"),
        ("title only a title", "no equation"),
        ("#" * 1_000_001, "more than 1,000,000 bytes"),
    ],
)
def test_a_fault_of_the_whole_file_has_no_line(text, part):
    found = fault(text)
    assert part in str(found)
    assert found.line is None
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    ("source", "shown", "under"),
    [
        ("\th[t]\t= ?", "\th[t]\t= ?", "\t    \t  ^"),
        ("a" * 200 + "?", "..." + "a" * 50 + "?", " " * 53 + "^"),
        ("?" + "a" * 200, "?" + "a" * 99 + "...", "^"),
        ("木木?", "木木?", "    ^"),
        ("\x1b[2J?", "\N{REPLACEMENT CHARACTER}[2J?", "    ^"),
    ],
)
def test_the_caret_stands_under_the_column(source, shown, under):
    drawn = str(TextError("wrong", "", "my.cell", 1, source.index("?") + 1, source)).split("\n")
    assert drawn[1:] == [shown, under]


def test_an_error_is_shown_as_a_compiler_shows_it():
    assert str(fault("h[t] = h[t-1]\ng[t] = h[t]^2")) == (
        "my.cell:2:12: error: unknown character ^; write ** for a power\n"
        "g[t] = h[t]^2\n"
        "           ^"
    )


# Files


def test_a_file_is_named_after_its_stem(tmp_path):
    file = tmp_path / "mine.cell"
    file.write_bytes(b"\xef\xbb\xbf" + RNN.encode() + b"\r\n")
    assert load(file).name == "mine"
    assert isinstance(load(str(file)), Cell)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"h[t] = h[t-1]\n  \xff", "bad.cell:2:3: error: not UTF-8: byte 0xff at offset 16"),
        (b"\xef\xbb\xbfh\xe9", "not UTF-8: byte 0xe9 at offset 4"),
        (b"h[t] = \0", "bad.cell:1:8: error: a character U+0000"),
        (b"", "the file is empty"),
        (b" " * 1_000_001, "more than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_text(tmp_path, data, part):
    file = tmp_path / "bad.cell"
    file.write_bytes(data)
    with pytest.raises(TextError) as caught:
        load(file)
    assert part in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    for path, part in ((tmp_path / "none", "no such file"), (tmp_path, "this is a directory")):
        with pytest.raises(TextError, match=part):
            load(path)
    for path in ("a\0b", "x" * 10_000, str(tmp_path / "none" / "a"), "", "\ud800"):
        with pytest.raises(TextError):
            load(path)
