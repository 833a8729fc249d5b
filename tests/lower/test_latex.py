"""LaTeX as on paper: a table for every kind of node, and no two formulas that look alike."""

import pytest
from hypothesis import given
from sympy import (
    Dummy,
    Expr,
    Mul,
    Sum,
    preorder_traversal,
)

from lstm_sym.calculus.adjoint import adjoint, gradient
from lstm_sym.calculus.flow import state_jacobian
from lstm_sym.calculus.normal import vanishes
from lstm_sym.cells import builtin, names
from lstm_sym.language.activations import Slope, exponential, sigma, tanh
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Diag, Matrix, Norm
from lstm_sym.language.shapes import shape
from lstm_sym.language.sums import Chain, product_over, sum_over
from lstm_sym.language.symbols import count, size
from lstm_sym.language.vectors import Entry, Signal, Total, Vector
from lstm_sym.lower.latex import latex
from lstm_sym.lower.text import text
from tests.few import few
from tests.lower.written import (
    OVER_TIME,
    SHOWN,
    SQUARED,
    TABLE,
    U,
    W,
    a,
    alpha,
    b,
    balanced,
    c,
    f,
    h,
    n,
    q,
    u,
)
from tests.strategies import (
    cells,
    examples,
    operators,
    vectors_of,
)


@pytest.mark.parametrize(("e", "tex"), TABLE, ids=[str(e) for e, _ in TABLE])
def test_a_node_is_written_as_on_paper(e: Expr, tex: str):
    assert latex(e) == tex


def test_no_two_rows_of_the_table_look_alike():
    assert len({tex for _, tex in TABLE}) == len({latex(e) for e, _ in TABLE}) == len(TABLE)


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


def test_a_power_of_a_transpose_has_one_superscript():
    square, q = Matrix("W", size("n"), size("n")), count("q")
    assert latex(Chain(lambda k: square.T, q)) == r"(W^{\top})^{q}"
