"""Claims, steps and derivations: what cannot be meant is refused when it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Integer

from lstm_sym.cells import builtin, names
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Norm
from lstm_sym.language.shapes import ShapeError, shape
from lstm_sym.proof.derive import derived
from lstm_sym.proof.rules import AdjointOf, Algebra, Definition, GradientOf, JacobianOf
from lstm_sym.proof.step import Claim, Derivation, Misprint, Step, at_most, equal
from tests.few import few
from tests.strategies import (
    ALPHA,
    BETA,
    M,
    N,
    examples,
    matrix,
    operators,
    signal,
    vectors_of,
)

f, b, W, S = signal("f", N), signal("b", M), matrix("W", N, M), matrix("U", N, N)


@pytest.mark.parametrize(
    ("lhs", "relation", "rhs"),
    [
        (f(t), "=", b(t)),
        (W, "=", W.T),
        (W, "=", b(t)),
        (f(t), "≤", f(t)),
        (f(t), "<", ALPHA),
        (S, "≤", S),
        (f(t) + b(t), "=", f(t)),
        (W, "=", Integer(3)),
    ],
)
def test_sides_that_cannot_be_compared_are_refused(lhs: Expr, relation: str, rhs: Expr):
    with pytest.raises(ShapeError):
        Claim(lhs, relation, rhs)


@pytest.mark.parametrize("relation", ["≥", ">", "==", "≠", "", "⇒"])
def test_an_unknown_relation_is_refused(relation: str):
    with pytest.raises(ValueError, match="relation"):
        Claim(ALPHA, relation, BETA)


@examples(40)
@given(vectors_of(), vectors_of(), st.integers(-2, 2))
def test_a_step_at_another_time_is_its_claim_there(lhs: Expr, rhs: Expr, move: int):
    step = Step("s", equal(lhs, rhs), Algebra())
    moved = step.at(t + move)
    assert moved.claim == Claim(lhs.xreplace({t: t + move}), "=", rhs.xreplace({t: t + move}))
    assert moved.at(t - move).claim == step.claim
    assert moved.label == step.label


@examples(40)
@given(operators(), operators())
def test_operators_of_one_shape_are_compared(A: Expr, B: Expr):
    claim = equal(A, B)
    assert (claim.lhs, claim.relation, claim.rhs) == (A, "=", B)
    assert shape(claim.lhs) == shape(claim.rhs)
    assert at_most(Norm(A), Norm(B)).relation == "≤"


def test_a_claim_stays_as_it_is_said():
    assert equal(f(t), f(t)).lhs == f(t)
    assert equal(1, 1).rhs == Integer(1)


def test_a_derivation_refuses_what_is_said_twice_or_not_at_all():
    step = Step("s", equal(ALPHA, ALPHA), Algebra())
    with pytest.raises(ValueError, match="twice"):
        Derivation("d", "", "", (step, step))
    with pytest.raises(ValueError, match="errors arrive"):
        Derivation("d", "", "", (step,), loss="never")
    with pytest.raises(KeyError):
        Derivation("d", "", "", (step,))["other"]
    assert Derivation("d", "", "", (step,))["s"] is step


def test_a_misprint_stands_beside_the_claim():
    wrong = equal(ALPHA, BETA)
    step = Step("s", equal(ALPHA, ALPHA), Algebra(), printed=Misprint("E0", wrong))
    assert step.claims == (step.claim, wrong)
    assert Step("s", wrong, Algebra()).claims == (wrong,)


@pytest.mark.parametrize("name", few(names(), 9))
def test_all_that_the_calculus_knows_of_a_cell_is_derived(name: str):
    derivation = derived(builtin(name))
    cell = derivation.cell
    assert cell is not None

    def kinds(rule: type) -> list[Step]:
        return [step for step in derivation.steps if isinstance(step.by, rule)]

    assert len(kinds(Definition)) == len(kinds(AdjointOf)) == len(cell.computed)
    assert len(kinds(GradientOf)) == len(cell.learnt)
    blocks = sum(cell.lags[v.name] for _ in cell.carried for v in cell.carried)
    assert len(kinds(JacobianOf)) == blocks
    assert len({step.label for step in derivation.steps}) == len(derivation.steps)
    assert all(step.derived for step in derivation.steps)
