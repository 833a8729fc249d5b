"""What holds of numbers holds of vectors, entry by entry; displacements follow the derivative."""

import pytest
from sympy import Abs, Derivative, Subs, cosh, oo

from derivations import contraction
from derivations import regulariser as reg
from derivations import robust_latching as rl
from lstm_sym import (
    Definition,
    Diag,
    Directional,
    DirectionalLimit,
    Dot,
    Entrywise,
    Norm,
    NormAxioms,
    Step,
    Total,
    Vector,
    at_most,
    below,
    equal,
    max_over,
    min_over,
    number,
    relu,
    size,
    slope,
    t,
    tanh,
    tends,
)
from lstm_sym.language.vectors import Entry

n, x, v, W, s, m = rl.n, rl.x, rl.v, rl.W, rl.s, contraction.m
z, y, one_unit, J, moved = rl.z, rl.y, contraction.one_unit, rl.J, rl.moved
pairs = ((z, x), (y, v))
w = Vector("w", size("k"))
whole = Step("whole", at_most(Abs(tanh(z) - tanh(y)), Abs(z - y)), Definition())
squares = Step("squares", at_most(Abs(z**2 - y**2), Abs(z - y) * Abs(z + y)), Definition())
bounded = 1 / cosh(m) ** 2


def along(e):
    """The derivative of a number in s, at zero."""
    return Subs(Derivative(e, s), s, 0)


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


TRUE = [
    (Entrywise(one_unit, pairs), at_most(Norm(tanh(x) - tanh(v), 1), bounded * Norm(x - v, 1))),
    (Entrywise(whole, pairs), at_most(Norm(tanh(x) - tanh(v)), Norm(x - v))),
    (DirectionalLimit(s), rl.directional.claim),
    (DirectionalLimit(s), tends(Norm(s**2 * x + s * v, oo) / s, Norm(v, oo))),
    (NormAxioms(), at_most(Norm(x - v, 1), Norm(x, 1) + Norm(v, 1))),
    (NormAxioms(), at_most(Norm(x + v - W @ x), Norm(x - W @ x) + Norm(v))),
    (NormAxioms(), equal(Norm(x) ** 2, Total(x**2))),
]
TRUE += [
    (Directional(given=reg.some), reg.immediate.claim),
    (Directional(), equal(along(Total(x * (v + s * x))), Total(x * x))),
    (
        Directional(given=(below(0, Norm(x)),)),
        equal(along(Norm(x + s * v)), Total(x * v) / Norm(x)),
    ),
    (NormAxioms(), equal(Norm(Diag(v, n), 1), max_over(lambda i: Abs(Entry(v, i)), 1, n))),
    (NormAxioms(), at_most(Abs(z - y), Abs(y) + Abs(z))),
]
FALSE = [
    (Directional(), reg.immediate.claim),
    (Directional(given=reg.some), equal(reg.immediate.claim.lhs, 2 * reg.immediate.claim.rhs)),
    (Directional(given=(below(0, Norm(x)),)), equal(along(Norm(x + s * v)), Norm(v))),
    (Directional(given=(below(0, Norm(x)),)), equal(along(Norm(x + s * v, oo)), Norm(v))),
    (Directional(), equal(along(Total(x * (v + s * x))), Total(x * v))),
    (NormAxioms(), equal(Norm(Diag(v, n)), max_over(lambda i: Entry(v, i), 1, n))),
    (NormAxioms(), equal(Norm(W), max_over(lambda i: Abs(Entry(W, i, i)), 1, n))),
    (NormAxioms(), at_most(Abs(z + y), Abs(y) - Abs(z))),
    (Entrywise(whole, pairs), at_most(Norm(tanh(x) - tanh(v)), Norm(x - v) / 2)),
    (Entrywise(whole, pairs), at_most(Norm(tanh(x) - tanh(v), 1), Norm(x - v))),
    (Entrywise(whole, pairs), at_most(Norm(tanh(x) + tanh(v)), Norm(x - v))),
    (Entrywise(whole, pairs), at_most(Norm(x - v), Norm(tanh(x) - tanh(v)))),
    (Entrywise(whole, pairs), equal(Norm(tanh(x) - tanh(v)), Norm(x - v))),
    (Entrywise(squares, pairs), at_most(Norm(x**2 - v**2), Norm(x - v) * Norm(x + v))),
    (Entrywise(whole, ((z, x), (y, w))), at_most(Norm(tanh(x) - tanh(v)), Norm(x - v))),
    (DirectionalLimit(s), tends(Norm(moved) / s, Norm(Dot(W, v)))),
    (DirectionalLimit(s), tends(Norm(moved) / s, Norm(Dot(J, v), oo))),
    (DirectionalLimit(s), tends(Norm(moved + x) / s, Norm(Dot(J, v)))),
    (DirectionalLimit(s), tends(Norm(moved) / s**2, Norm(Dot(J, v)))),
    (DirectionalLimit(s), equal(Norm(moved) / s, Norm(Dot(J, v)))),
    (DirectionalLimit(s), tends(Norm(relu(s * v)) / s, Norm(slope(relu, 0 * v) * v))),
    (DirectionalLimit(s, to=oo), rl.directional.claim),
    (NormAxioms(), at_most(Norm(x - v, 1), Norm(x, 1) - Norm(v, 1))),
    (NormAxioms(), at_most(Norm(x - v, 1), Norm(x, 1) + Norm(v, 2))),
    (NormAxioms(), at_most(Norm(x) + Norm(v), Norm(x + v))),
    (NormAxioms(), at_most(Norm(x - v), Norm(x) + Norm(x))),
    (NormAxioms(), equal(Norm(x, 1) ** 2, Total(x**2))),
    (NormAxioms(), equal(Norm(x) ** 2, Total(x))),
    (NormAxioms(), equal(Norm(x) ** 3, Total(x**2))),
]


@pytest.mark.parametrize(("rule", "claim"), TRUE)
def test_a_truth_is_proved(rule, claim):
    assert proves(rule, claim)


@pytest.mark.parametrize(("rule", "claim"), FALSE)
def test_a_falsehood_is_not_proved(rule, claim):
    assert not proves(rule, claim)


def test_what_is_given_of_numbers_is_given_of_all_entries():
    given = Entrywise(one_unit, pairs).given
    for vector in (x, v):
        smallest = min_over(lambda i, u=vector: Entry(u, i), 1, n)
        assert at_most(m, smallest) in given
    assert not any(side.has(z, y) for h in given for side in (h.lhs, h.rhs))


def test_the_noise_of_a_tube_is_bounded_at_all_times():
    start, *others = rl.tube.given
    assert start == rl.in_tube.xreplace({t: 0})
    assert len(others) == 2
    assert number("y") not in {f for h in others for side in (h.lhs, h.rhs) for f in side.atoms()}
