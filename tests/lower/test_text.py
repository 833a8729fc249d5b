"""Text as a reader would type it: one line, balanced, and read back as the same cell."""

import pytest
from hypothesis import given
from sympy import (
    Abs,
    Derivative,
    Expr,
    Rational,
)

from lstm_sym.checks.network import Network
from lstm_sym.language.activations import Slope, sigma
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Norm, Outer, immediate, total
from lstm_sym.language.sums import Chain, sum_over
from lstm_sym.language.symbols import number, path
from lstm_sym.language.text import parse
from lstm_sym.language.vectors import Entry
from lstm_sym.lower.text import text
from tests.lower.written import (
    OVER_TIME,
    TABLE,
    U,
    V,
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
    v,
    x,
    z,
)
from tests.strategies import (
    close,
    examples,
    networks,
    scalars,
    vectors_of,
)


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
