"""Reasons about rising, concave and slowly changing functions, and about what a run keeps."""

from dataclasses import replace

import pytest
from sympy import Abs, Derivative, Subs, atanh, cosh, coth, exp, sinh, sqrt

from derivations import latch as one
from derivations import latch_noise as ln
from lstm_sym import (
    Definition,
    Entry,
    FromDefinition,
    Grows,
    Highest,
    Invariant,
    MeanValue,
    Positive,
    Rearranged,
    Rises,
    Signs,
    Step,
    at_most,
    below,
    equal,
    number,
    relu,
    t,
    tanh,
)
from lstm_sym.calculus.signs import Region
from lstm_sym.calculus.smooth import is_smooth

x, y, z, w, m = map(number, "xyzwm")
some = below(0, x)


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


def said(claim, by=None):
    return Step(str(claim), claim, by or Definition())


def signed(claim, *given):
    return said(claim, Signs(given=given))


steep = signed(below(0, Derivative(sinh(x) - x, x)), some)
everywhere = signed(below(0, Derivative(tanh(x), x)))
pole = signed(below(0, Derivative(-1 / (x - 1), x)), some)
kink = said(below(0, Derivative(relu(x), x)))
ordered, turned = said(at_most(y, z)), said(at_most(z, y))
onward = said(below(0, y))
parabola = x * exp(-x)
flat = said(equal(Subs(Derivative(parabola, x), x, 1), 0), FromDefinition())
bent = said(below(Derivative(parabola, x, x), 0), Signs(given=(some,)))
one_positive = said(below(0, 1))
slow = said(at_most(Abs(Derivative(tanh(x), x)), 1))
slow_above = said(
    at_most(Abs(Derivative(tanh(x), x)), 1 / cosh(m) ** 2), Rearranged(given=(at_most(m, x),))
)
kinked = said(at_most(Abs(Derivative(relu(x), x)), 1))
kept = ln.latched.by
low_half = at_most(ln.one_unit.claim.lhs, ln.one_unit.claim.rhs)

TRUE = [
    (Grows(x, steep), below(0, sinh(x) - x)),
    (Grows(x, signed(below(0, Derivative(exp(x), x)), some)), below(1, exp(x))),
    (Rises(x, everywhere, ordered), at_most(tanh(y), tanh(z))),
    (Rises(x, steep, ordered, onward), at_most(sinh(y) - y, sinh(z) - z)),
    (MeanValue(x, slow, (y, z)), at_most(Abs(tanh(y) - tanh(z)), Abs(y - z))),
    (
        MeanValue(x, slow_above, (y, z)),
        at_most(Abs(tanh(y) - tanh(z)), Abs(y - z) / cosh(m) ** 2),
    ),
    (Positive((one.sinh_above, one.sinh_positive), of=one.weight_slope), one.weight_rises.claim),
    (Positive((onward,)), below(0, y**3)),
    (ln.largest_push.by, ln.largest_push.claim),
    (kept, ln.latched_claim),
]
FALSE = [
    (Grows(x, steep), below(1, sinh(x) - x)),
    (Grows(x, steep), at_most(0, sinh(x) - x)),
    (Grows(x, steep), below(0, sinh(x) - 2 * x)),
    (Grows(x, steep, start=-1), below(-sinh(1) + 1, sinh(x) - x)),
    (Grows(x, pole), below(1, -1 / (x - 1))),
    (Grows(x, kink), below(0, relu(x))),
    (Grows(x, signed(below(0, Derivative(exp(x), x)), below(1, x))), below(1, exp(x))),
    (Rises(x, everywhere, ordered), at_most(tanh(z), tanh(y))),
    (Rises(x, everywhere, turned), at_most(tanh(y), tanh(z))),
    (Rises(x, everywhere, ordered), below(tanh(y), tanh(z))),
    (Rises(x, steep, ordered), at_most(sinh(y) - y, sinh(z) - z)),
    (Rises(x, pole, ordered, onward), at_most(-1 / (y - 1), -1 / (z - 1))),
    (Highest(x, 1, flat, bent, one_positive), at_most(parabola, exp(-2))),
    (Highest(x, 2, flat, bent, said(below(0, 2))), at_most(parabola, 2 * exp(-2))),
    (Highest(x, 1, flat, said(below(0, Derivative(parabola, x, x))), one_positive), one.cost.claim),
    (MeanValue(x, slow, (y, z)), at_most(Abs(tanh(y) - tanh(z)), Abs(y - z) / 2)),
    (MeanValue(x, slow, (y, z)), at_most(Abs(tanh(y) - tanh(w)), Abs(y - z))),
    (MeanValue(x, slow, (y, z)), at_most(Abs(tanh(2 * y) - tanh(2 * z)), Abs(y - z))),
    (MeanValue(x, kinked, (y, z)), at_most(Abs(relu(y) - relu(z)), Abs(y - z))),
    (Positive((onward,)), below(0, y * z)),
    (Positive((onward,)), below(y, 0)),
    (Positive((ordered,)), below(0, z)),
    (Positive((one.sinh_positive,), of=one.weight_slope), one.weight_rises.claim),
    (replace(kept, keeps=ln.small_noise), ln.latched_claim),
    (replace(kept, put={**kept.put, ln.y: Entry(ln.h(t - 1), ln.v)}), ln.latched_claim),
    (replace(kept, put={**kept.put, ln.z: Entry(ln.a(t - 2), ln.v)}), ln.latched_claim),
    (replace(kept, along=replace(ln.one_unit, claim=low_half)), ln.latched_claim),
    (replace(kept, along=ln.state), ln.latched_claim),
    (kept, at_most(2 * ln.c, Entry(ln.a(t), ln.v))),
    (kept, at_most(Entry(ln.a(t), ln.v), ln.c)),
]


@pytest.mark.parametrize(("rule", "claim"), TRUE)
def test_a_truth_is_proved(rule, claim):
    assert proves(rule, claim)


@pytest.mark.parametrize(("rule", "claim"), FALSE)
def test_a_falsehood_is_not_proved(rule, claim):
    assert not proves(rule, claim)


def test_what_is_bounded_beyond_a_number_is_claimed_beyond_it_only():
    rule = MeanValue(x, slow_above, (y, z))
    assert rule.given == (at_most(m, y), at_most(m, z))
    assert Rises(x, steep, ordered, onward).given == ()
    assert isinstance(ln.latched.by, Invariant)
    assert at_most(ln.c, Entry(ln.a(0), ln.v)) in ln.latched.given


SMOOTH = [tanh(x), sinh(x) / cosh(x), x**3, 1 / (1 + exp(x)), sqrt(1 + exp(x)), exp(-(x**2))]
ROUGH = [Abs(x), relu(x), coth(x), 1 / x, sqrt(x), 1 / (x - 1) ** 2, atanh(x), x**y]


@pytest.mark.parametrize("e", SMOOTH)
def test_a_smooth_function_is_known(e):
    assert is_smooth(e, x, {})


@pytest.mark.parametrize("e", ROUGH)
def test_a_pole_or_a_kink_is_seen(e):
    assert not is_smooth(e, x, {})


def test_a_pole_outside_of_the_region_does_no_harm():
    assert all(is_smooth(e, x, {x: Region(low=0)}) for e in (coth(x), 1 / x, sqrt(x)))
