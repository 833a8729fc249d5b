"""Formulas as programs: NumPy, plain SymPy and JavaScript find what the expression is worth."""

from pathlib import Path

import numpy as np
import pytest
import quickjs
import sympy as sp
from hypothesis import assume, given
from sympy import Derivative, Expr, Function, Sum

from lstm_sym.language.activations import Slope, sigma, softplus, tanh
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Matrix
from lstm_sym.language.shapes import shape
from lstm_sym.language.sums import Chain, PathSum
from lstm_sym.language.symbols import units
from lstm_sym.language.vectors import Entry, Vector
from lstm_sym.lower import program
from lstm_sym.lower.numpy import value
from lstm_sym.proof.step import equal
from lstm_sym.render.record.programs import programs
from tests.strategies import (
    ALPHA,
    SYMBOLS,
    M,
    N,
    Q,
    U,
    V,
    close,
    examples,
    matrix,
    nodes,
    numbers,
    scalars,
    signal,
    vectors_of,
)

ENV = numbers()
NAMES = {str(s): k for s, k in SYMBOLS.items()}
WORDS = Path(__file__).parents[2] / "lstm_sym/render/scripts/words.js"


class Signal:
    """A signal as a table over time."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getitem__(self, time: int) -> np.ndarray:
        return ENV.signal(self.name, time)


def given_names(e: Expr) -> dict:
    """What the names of an expression stand for, in the form of a program."""
    fixed = {A.name: ENV.constant[A.name] for A in e.atoms(Matrix)}
    for v in e.atoms(Vector):
        fixed[v.name] = Signal(v.name) if v.time is not None else ENV.constant[v.name]
    return NAMES | fixed


def run(text: str, functions: list[str], names: dict) -> object:
    heads = "import numpy as np\nfrom functools import reduce\nfrom math import prod\n"
    heads += "from itertools import pairwise, product\n"
    space = dict(names)
    exec(heads + "\n".join(functions) + f"\nfound = {text}", space)
    return space["found"]


def said(target, *args):
    """What a target says, or no example."""
    try:
        return target(*args)
    except program.Unsayable:
        assume(False)


@examples(80)
@given(nodes())
def test_numpy_computes_the_expression(e: Expr):
    with np.errstate(all="ignore"):
        assert close(run(*said(program.numpy, e), given_names(e)), value(e, ENV))


@examples(25)
@given(vectors_of(depth=2))
def test_plain_sympy_computes_every_entry(e: Expr):
    assume(shape(e))
    (text,), declared = said(program.sympy, [e], units("i j"))
    space: dict = {}
    exec("\n".join(["from sympy import *", *declared, f"found = {text}"]), space)
    found = sp.sympify(space["found"])
    found = found.subs(known_in(found)).doit()
    table = given_names(e)
    for i in range(2):
        at = found.subs(known_in(found, i=i + 1)).replace(
            lambda x: isinstance(x, sp.Indexed),
            lambda x: sp.Float(lookup(table[str(x.base)], [int(k) for k in x.indices])),
        )
        assert close(float(at), value(e, ENV)[i], 1e-8)


def known_in(e: Expr, **more: int) -> dict:
    """The numbers of the symbols of an expression, by their names."""
    known = NAMES | more
    return {s: known[s.name] for s in e.free_symbols if s.is_Symbol and s.name in known}


def lookup(table, at: list[int]) -> float:
    """An entry of a table; the first index of a signal is the time, units count from one."""
    if isinstance(table, Signal):
        table, at = table[at[0]], at[1:]
    return float(table[tuple(k - 1 for k in at)])


@pytest.fixture(scope="module")
def script():
    context = quickjs.Context()
    context.eval(WORDS.read_text(encoding="utf-8"))
    return context


def javascript(context, e: Expr) -> float:
    text, functions = program.javascript(e)
    names = []
    for name, known in given_names(e).items():
        if isinstance(known, Signal):
            known = {k: known[k].tolist() for k in range(1, 8)}
        names.append(f"const {name} = {known.tolist() if hasattr(known, 'tolist') else known};")
    inside = "const {chain, diag, each, paths, prod, sum, times, turned} = words;"
    return context.eval(f"(() => {{{inside} {' '.join(names + functions)} return {text}; }})()")


x, w = signal("f", N), matrix("U", N, N)
DRAWN = (
    ALPHA * sigma(ALPHA) + tanh(ALPHA) ** 3,
    Slope(sigma(ALPHA)) / (1 + softplus(ALPHA)),
    Derivative(Slope(tanh(ALPHA)), ALPHA),
    Sum(ALPHA**Q, (Q, 1, 4)),
    PathSum(lambda i, j, m: Entry(w, i, j) * Slope(sigma(Entry(x(t - m), j))), U, V, Q, N),
    Entry(Chain(lambda m: w.T * Diag(tanh(x(t - m)) * x(t), N), Q), U, V),
    Entry(Chain(lambda m: Diag(ALPHA, N) * w, Q, ascending=True), V, U),
)


@pytest.mark.parametrize("e", DRAWN, ids=str)
def test_javascript_computes_the_expression(script, e: Expr):
    assert close(javascript(script, e), value(e, ENV))


@examples(30)
@given(scalars())
def test_javascript_computes_any_number(e: Expr):
    said(program.javascript, e)
    context = quickjs.Context()
    context.eval(WORDS.read_text(encoding="utf-8"))
    assert close(javascript(context, e), value(e, ENV))


def test_what_has_no_words_is_refused():
    f = Function("f")(ALPHA)
    for target in (program.numpy, program.javascript):
        for e in (f, Derivative(f, ALPHA)):
            with pytest.raises(program.Unsayable):
                target(e)


def test_a_unit_is_not_called_as_a_signal_is():
    from lstm_sym.lower.text import Printer

    i, c = signal("i", M), signal("c", M)
    i = Vector("i", M, t)
    text = programs(equal(c(t), i * c(t - 1)), Printer())["sympy"]
    space: dict = {}
    exec(text, space)
    assert "ii" in space
    assert space["i"] == sp.IndexedBase("i")
