"""Derivatives that would be too long are told before they are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, expand

from lstm_sym.calculus.jacobian import jacobian
from lstm_sym.language.activations import ACTIVATIONS
from lstm_sym.language.cell import t
from lstm_sym.language.symbols import size
from lstm_sym.language.text import TextError, limits, parse
from lstm_sym.language.text.extent import extent
from lstm_sym.language.text.tree import Call, Name, Negative, Node, Power, Product, Reading, Sum
from lstm_sym.language.vectors import Vector
from tests.strategies import examples

n = size("n")
LEAVES = st.sampled_from([Reading(0, 1, "h", 1), Reading(0, 1, "x", 0), Name(0, 1, "b")])
SQUASHED = st.sampled_from(["tanh", "sigma", "silu", "softplus", "exp"])


def nodes() -> st.SearchStrategy[Node]:
    def inner(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        many = st.lists(parts, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            many.map(lambda p: Sum(0, 1, p, (False,) * len(p))),
            many.map(lambda p: Product(0, 1, p, (False,) * len(p))),
            st.tuples(parts, st.integers(2, 3)).map(lambda p: Power(0, 1, *p)),
            st.tuples(SQUASHED, parts).map(lambda p: Call(0, 1, p[0], (p[1],))),
            parts.map(lambda p: Negative(0, 1, p)),
        )

    return st.recursive(LEAVES, inner, max_leaves=5)


def written(node: Node):
    match node:
        case Reading(name=name, lag=lag):
            return Vector(name, n, t - lag)
        case Name(name=name):
            return Vector(name, n)
        case Negative(of=of):
            return -written(of)
        case Sum(terms=terms):
            return Add(*map(written, terms))
        case Product(factors=factors):
            out = 1
            for factor in factors:
                out = out * written(factor)
            return out
        case Power(base=base, exponent=exponent):
            return written(base) ** exponent
        case Call(name=name, arguments=(of,)):
            return ACTIVATIONS[name](written(of))
    raise TypeError


@examples(60)
@given(nodes())
def test_a_derivative_has_no_more_terms_than_are_foreseen(node: Node):
    e, foreseen = written(node), extent(node)
    assert len(Add.make_args(expand(e))) <= foreseen.terms
    for name, many in foreseen.slopes.items():
        wrt = next(v for v in e.atoms(Vector) | {Vector(name, n)} if v.name == name)
        slope = jacobian(e, wrt, n)
        if slope.is_ZeroMatrix or slope.is_Identity:
            continue
        assert len(Add.make_args(expand(slope.args[0]))) <= many


@pytest.mark.parametrize(
    ("right", "column"),
    [
        ("tanh(" * 10 + "h[t-1]" + ")" * 10, 18),
        ("W @ x[t] + U @ " + "tanh(" * 9 + "h[t-1]" + ")" * 9, 28),
        ("*".join(f"(1 + h[t-{k}] + x[t])" for k in range(1, 8)), 8),
        ("max(x[t], " * 9 + "h[t-1]" + ")" * 9, 18),
        ("tanh(W @ (" + "sigma(" * 8 + "h[t-1]" + ")" * 10, 17),
    ],
)
def test_what_would_be_too_long_is_told_at_its_place(right: str, column: int):
    with pytest.raises(TextError, match=f"a derivative of more than {limits.SLOPE} terms") as told:
        parse(f"h[t] = {right}")
    assert (told.value.line, told.value.column) == (1, column)
    assert "equation of its own" in str(told.value)


def test_nets_and_wide_sums_are_not_long():
    deep = "W @ tanh(" * 7 + "h[t-1]" + ")" * 7
    wide = " + ".join(f"W{k} @ h[t-{k}]" for k in range(1, 41))
    for right in (deep, f"tanh({wide})", "tanh(h[t-1] + x[t] + b)**16"):
        assert parse(f"h[t] = {right}").equations
