"""LaTeX as on paper: a table for every kind of node, and no two formulas that look alike."""

import pytest
from hypothesis import given
from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    Identity,
    MatMul,
    Mul,
    Rational,
    Sum,
    ZeroMatrix,
    oo,
    preorder_traversal,
    sech,
)

from lstm_sym.calculus.adjoint import T, adjoint, gradient
from lstm_sym.calculus.flow import state_jacobian
from lstm_sym.calculus.normal import vanishes
from lstm_sym.cells import builtin, names
from lstm_sym.checks.network import Network
from lstm_sym.language.activations import Slope, exponential, identity, sigma, tanh
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Diag, Matrix, Norm, Outer, immediate, step, total
from lstm_sym.language.shapes import shape
from lstm_sym.language.sums import Chain, OperatorSum, PathSum, product_over, sum_over
from lstm_sym.language.symbols import count, number, path, size, units
from lstm_sym.language.text import parse
from lstm_sym.language.vectors import Entry, Signal, Total, Vector
from lstm_sym.lower.latex import latex
from lstm_sym.lower.text import text
from tests.few import few
from tests.strategies import (
    cells,
    close,
    examples,
    networks,
    operators,
    scalars,
    vectors_of,
)

n, m, q = size("n"), size("m"), count("q")
u, v = units("u v")
h, c, f, x, a = (Signal(name, m if name == "x" else n) for name in "hcfxa")
gate, net, hidden = Signal("a_f", n), Signal("net", n), Signal("h_2", n)
W, U, V, b = Matrix("W", n, n), Matrix("U_f", n, n), Matrix("V", n, m), Vector("b", n)
alpha, z = number("alpha"), number("z")
J = Diag(Slope(sigma(a(t - 1))), n)

OVER_TIME, SHOWN = sum_over(lambda k: f(k), 1, q), r"\sum_{k=1}^{q} f_{k}"
SQUARED = sum_over(lambda k: f(k) ** 2, 1, q)

TABLE = [
    (h(t), "h_{t}"),
    (h(t - 1), "h_{t - 1}"),
    (h(t - q + 1), "h_{t - q + 1}"),
    (gate(t), "a^{f}_{t}"),
    (net(t), r"\mathrm{net}_{t}"),
    (hidden(t), "h^{(2)}_{t}"),
    (b, "b"),
    (Vector("b_f", n), "b_{f}"),
    (h.bar(t + 1), r"\bar{h}_{t + 1}"),
    (gate.bar(t), r"\bar{a}^{f}_{t}"),
    (h.loss(t), r"\frac{\partial^{+} L}{\partial h_{t}}"),
    (b.bar, r"\frac{dL}{d b}"),
    (W.T, r"W^{\top}"),
    (U, "U_{f}"),
    (U.bar, r"\frac{dL}{d U_{f}}"),
    (number("alpha_bar"), r"\frac{dL}{d \alpha}"),
    (W @ h(t - 1), "W h_{t - 1}"),
    (W @ (U @ h(t)), "W U_{f} h_{t}"),
    (W @ (f(t) * h(t)), r"W (f_{t} \odot h_{t})"),
    (f(t) * c(t - 1) + a(t) * h(t), r"f_{t} \odot c_{t - 1} + a_{t} \odot h_{t}"),
    ((1 - f(t)) * c(t), r"c_{t} \odot (1 - f_{t})"),
    (W @ h(t - 1) + V @ x(t) + b, "V x_{t} + W h_{t - 1} + b"),
    (alpha * f(t) * h(t), r"\alpha \, f_{t} \odot h_{t}"),
    (-f(t) * h(t), r"-f_{t} \odot h_{t}"),
    (h(t) ** 2, "{h_{t}}^{2}"),
    ((W @ h(t)) ** 2, r"\left(W h_{t}\right)^{2}"),
    (tanh(c(t)), r"\tanh(c_{t})"),
    (sigma(c(t)) ** 2, r"\sigma^{2}(c_{t})"),
    (identity(c(t)), r"\operatorname{id}(c_{t})"),
    (Slope(sigma(a(t))) * h.bar(t), r"\sigma'(a_{t}) \odot \bar{h}_{t}"),
    (Derivative(sigma(z), z), r"\sigma'(z)"),
    (Derivative(Slope(sigma(z)), z), r"\sigma''(z)"),
    (sech(z / 2) ** 2, r"\operatorname{sech}^{2}{\left(\frac{z}{2} \right)}"),
    (J, r"\operatorname{diag}(\sigma'(a_{t - 1}))"),
    (MatMul(J, W.T), r"\operatorname{diag}(\sigma'(a_{t - 1})) \, W^{\top}"),
    (
        MatMul(J, U) + Diag(f(t), n),
        r"\operatorname{diag}(f_{t}) + \operatorname{diag}(\sigma'(a_{t - 1})) \, U_{f}",
    ),
    (Outer(h.bar(t), x(t)), r"\bar{h}_{t} \, x_{t}^{\top}"),
    (Outer(h(t), gate(t)), r"h_{t} \, {a^{f}_{t}}^{\top}"),
    (Identity(n), "I"),
    (ZeroMatrix(n, n), "0"),
    (Norm(W), r"\left\lVert W \right\rVert_{2}"),
    (Norm(W, oo), r"\left\lVert W \right\rVert_{\infty}"),
    ((Norm(W) / 4) ** q, r"\left(\frac{1}{4} \, \left\lVert W \right\rVert_{2}\right)^{q}"),
    (Total(h(t)), r"\mathbf{1}^{\top} (h_{t})"),
    (Entry(h(t), u), "h_{u}(t)"),
    (Entry(W, u, v), "W_{u v}"),
    (Entry(W.T, u, v), "W_{v u}"),
    (Entry(MatMul(W, U), u, v), r"\left(W \, U_{f}\right)_{u,v}"),
    (total(h(t), h(t - q)), r"\frac{d h_{t}}{d h_{t - q}}"),
    (step(h(t), h(t - 1)), r"\frac{\partial h_{t}}{\partial h_{t - 1}}"),
    (immediate(c(t), c(t - 1)), r"\frac{\partial^{+} c_{t}}{\partial c_{t - 1}}"),
    (Entry(total(h(t), h(t - 1)), u, v), r"\frac{d h_{u}(t)}{d h_{v}(t - 1)}"),
    (Chain(lambda k: W, q), "W^{q}"),
    (Chain(lambda k: Chain(lambda m: W, q), q), "(W^{q})^{q}"),
    (
        Chain(lambda k: Diag(f(t - k), n), q),
        r"\operatorname{diag}(f_{t - q}) \cdots \operatorname{diag}(f_{t - 1})",
    ),
    (OperatorSum(lambda k: Outer(h(k), x(k)), 1, T), r"\sum_{t=1}^{T} h_{t} \, x_{t}^{\top}"),
    (sum_over(lambda k: h.bar(k), 1, T, "t"), r"\sum_{t=1}^{T} \bar{h}_{t}"),
    (product_over(lambda k: f(t - k), 1, q), r"\prod_{m=1}^{q} f_{t - m}"),
    (
        PathSum(lambda i, j, k: Entry(W, i, j), u, v, q, n),
        r"\sum_{l_1=1}^{n} \cdots \sum_{l_{q - 1}=1}^{n} \prod_{m=1}^{q} W_{l_{m-1} l_{m}}"
        r" \qquad (l_0 = u,\ l_{q} = v)",
    ),
    (Rational(1, 4), r"\frac{1}{4}"),
]


@pytest.mark.parametrize(("e", "tex"), TABLE, ids=[str(e) for e, _ in TABLE])
def test_a_node_is_written_as_on_paper(e: Expr, tex: str):
    assert latex(e) == tex


def test_no_two_rows_of_the_table_look_alike():
    assert len({tex for _, tex in TABLE}) == len({latex(e) for e, _ in TABLE}) == len(TABLE)


def balanced(tex: str) -> bool:
    """Whether braces, left and right, and plain brackets close in order."""
    stack: list[str] = []
    pairs = {"{": "}", "(": ")", "[": "]"}
    for sign in tex.replace(r"\{", "").replace(r"\}", ""):
        if sign in pairs:
            stack.append(pairs[sign])
        elif sign in pairs.values() and (not stack or stack.pop() != sign):
            return False
    return not stack and tex.count(r"\left") == tex.count(r"\right")


def printable(e: Expr) -> bool:
    """Whether no sum over time stands in a product, where it is printed wrongly."""
    return not any(isinstance(a, Sum) and shape(a) for f in e.atoms(Mul) for a in f.args)


@examples(150)
@given(vectors_of().filter(printable))
def test_latex_is_balanced_and_free_of_signs_of_the_machine(e: Expr):
    tex = latex(e)
    assert balanced(tex)
    assert not {"#", "&", "%", "$"} & set(tex)
    assert latex(e.func(*e.args)) == tex == latex(e)


@examples(100)
@given(operators(depth=3).filter(printable))
def test_latex_of_operators_is_balanced(A: Expr):
    assert balanced(latex(A))
    assert latex(A.func(*A.args)) == latex(A)


def formulas(cell: Cell) -> list[Expr]:
    """All that the engine derives of a cell."""
    return [
        *cell.equations.values(),
        *adjoint(cell).values(),
        *(gradient(cell, p) for p in cell.learnt),
        *state_jacobian(cell).values(),
    ]


def alike(found: list[Expr]) -> list[tuple[Expr, Expr]]:
    """The pairs of different expressions that are written with the same signs."""
    shown: dict[str, Expr] = {}
    pairs = [(e, shown.setdefault(latex(e), e)) for e in found]
    return [(e, o) for e, o in pairs if e != o and shape(e) == shape(o) and not vanishes(e - o)]


@pytest.mark.parametrize("name", few(names(), 9))
def test_different_formulas_of_a_cell_look_different(name: str):
    cell = builtin(name).explicit()
    found = formulas(cell)
    parts = [p for e in found for p in preorder_traversal(e) if isinstance(p, Expr)]
    assert alike([*found, *cell.equations, *filter(vectorial, parts)]) == []


def vectorial(e: Expr) -> bool:
    """Whether an expression is a vector whose bound variables are bound in it."""
    return len(shape(e)) == 1 and not e.atoms(Dummy)


@examples(10)
@given(cells())
def test_different_formulas_of_a_random_cell_look_different(cell: Cell):
    assert alike(formulas(cell)) == []


@pytest.mark.parametrize(
    ("e", "other"),
    [
        ((W @ h(t)) * f(t), W @ (h(t) * f(t))),
        (tanh(h(t)) * f(t), tanh(h(t) * f(t))),
        (Diag(f(t), n) @ (W + U), Diag(f(t), n) @ W + U),
        (Norm(W) / 4**q, (Norm(W) / 4) ** q),
        (Total(h(t)) ** 2, Total(h(t) ** 2)),
        (Slope(sigma(h(t))) ** 2, Slope(sigma(h(t) ** 2))),
        (Vector("b_f", n), Vector("b_f", n).bar),
        (Signal("h_1", n)(t), h(t) * Vector("b", n)),
        (h(t) ** 3, h(t) ** 2),
        (Entry(h(t) * f(t), u), Entry(h(t), u) * f(t)),
        (
            product_over(lambda k: f(t - k), 1, q) * h(t),
            product_over(lambda k: f(t - k) * h(t), 1, q),
        ),
        (OVER_TIME**2, SQUARED),
        (OVER_TIME * b, sum_over(lambda k: f(k) * b, 1, q)),
        (OVER_TIME + b, sum_over(lambda k: f(k) + b, 1, q)),
        (Total(OVER_TIME) * OVER_TIME, sum_over(lambda k: f(k) * Total(OVER_TIME), 1, q)),
        (Chain(lambda k: Diag(f(k), n), q) @ W, Chain(lambda k: Diag(f(k), n) @ W, q)),
        (Entry(b * h(t), u), b * Entry(h(t), u)),
    ],
)
def test_brackets_tell_apart(e: Expr, other: Expr):
    assert e != other
    assert latex(e) != latex(other)
    assert text(e) != text(other)


@pytest.mark.parametrize(
    ("e", "tex"),
    [
        (OVER_TIME, SHOWN),
        (OVER_TIME + b, SHOWN + " + b"),
        (W @ OVER_TIME, rf"W \left({SHOWN}\right)"),
        (alpha * OVER_TIME, rf"\alpha \, {SHOWN}"),
        (-OVER_TIME, rf"-{SHOWN}"),
        (2 * OVER_TIME, rf"2 \, {SHOWN}"),
        (b * OVER_TIME, rf"b \odot {SHOWN}"),
    ],
    ids=str,
)
def test_a_sum_of_vectors_is_a_factor(e: Expr, tex: str):
    assert latex(e) == tex


def test_the_order_of_signals_is_the_order_of_reading():
    e = c(t) * f(t) * h(t) + a(t) * Vector("x", n, t)
    assert latex(e, "xacfh") == r"x_{t} \odot a_{t} + c_{t} \odot f_{t} \odot h_{t}"
    assert latex(e, "hfcxa") == r"h_{t} \odot f_{t} \odot c_{t} + x_{t} \odot a_{t}"


def test_one_activation_has_one_name():
    assert (r"\exp" in latex(exponential(h(t)))) == (r"\exp" in latex(exponential(h(t)) ** 2))


# Text


def test_no_two_rows_of_the_table_have_one_text():
    assert len({text(e) for e, _ in TABLE}) == len(TABLE)


@examples(40)
@given(networks())
def test_the_text_of_a_cell_is_read_back(drawn: Network):
    lines = [f"number {p.name}" for p in drawn.cell.parameters if p.is_Symbol]
    lines += [f"{text(head)} = {text(e)}" for head, e in drawn.cell.equations.items()]
    again = parse("\n".join(lines))
    symbols = {s.dim: drawn.width[s.name] for s in (*again.computed, *again.inputs)}
    numbers = {s: k for s, k in drawn.symbols.items() if not s.is_integer}
    run = Network(again, symbols | numbers, drawn.constants, drawn.given, {}, drawn.steps)
    assert all(close(run.trajectory[at], v) for at, v in drawn.trajectory.items())


@examples(60)
@given(vectors_of(), scalars())
def test_text_is_one_line_of_balanced_brackets(e: Expr, s: Expr):
    assert "\n" not in text(e) + text(s)
    assert balanced(text(e))
    assert balanced(text(s))


@pytest.mark.parametrize(
    ("e", "words"),
    [
        (f(t) * (W @ h(t - 1)) + b, "f[t]*(W @ h[t-1]) + b"),
        (Slope(sigma(a(t))), "sigma'(a[t])"),
        (W.bar, "dL/dW"),
        (b.bar, "dL/db"),
        (h.loss(t), "∂⁺L/∂h[t]"),
        (number("alpha_bar"), "dL/dalpha"),
        (total(h(t), h(t - q)), "dh[t]/dh[t-q]"),
        (Entry(immediate(h(t), c(t)), u, v), "∂⁺h[t][u]/∂c[t][v]"),
        (Norm(W), "|W|_2"),
        (Outer(h(t), x(t)), "h[t] x[t]^T"),
        (-W, "-W"),
        (2 * W, "2*W"),
        (-W @ V, "-W @ V"),
        (W @ (V @ x(t)), "W @ (V @ x[t])"),
        (
            Chain(lambda k: W + Diag(f(t - k), n), q),
            "(diag(f[t-q]) + W) ... (diag(f[t-1]) + W)",
        ),
        (Chain(lambda k: W, q) @ W, "W**q @ W"),
        (Entry(b * h(t), u), "(b*h[t])[u]"),
        (Entry(W, u, v), "W[u,v]"),
        (Entry(W.T, u, v), "W[v,u]"),
        (Entry(W @ U, u, v), "(W @ U_f)[u,v]"),
        (Entry(h.bar(t - q + 1), u), "h_bar[t-q+1][u]"),
        (f(t) * c(t - 1) + a(t) * h(t), "f[t]*c[t-1] + a[t]*h[t]"),
        (-alpha * (f(t) + b), "-alpha*(f[t] + b)"),
        (h(t) / (2 * alpha**2), "h[t]/(2*alpha**2)"),
        (alpha ** (-q), "1/alpha**q"),
        (alpha / (1 - z), "alpha/(1 - z)"),
        (1 / (alpha * (1 - z)), "1/(alpha*(1 - z))"),
        (alpha ** (q - 1) * z**2, "alpha**(q - 1)*z**2"),
        ((alpha * z) ** Rational(1, 2), "sqrt(alpha*z)"),
        (Rational(1, 2) ** q, "(1/2)**q"),
        (Rational(3, 2) ** q, "(3/2)**q"),
        (Abs(z), "|z|"),
        (path("l")[q - 1], "l[q-1]"),
        (Derivative(sigma(z), z), "sigma'(z)"),
        (Derivative(Slope(sigma(z)), z), "sigma''(z)"),
        (Derivative(z * sigma(z), z), "d/dz (z*sigma(z))"),
        (alpha * OVER_TIME + b, "alpha*sum[k=1..q] f[k] + b"),
        (b * OVER_TIME**2, "b*(sum[k=1..q] f[k])**2"),
        (
            sum_over(lambda i: sum_over(lambda j: Entry(W, i, j), 1, n, "j"), 1, n, "i"),
            "sum[i=1..n, j=1..n] W[i,j]",
        ),
        (
            sum_over(lambda i: sum_over(lambda j: Entry(W, i, j), 1, n, "i"), 1, n, "i"),
            "sum[i=1..n, i'=1..n] W[i,i']",
        ),
        (
            sum_over(lambda i: b * sum_over(lambda j: Entry(W, i, j), 1, n, "i"), 1, n, "i"),
            "sum[i=1..n] b*sum[i'=1..n] W[i,i']",
        ),
        (sum_over(lambda i: Entry(W, i, u) * i, 1, n, "u"), "sum[u'=1..n] u'*W[u',u]"),
    ],
    ids=str,
)
def test_text_is_what_a_reader_would_type(e: Expr, words: str):
    assert text(e) == words


def test_a_power_of_a_transpose_has_one_superscript():
    square, q = Matrix("W", size("n"), size("n")), count("q")
    assert latex(Chain(lambda k: square.T, q)) == r"(W^{\top})^{q}"
