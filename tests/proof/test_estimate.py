"""Estimates, rearrangements and integrals accept what is true and refuse its mutants."""

from types import SimpleNamespace

import pytest
from sympy import Abs, Derivative, Function, Rational, oo

from derivations import constant_error_flow as flow
from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    Estimate,
    FromDefinition,
    Induction,
    Integrated,
    Misprint,
    Rearranged,
    Step,
    SumOfSquares,
    at_most,
    below,
    check,
    count,
    equal,
    magnitude,
    number,
)

a, b, c, d = (magnitude(name) for name in "abcd")
r, s = number("r"), number("s")
q = count("q")


def proves(rule, claim):
    """Whether every obligation of the reason is met."""
    return all(o.met is True for o in rule.obligations(claim))


def known(claim, given=()):
    """A step that says this, under hypotheses."""
    return Step("known", claim, SimpleNamespace(uses=(), given=given, text=""))


TRUE = [
    (Estimate(uses=(known(at_most(a, b)),)), at_most(a * c, b * c)),
    (Estimate(uses=(known(at_most(a, b)),)), at_most(a**q * c, b**q * c)),
    (Estimate(uses=(known(at_most(a, b)),)), at_most(a + c, b + c + d)),
    (Estimate(uses=(known(equal(r, a * b)), known(at_most(a, c)))), at_most(Abs(r), c * b)),
    (Estimate(uses=(known(at_most(a, b)), known(below(b, c)))), below(a, c)),
    (Estimate(uses=(known(at_most(r, s)),)), at_most(r, s)),
    (Estimate(), at_most(a, q * a)),
    (Rearranged(given=(below(a, 4 / q),)), below(q * a, 4)),
    (Rearranged(given=(at_most(r, 0),)), at_most(s**2 * r, 0)),
    (Rearranged(given=(at_most(r, 0), at_most(0, s))), at_most(s * r, 0)),
]
FALSE = [
    (Estimate(uses=(known(at_most(a, b)),)), at_most(b * c, a * c)),
    (Estimate(uses=(known(at_most(a, b)),)), at_most(r * a, r * b)),
    (Estimate(uses=(known(at_most(a, b)),)), at_most(-a, -b)),
    (Estimate(uses=(known(at_most(a, b)),)), at_most(1 / (a + 1), 1 / (b + 1))),
    (Estimate(uses=(known(at_most(r, s)),)), at_most(r**2, s**2)),
    (Estimate(uses=(known(at_most(a, b)),)), below(a, b)),
    (Estimate(uses=(known(at_most(a, b)),)), equal(a, b)),
    (Estimate(uses=(known(at_most(a, b)),)), at_most(a * c, b)),
    (Estimate(uses=(known(at_most(a, b)),)), at_most(a ** (q - 2), b ** (q - 2))),
    (Estimate(), at_most(q * a, a)),
    (Rearranged(given=(at_most(a, 4 / q),)), below(q * a, 4)),
    (Rearranged(given=(at_most(r, 0),)), at_most(s * r, 0)),
    (Rearranged(given=(at_most(r, 0), at_most(s, 0))), at_most(s * r, 0)),
    (Rearranged(given=(at_most(r, 0),)), at_most(0, s**2 * r)),
    (Algebra(), below(a, a)),
    (FromDefinition(), below(r, r)),
    (Induction(over=q), below(Rational(2) ** q, Rational(2) ** q)),
    (SumOfSquares(r), below(0, r**2)),
    (Algebra(uses=(known(at_most(a, b)),)), equal(a, b)),
]


@pytest.mark.parametrize(("rule", "claim"), TRUE)
def test_a_truth_is_proved(rule, claim):
    assert proves(rule, claim)


@pytest.mark.parametrize(("rule", "claim"), FALSE)
def test_a_mutant_is_not_proved(rule, claim):
    assert not proves(rule, claim)


f, x, w, k = Function("f", real=True), number("x"), number("w"), number("k")


@pytest.mark.parametrize(
    ("equation", "solution", "met"),
    [
        (equal(Derivative(f(x), x) * w, 1), x / w + k, True),
        (equal(Derivative(f(x), x), x), x**2 / 2 + k, True),
        (equal(Derivative(f(x), x) * w, 1), x / w, False),
        (equal(Derivative(f(x), x) * w, 1), w * x + k, False),
        (equal(Derivative(f(x), x) * w, 1), x / w + k**2, False),
        (equal(Derivative(f(x), x) * w, 1), x / w - k + w, False),
        (equal(Derivative(f(x), x), f(x)), k, False),
        (equal(Derivative(f(x), x) ** 2, 1), x + k, False),
        (at_most(Derivative(f(x), x), 1), x + k, False),
    ],
)
def test_an_integral_has_the_slope_and_a_free_constant(equation, solution, met):
    rule = Integrated(constant=k, uses=(known(equation),))
    assert proves(rule, equal(f(x), solution)) is met


def test_the_solution_with_its_constant_is_no_misprint():
    good = flow.solution.claim
    step = Step("solution", good, flow.solution.by, printed=Misprint("E8", good))
    derivation = Derivation(
        "mutant",
        "",
        "",
        (flow.condition, step),
        cell=flow.lone,
        forall={flow.x: (-oo, oo)},
        let=flow.derivation.let,
    )
    assert check(derivation).verdicts["solution"] == "refuted"


def test_a_definition_is_assumed_and_nothing_more():
    step = Step("name", equal(a, 2 * b), Definition())
    derivation = Derivation("names", "", "", (step,), forall={b: (0, oo)}, let={a: 2 * b})
    assert check(derivation).verdicts == {"name": "assumed"}
