"""Exact numbers, signs and limits: truths are accepted, mutants refused."""

import pytest
from sympy import Abs, Rational, coth, exp, oo, sinh
from sympy import tanh as hyperbolic

from lstm_sym import (
    Chained,
    Derivation,
    Exact,
    FromDefinition,
    Limit,
    Signs,
    Step,
    at_most,
    below,
    count,
    equal,
    number,
    sigma,
    slope,
    tends,
)
from lstm_sym.calculus.enclosure import enclosed, sign
from lstm_sym.calculus.signs import holds
from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import status

w, y, b, z = map(number, "wybz")
nonzero = below(0, Abs(z))


def verdict(claim, by):
    step = Step("step", claim, by)
    forall = dict.fromkeys((w, y, b, z), (-oo, oo))
    shown = (*getattr(by, "links", ()), step)
    return status(examine(step, Context(Derivation("d", "d", "", shown, forall=forall))))


def proved(claim, by):
    return all(o.met is True for o in by.obligations(claim))


# Closed numbers


@pytest.mark.parametrize(
    "claim",
    [
        below(0, exp(-100)),
        below(exp(-100), Rational(1, 10**40)),
        equal(exp(2) * exp(-1), exp(1)),
        equal(slope(sigma, 0), Rational(1, 4)),
        at_most(Abs(Rational(-1, 3)), Rational(1, 3)),
        below(Rational(71828, 10**5), exp(1) - 2),
    ],
)
def test_exact_numbers_are_decided(claim):
    assert verdict(claim, Exact()) == "verified"


@pytest.mark.parametrize(
    "claim",
    [
        equal(exp(-100), 0),
        below(exp(-100), 0),
        below(exp(1) - 2, Rational(71828, 10**5)),
        below(slope(sigma, 0), Rational(1, 4)),
        equal(slope(sigma, 0), Rational(1, 4) + Rational(1, 10**30)),
    ],
)
def test_exact_numbers_that_are_wrong_are_refused(claim):
    assert not proved(claim, Exact())


def test_an_interval_holds_its_number():
    low, high = enclosed(Rational(1, 3), 20)
    assert low <= high
    assert 3 * low <= 1 <= 3 * high
    assert high - low < 10**-20
    assert sign(exp(Rational(1, 10**25)) - 1) == 1


def test_what_is_not_enclosed_is_undecided():
    assert sign(z) is None


# Signs


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (below(0, slope(sigma, z)), ()),
        (below(slope(sigma, z), exp(-Abs(z))), ()),
        (below(0, z * hyperbolic(z / 2)), (nonzero,)),
        (at_most(0, z * hyperbolic(z / 2)), ()),
        (below(Abs(w) / 4, 1), (below(Abs(w), 4),)),
        (equal(Abs(coth(z / 2)), Abs(1 / hyperbolic(z / 2))), (nonzero,)),
        (below(1, 1 + sinh(z)), (below(0, z),)),
        (below(sigma(w * y + b), 1), ()),
    ],
)
def test_signs_that_hold(claim, given):
    assert verdict(claim, Signs(given=given)) == "verified"


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (below(slope(sigma, z), 0), ()),
        (below(exp(-Abs(z)), slope(sigma, z)), ()),
        (below(0, z * hyperbolic(z / 2)), ()),
        (below(Abs(w) / 4, 1), ()),
        (below(Abs(w) / 4, 1), (below(Abs(w), 5),)),
        (below(1, 1 + sinh(z)), ()),
        (equal(Abs(z), z), ()),
        (below(sigma(w * y + b), Rational(1, 2)), ()),
        (tends(z, z), ()),
    ],
)
def test_signs_that_do_not_hold_are_refused(claim, given):
    assert not proved(claim, Signs(given=given))


def test_an_unknown_hypothesis_helps_nothing():
    assert not proved(below(0, z), Signs(given=(below(0, z + w),)))


# Limits

some_input = (below(0, Abs(y)),)
passed = w * slope(sigma, w * y + b)


@pytest.mark.parametrize("to", [oo, -oo])
def test_a_saturated_unit_passes_nothing(to):
    assert verdict(tends(passed, 0), Limit(w, to, given=some_input)) == "verified"


@pytest.mark.parametrize("limit", [1, oo, Rational(1, 1000)])
def test_a_wrong_limit_is_refused_by_both(limit):
    by = Limit(w, oo, given=some_input)
    assert not proved(tends(passed, limit), by)
    assert verdict(tends(passed, limit), by) == "refuted"


def test_without_its_hypothesis_a_limit_is_not_shown():
    assert verdict(tends(w * y, oo), Limit(w, oo)) == "refuted"
    assert verdict(tends(w * y, oo), Limit(w, oo, given=(below(0, y),))) == "verified"


# Reasons show what they can show, and no more


@pytest.mark.parametrize("claim", [below(z, z), at_most(z, z), tends(z, z)])
def test_an_identity_is_no_order(claim):
    assert verdict(claim, FromDefinition()) == "undecided"


def test_links_are_joined_in_order_and_strict_if_one_is():
    one = Step("one", at_most(slope(sigma, z), Rational(1, 4)), Signs())
    two = Step("two", below(Rational(1, 4), Rational(1, 3)), Exact())
    strict = below(slope(sigma, z), Rational(1, 3))
    assert proved(strict, Chained((one, two)))
    assert not proved(strict, Chained((two, one)))
    assert not proved(below(slope(sigma, z), Rational(1, 4)), Chained((one,)))
    assert not proved(equal(strict.lhs, strict.rhs), Chained((one, two)))


def test_hypotheses_are_inherited_from_what_is_used():
    one = Step("one", below(Abs(w) / 4, 1), Signs(given=(below(Abs(w), 4),)))
    two = Step("two", below(Abs(w) / 4, 1), Chained((one,)))
    assert two.given == (below(Abs(w), 4),)


def test_the_number_e_is_an_exponential():
    assert verdict(equal(exp(1) * exp(z), exp(z + 1)), FromDefinition()) == "verified"
    assert verdict(equal(exp(1) * exp(z), exp(z + 2)), FromDefinition()) == "refuted"


def test_a_positive_symbol_has_no_case_in_which_it_is_negative():
    q, real = count("q"), number("r")
    assert holds(q * sigma(z), "<", {}) is True
    assert holds(real * sigma(z), "<", {}) is None
