"""Reasons about norms accept what is true and refuse its mutants."""

import pytest
from sympy import Abs, ImmutableMatrix, Rational, oo

from derivations import flow_norms as fn
from derivations import weak_bound as wb
from lstm_sym import (
    Basis,
    Chain,
    ChainBound,
    Dot,
    EachOfThem,
    Ends,
    Entry,
    EveryPath,
    Exact,
    Norm,
    NormAxioms,
    OneOfThem,
    PathSum,
    RowSums,
    Steepest,
    Total,
    at_most,
    below,
    equal,
    max_over,
    slope,
    t,
)

W, n, q, p, u, v, x, y = fn.W, fn.n, fn.q, fn.p, fn.u, fn.v, fn.x, fn.y
column, row, F, f_max, w_max = fn.column, fn.row, fn.F, fn.f_max, wb.w_max
chain, inner = fn.chain, fn.inner(W)
e_u, e_v = Basis(u, n), Basis(v, n)
named, several, bounded = (fn.slope_norm,), (fn.several,), (wb.bounded,)


def farthest(A, p):
    """The largest stretch of a unit vector."""
    return max_over(lambda j: Norm(Dot(A, Basis(j, n)), p), 1, n)


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


TRUE = [
    (NormAxioms(), at_most(Norm(column, p), Norm(W, p) * Norm(e_v, p))),
    (NormAxioms(), at_most(Norm(column, p), Norm(W, p))),
    (NormAxioms(), at_most(Norm(W * W, p), Norm(W, p) ** 2)),
    (NormAxioms(), at_most(Norm(row, 2), Norm(W, 2))),
    (NormAxioms(), equal(Norm(W.T, 2), Norm(W, 2))),
    (NormAxioms(), equal(Norm(W.T, oo), Norm(W, 1))),
    (NormAxioms(), equal(Norm(W, 1), farthest(W, 1))),
    (NormAxioms(), equal(Norm(e_u, p), 1)),
    (NormAxioms(), at_most(Abs(Entry(x, u)), Norm(x, p))),
    (NormAxioms(), at_most(Abs(Entry(W, u, v)), Norm(W, p))),
    (NormAxioms(), at_most(Abs(Total(x * y)), n * Norm(x, p) * Norm(y, p))),
    (OneOfThem(uses=named), at_most(Norm(F(q), p), f_max)),
    (OneOfThem(uses=named), at_most(Norm(F(1), p), f_max)),
    (ChainBound(uses=named), at_most(Norm(chain, p), (f_max * Norm(W, p)) ** q)),
    (
        ChainBound(uses=named, given=several),
        at_most(Norm(inner, p), (f_max * Norm(W, p)) ** (q - 2)),
    ),
    (Ends(given=several), equal(chain, W * F(1) * inner * W * F(q))),
    (Steepest(), at_most(Norm(F(1), oo), Rational(1, 4))),
    (RowSums(given=bounded), at_most(Norm(W, oo), n * w_max)),
    (EveryPath(given=bounded), wb.paths_below.claim),
    (EachOfThem(NormAxioms(), uses=(wb.max_norm_row,)), at_most(Norm(row, oo), Norm(W, oo))),
    (Exact(), equal(Norm(fn.ones, 1), 1)),
    (Exact(), equal(Norm(ImmutableMatrix([[3, 0], [4, 0]]), 2), 5)),
    (Exact(), equal(Norm(Dot(ImmutableMatrix([[1, -2], [3, 4]]), Basis(2, 2)), oo), 4)),
]
FALSE = [
    (NormAxioms(), equal(Norm(W, 2), farthest(W, 2))),
    (NormAxioms(), equal(Norm(W, oo), farthest(W, oo))),
    (NormAxioms(), equal(Norm(W, 1), farthest(W.T, 1))),
    (NormAxioms(), equal(Norm(W, 1), farthest(W, oo))),
    (NormAxioms(), at_most(Norm(row, p), Norm(W, p))),
    (NormAxioms(), at_most(Norm(row, 1), Norm(W, 1))),
    (NormAxioms(), equal(Norm(W.T, oo), Norm(W, oo))),
    (NormAxioms(), equal(Norm(column, p), Norm(W, p))),
    (NormAxioms(), below(Norm(column, p), Norm(W, p))),
    (NormAxioms(), at_most(Norm(W * W, p), Norm(W, p))),
    (NormAxioms(), at_most(Norm(x, p), Norm(W, p))),
    (NormAxioms(), at_most(Norm(W @ x, p), Norm(W, p))),
    (NormAxioms(), at_most(Norm(W @ x, 2), Norm(W, 1) * Norm(x, 2))),
    (NormAxioms(), at_most(Norm(x, p), Abs(Entry(x, u)))),
    (NormAxioms(), at_most(Abs(Total(x * y)), Norm(x, p) * Norm(y, p))),
    (NormAxioms(), at_most(Abs(Total(x * y)), n * Norm(x, p) * Norm(x, p))),
    (OneOfThem(uses=named), at_most(Norm(F(q + 1), p), f_max)),
    (OneOfThem(uses=named), at_most(Norm(F(0), p), f_max)),
    (OneOfThem(uses=named), at_most(Norm(F(1), 2), f_max)),
    (OneOfThem(uses=named), below(Norm(F(1), p), f_max)),
    (ChainBound(uses=named), at_most(Norm(chain, p), f_max**q * Norm(W, p))),
    (ChainBound(uses=named), at_most(Norm(chain, p), Norm(W, p) ** q)),
    (ChainBound(uses=named), at_most(Norm(inner, p), (f_max * Norm(W, p)) ** (q - 2))),
    (ChainBound(), at_most(Norm(chain, p), (f_max * Norm(W, p)) ** q)),
    (
        ChainBound(uses=named),
        at_most(Norm(Chain(lambda m: W * F(m + 1), q), p), (f_max * Norm(W, p)) ** q),
    ),
    (Ends(given=()), equal(chain, W * F(1) * inner * W * F(q))),
    (Ends(given=several), equal(chain, W * F(q) * inner * W * F(1))),
    (Ends(given=several), equal(chain, W * F(1) * fn.inner(W.T) * W * F(q))),
    (Steepest(), at_most(Norm(F(1), oo), Rational(1, 8))),
    (Steepest(), at_most(Norm(W * F(1), oo), Rational(1, 4))),
    (RowSums(given=bounded), at_most(Norm(W, oo), w_max)),
    (RowSums(given=bounded), at_most(Norm(W, 2), n * w_max)),
    (RowSums(given=()), at_most(Norm(W, oo), n * w_max)),
    (EveryPath(given=()), wb.paths_below.claim),
    (
        EveryPath(given=bounded),
        at_most(wb.paths_below.claim.lhs, n ** (q - 1) * (w_max / 5) ** q),
    ),
    (
        EveryPath(given=bounded),
        at_most(wb.paths_below.claim.lhs, n ** (q - 2) * (w_max / 4) ** q),
    ),
    (
        EveryPath(given=bounded),
        at_most(
            Abs(PathSum(lambda i, j, m: Entry(W, i, j) * Entry(fn.a(t - m), j), u, v, q, n)),
            n ** (q - 1) * w_max**q,
        ),
    ),
    (EachOfThem(NormAxioms(), uses=(wb.max_norm_row,)), at_most(Norm(row, oo), Norm(W, 1) / 2)),
    (Exact(), equal(Norm(fn.ones, oo), 1)),
    (Exact(), below(Norm(fn.ones, 1), 1)),
]


@pytest.mark.parametrize(("rule", "claim"), TRUE)
def test_a_truth_is_proved(rule, claim):
    assert proves(rule, claim)


@pytest.mark.parametrize(("rule", "claim"), FALSE)
def test_a_mutant_is_not_proved(rule, claim):
    assert not proves(rule, claim)


def test_a_maximum_is_equal_to_itself_under_another_name():
    one = max_over(lambda i: max_over(lambda j: Abs(Entry(W, i, j)), 1, n), 1, n)
    other = max_over(lambda r: max_over(lambda s: Abs(Entry(W, r, s)), 1, n), 1, n)
    turned = max_over(lambda i: max_over(lambda j: Abs(Entry(W, j, i)), 1, n), 1, n)
    assert one == other != turned


def test_a_slope_without_a_known_bound_is_refused():
    from lstm_sym import Diag
    from lstm_sym.language.activations import inv

    assert not proves(Steepest(), at_most(Norm(Diag(slope(inv, fn.a(t)), n), oo), 1))
