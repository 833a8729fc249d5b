"""Bounds of paths by their edges, peaks, instances: truths are accepted, mutants refused."""

from dataclasses import replace

import pytest
from sympy import Abs, ImmutableDenseMatrix, Rational, S

from derivations import (
    cancelling_paths,
    coth_maximiser,
    coth_numbers,
    largest_products,
    paired_weights,
    sums_over_paths,
)
from lstm_sym import Claim, EachEdge, EveryPath, Instance, LargestEdge, SmallestEdge, below, equal
from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import status
from lstm_sym.language.operators import Dot
from lstm_sym.language.vectors import Vector
from lstm_sym.lower.latex import decimal
from tests.few import few

MODULES = (
    cancelling_paths,
    coth_maximiser,
    coth_numbers,
    largest_products,
    paired_weights,
    sums_over_paths,
)


def verdict(module, step):
    return status(examine(step, Context(module.derivation)))


def mutated(module, label, **sides):
    """The verdict on a step with one side of its claim put otherwise."""
    step = module.derivation[label]
    old = step.claim
    claim = Claim(
        sides.get("lhs", old.lhs), sides.get("relation", old.relation), sides.get("rhs", old.rhs)
    )
    return verdict(module, replace(step, claim=claim))


@pytest.mark.parametrize("module", few(MODULES, 1), ids=lambda module: module.__name__)
def test_every_step_is_verified(module):
    found = {step.label: verdict(module, step) for step in module.derivation.steps}
    assert {label for label, said in found.items() if said not in ("verified", "assumed")} == set()


lp, sp = largest_products, sums_over_paths
n, q, r = lp.n, lp.q, sp.r


@pytest.mark.parametrize(
    ("label", "sides"),
    [
        ("terms", {"rhs": n**q}),
        ("terms", {"rhs": q ** (n - 1)}),
        ("alike", {"rhs": n ** (q - 1) * r ** (q - 1)}),
        ("alike", {"rhs": n**q * r**q}),
        ("grows", {"lhs": lp.largest**q}),
        ("grows", {"lhs": lp.smallest ** (q - 1)}),
        ("decays", {"rhs": lp.smallest**q}),
        pytest.param("at-least", {"lhs": lp.c ** (q + 1)}, marks=pytest.mark.slow),
        ("not-above", {"rhs": lp.beta ** (q + 1)}),
        ("halves", {"rhs": Rational(3, 2) ** q}),
        ("halves-explode", {"rhs": S.Zero}),
        ("sum-bound", {"rhs": lp.largest**q}),
        ("sum-bound", {"rhs": n ** (q - 2) * lp.largest**q}),
        ("flow-bound", {"rhs": lp.largest**q}),
        ("slope-off", {"rhs": sp.heaviest / 5}),
        ("weights-bound", {"rhs": n ** (q - 1) * (sp.heaviest / 5) ** q}),
        ("global-flow", {"rhs": n ** (q - 1) * lp.largest**q}),
        ("ones", {"rhs": Rational(5, 2) ** q}),
        ("explodes", {"rhs": S.Zero}),
    ],
)
def test_mutants_of_the_path_bounds_are_refused(label, sides):
    module = lp if label in {step.label for step in lp.derivation.steps} else sp
    assert mutated(module, label, **sides) in ("undecided", "refuted")


cm = coth_maximiser


@pytest.mark.parametrize(
    ("label", "sides"),
    [
        ("derivative", {"rhs": cm.derivative_of_passed.xreplace({cm.w: -cm.w})}),
        ("factored", {"rhs": -cm.factored.claim.rhs}),
        ("stationary", {"rhs": Rational(1, 1000)}),
        ("second-derivative", {"rhs": -cm.second_derivative.claim.rhs}),
        ("second-derivative", {"rhs": cm.second_derivative.claim.rhs * 2}),
        ("largest", {"rhs": cm.largest.claim.rhs / 2}),
        ("pointwise", {"rhs": Abs(cm.w) / 5}),
        ("below-one", {"rhs": Rational(1, 2)}),
        ("positive-weights", {"rhs": Rational(1, 4)}),
    ],
)
def test_mutants_of_the_maximiser_are_refused(label, sides):
    assert mutated(cm, label, **sides) in ("undecided", "refuted")


def test_the_digits_of_the_root_are_the_last_that_hold():
    low, high = coth_numbers.ROOT
    rising, x = coth_numbers.rising, coth_numbers.x
    assert mutated(coth_numbers, "root-above", lhs=rising.xreplace({x: high})) != "verified"
    assert mutated(coth_numbers, "root-below", rhs=rising.xreplace({x: low})) != "verified"


def test_the_peak_is_not_below_its_value():
    assert mutated(coth_numbers, "most", rhs=coth_numbers.MOST[0]) != "verified"
    assert verdict(coth_numbers, coth_numbers.most) == "verified"


def test_an_instance_keeps_its_hypotheses():
    x, w = coth_numbers.x, coth_numbers.w
    claim = coth_numbers.most.claim.xreplace({x: w})
    assert not all(o.met is True for o in Instance(coth_numbers.most, {x: w}).obligations(claim))
    positive = Instance(coth_numbers.most, {x: w}, given=(below(0, w),))
    assert all(o.met is True for o in positive.obligations(claim))


def test_each_factor_is_paired_with_what_feeds_its_unit():
    pw = paired_weights
    right = pw.repaired.claim.rhs
    swapped = right.xreplace({pw.W: pw.W.T})
    assert mutated(pw, "re-paired", rhs=swapped) != "verified"
    assert mutated(pw, "outgoing", rhs=pw.incoming.claim.rhs) == "refuted"


def test_edges_of_two_sizes_are_not_alike():
    uneven = ImmutableDenseMatrix([[1, 2], [1, 1]])
    for make, number in ((SmallestEdge, 1), (LargestEdge, 2)):
        e = make(lambda i, j, m: cancelling_paths.Entry(uneven, i, j), q, 2)
        assert not all(o.met is True for o in EachEdge().obligations(equal(e, number)))


def test_a_power_that_does_not_vanish_is_not_zero():
    M = ImmutableDenseMatrix([[1, 1], [0, 1]])
    x = Vector("x", 2)
    assert Dot(M, Dot(M, x)) == Dot(M * M, x) != 0
    N = ImmutableDenseMatrix([[1, 1], [-1, -1]])
    assert Dot(N, Dot(N, x)) == 0


def test_paths_need_an_edge():
    claim = lp.grows.claim.xreplace({q: 0})
    assert not all(o.met is True for o in EveryPath().obligations(claim))


@pytest.mark.parametrize(
    ("module", "label"),
    [
        (coth_maximiser, "small-weight"),
        (coth_maximiser, "other-factors"),
        (coth_maximiser, "concave"),
        (coth_maximiser, "positive-weights"),
        (coth_maximiser, "negative-weights"),
        (coth_numbers, "root-single"),
        (largest_products, "all-large"),
        (largest_products, "all-small"),
        (largest_products, "explodes"),
        (largest_products, "vanishes"),
    ],
)
def test_without_its_hypothesis_a_claim_does_not_stand(module, label):
    step = module.derivation[label]
    assert step.given
    assert verdict(module, replace(step, by=replace(step.by, given=()))) != "verified"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Rational(1, 4), ""),
        (Rational(1, 3 * 10**6), ""),
        (Rational(12345, 10**5), "0.12345"),
        (Rational(-3, 10**6), "-0.000003"),
        (Rational(3 * 10**6 + 1, 10**6), "3.000001"),
    ],
)
def test_a_long_fraction_is_written_as_the_decimal_that_it_is(number, written):
    assert decimal(number) == written
