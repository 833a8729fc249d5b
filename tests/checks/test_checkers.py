"""Checkers: what is right is verified, what is wrong is refuted or left open, each on its road."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Rational, ZeroMatrix, oo

from lstm_sym.cells import builtin
from lstm_sym.checks import shaken as shared
from lstm_sym.checks.checkers import (
    Context,
    by_components,
    complex_step,
    erratum,
    examine,
    replay,
    sample,
)
from lstm_sym.checks.evidence import Verdict, status
from lstm_sym.checks.sampling import Agreement, tried
from lstm_sym.language.activations import relu, sigma, slope, tanh
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Diag, Matrix, step, total
from lstm_sym.language.symbols import number, size
from lstm_sym.language.vectors import Signal
from lstm_sym.mistakes.claims import mutants
from lstm_sym.proof.derive import derived
from lstm_sym.proof.rules import AdjointOf, Algebra, Definition, GradientOf, JacobianOf
from lstm_sym.proof.step import Claim, Derivation, Misprint, Step, at_most, equal
from tests.strategies import cells, examples

n, z = size("n"), number("z")
h, a, W, U = Signal("h", n), Signal("a", n), Matrix("W", n, n), Matrix("U", n, n)
nested = Cell("nested", {h(t): tanh(W @ tanh(U @ h(t - 1)))})
plain = Cell("plain", {a(t): W @ h(t - 1), h(t): sigma(a(t))})
ROADS = (AdjointOf, GradientOf, JacobianOf)


def alone(step: Step, cell: Cell | None = None, many: int = 4) -> Context:
    return Context(Derivation("d", "", "", (step,), cell, {z: (-oo, oo)}), many=many)


@examples(6)
@given(cells())
def test_all_that_is_derived_of_a_cell_is_verified_or_defined(cell: Cell):
    derivation = derived(cell)
    context = Context(derivation, many=3)
    for one in derivation.steps:
        found = examine(one, context)
        expected = "assumed" if isinstance(one.by, Definition) else "verified"
        assert status(found) == expected, (one.label, found)


def test_relu_is_verified_too():
    derivation = derived(Cell("relu", {h(t): relu(W @ h(t - 1))}))
    context = Context(derivation, many=3)
    assert {status(examine(one, context)) for one in derivation.steps} == {"assumed", "verified"}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_an_exploding_cell_is_verified_too():
    y, x = Signal("y", n), Signal("x", n)
    derivation = derived(Cell("growing", {h(t): 3 * h(t - 1) + W @ x(t), y(t): sigma(h(t))}))
    context = Context(derivation, many=12)
    assert {status(examine(one, context)) for one in derivation.steps} == {"assumed", "verified"}


@examples(6)
@given(cells(), st.data())
def test_components_prove_the_right_and_leave_the_wrong_open(cell: Cell, data: st.DataObject):
    derivation = derived(cell)
    context = Context(derivation, many=4)
    steps = [one for one in derivation.steps if isinstance(one.by, ROADS)]
    one = data.draw(st.sampled_from(steps))
    found = by_components(one, context)
    assert found is not None
    assert found.verdict is Verdict.PROVED
    near = [mutant for word, mutant in mutants(one.claim) if "Response" not in word]
    wrong = [mutant for mutant in near if not isinstance(tried(mutant, context.trials), Agreement)]
    for mutant in wrong[:6]:
        found = by_components(Step("mutant", mutant, one.by), context)
        assert found is None or found.verdict is Verdict.UNDECIDED, mutant


def test_components_do_not_prove_a_derivative_at_another_time():
    wrong = Step("wrong", equal(step(h(t + 1), h(t)), ZeroMatrix(n, n)), JacobianOf(plain))
    assert sample(wrong, alone(wrong, plain, many=8)).verdict is not Verdict.SUPPORTED
    assert by_components(wrong, alone(wrong, plain)).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("rule", "claim"),
    [
        (
            JacobianOf(nested),
            equal(
                step(h(t), h(t - 1)),
                Diag(slope(tanh, W @ tanh(U @ h(t - 1))), n)
                @ W
                @ Diag(slope(tanh, U.T @ h(t - 1)), n)
                @ U,
            ),
        ),
        (
            JacobianOf(nested),
            equal(
                step(h(t), h(t - 1)),
                Diag(slope(tanh, W @ tanh(U.T @ h(t - 1))), n)
                @ W
                @ Diag(slope(tanh, U @ h(t - 1)), n)
                @ U,
            ),
        ),
    ],
)
def test_a_transpose_within_nested_sums_is_seen(rule: JacobianOf, claim: Claim):
    wrong = Step("wrong", claim, rule)
    right = Step("right", claim.xreplace({U.T: U}), rule)
    assert by_components(right, alone(right, nested)).verdict is Verdict.PROVED
    assert by_components(wrong, alone(wrong, nested)).verdict is Verdict.UNDECIDED
    assert replay(wrong, alone(wrong, nested)).verdict is Verdict.UNDECIDED
    assert sample(wrong, alone(wrong, nested)).verdict is Verdict.REFUTED


def test_the_replay_of_what_the_machine_wrote_says_nothing():
    claim = equal(h(t), sigma(a(t)))
    written = Step("s", claim, AdjointOf(plain), derived=True)
    assert replay(written, alone(written, plain)) is None
    assumed = Step("s", claim, Definition(plain), derived=True)
    assert replay(assumed, alone(assumed, plain)).verdict is Verdict.ASSUMED
    false = Step("s", equal(h(t), tanh(a(t))), Definition(plain), derived=True)
    assert replay(false, alone(false, plain)).verdict is Verdict.UNDECIDED


def test_each_checker_minds_its_own_business():
    about_numbers = Step("s", equal(z, z), Algebra())
    assert by_components(about_numbers, alone(about_numbers)) is None
    assert complex_step(about_numbers, alone(about_numbers)) is None
    assert erratum(about_numbers, alone(about_numbers)) is None
    far = Step("s", equal(total(h(t), h(t - 1)), W), JacobianOf(plain))
    assert by_components(far, alone(far, plain)).verdict is Verdict.UNDECIDED


TRUE, FALSE = equal(z**2, z * z), equal(z**2, 2 * z)


@pytest.mark.parametrize(
    ("printed", "verdict", "outcome"),
    [
        (FALSE, Verdict.PROVED, "verified"),
        (TRUE, Verdict.REFUTED, "refuted"),
        (at_most(z**2, 1), Verdict.PROVED, "verified"),
        (at_most(-(z**2), 0), Verdict.REFUTED, "refuted"),
        (equal(z**2, z**2 + Rational(1, 10**7)), Verdict.PROVED, "verified"),
    ],
)
def test_a_misprint_must_be_one(printed: Claim, verdict: Verdict, outcome: str):
    one = Step("s", TRUE, Algebra(), printed=Misprint("E0", printed))
    assert erratum(one, alone(one)).verdict is verdict
    assert status(examine(one, alone(one))) == outcome


def test_a_misprint_out_of_reach_is_left_open():
    claim = equal(h(t), sigma(a(t)))
    printed = Misprint("E0", equal(h(t), Signal("nobody", n)(t)))
    one = Step("s", claim, Definition(plain), printed=printed)
    assert erratum(one, alone(one, plain)).verdict is Verdict.UNDECIDED


def doubled(found: dict) -> dict:
    return {name: 2 * v for name, v in found.items()}


def test_a_broken_adjoint_is_refuted_by_the_complex_step(monkeypatch: pytest.MonkeyPatch):
    derivation = derived(builtin("rnn"))
    steps = [one for one in derivation.steps if isinstance(one.by, GradientOf)]

    def verdicts() -> set[Verdict]:
        context = Context(derivation, many=2)
        return {complex_step(one, context).verdict for one in steps}

    assert verdicts() == {Verdict.SUPPORTED}
    right = shared.gradients
    monkeypatch.setattr(shared, "gradients", lambda network: doubled(right(network)))
    assert verdicts() == {Verdict.REFUTED}


def test_a_wrong_cell_is_refuted_by_every_road():
    other = Cell("other", {a(t): W @ h(t - 1), h(t): tanh(a(t))})
    right, wrong = derived(plain), derived(other)
    for one in right.steps:
        if one.label in ("error-a", "jacobian-h-h"):
            moved = Step(one.label, one.claim, type(one.by)(wrong.cell))
            assert status(examine(moved, Context(wrong, many=4))) == "refuted"
            assert by_components(moved, Context(wrong, many=4)).verdict is Verdict.UNDECIDED


def test_verdicts_come_again():
    derivation = derived(builtin("rnn"))
    once = [examine(one, Context(derivation, many=3)) for one in derivation.steps]
    again = [examine(one, Context(derivation, many=3)) for one in derivation.steps]
    assert once == again


@pytest.mark.parametrize("e", [z, z**2])
def test_a_claim_of_a_number_needs_no_cell(e: Expr):
    one = Step("s", equal(e, e), Algebra())
    assert status(examine(one, alone(one))) == "verified"
