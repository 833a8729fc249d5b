"""Each reason is good for a truth, and for no small change of it that is false."""

import pytest
from hypothesis import given
from sympy import Derivative, Identity, Integer, MatAdd, Rational, ZeroMatrix, oo, sech
from sympy import tanh as hyperbolic_tangent

from lstm_sym.calculus.adjoint import T, adjoint, bar, gradient
from lstm_sym.calculus.flow import state_jacobian
from lstm_sym.checks.checkers import Context, replay
from lstm_sym.checks.evidence import Verdict
from lstm_sym.checks.sampling import Agreement, tried
from lstm_sym.language.activations import sigma, slope, tanh
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Diag, Matrix, Norm, Outer, immediate, step, total
from lstm_sym.language.sums import Chain, OperatorSum, PathSum, product_over, sum_over
from lstm_sym.language.symbols import count, number, size, units
from lstm_sym.language.vectors import Entry, Signal, Vector
from lstm_sym.mistakes.claims import mutants
from lstm_sym.proof.rules import (
    AdjointOf,
    Algebra,
    ChainRule,
    Consequence,
    Definition,
    FromDefinition,
    GradientOf,
    Induction,
    InductiveBound,
    JacobianOf,
    SumOfSquares,
)
from lstm_sym.proof.step import Claim, Derivation, Rule, Step, at_most, equal
from tests.strategies import cells, examples

n, q, (u, v) = size("n"), count("q"), units("u v")
a, h, f, c, x = (Signal(name, n) for name in "ahfcx")
W, U, b, z = Matrix("W", n, n), Matrix("U", n, n), Vector("b", n), number("z")
rnn = Cell("rnn", {a(t): W @ h(t - 1) + U @ x(t) + b, h(t): sigma(a(t))})
gated = Cell("gated", {f(t): sigma(W @ h(t - 1)), h(t): f(t) * h(t - 1) + (1 - f(t)) * tanh(b)})
s, steep = sigma(z), slope(sigma, a(t))
FORALL = {z: (-oo, oo), q: (1, oo), u: (1, n), v: (1, n)}


def definition(claim: Claim, label: str = "definition") -> Step:
    return Step(label, claim, Definition())


error_net = Step("net", equal(a.bar(t), steep * h.bar(t)), AdjointOf(rnn, loss=False))
error_state = Step("state", equal(h.bar(t), W.T @ a.bar(t + 1)), AdjointOf(rnn, loss=False))
one_step = Step(
    "one-step", equal(a.bar(t), steep * (W.T @ a.bar(t + 1))), Algebra((error_net, error_state))
)
net = Step("net-ahead", equal(a(t), W @ h(t - 1) + U @ x(t) + b), Definition(rnn))
hidden = Step("hidden", equal(h(t), sigma(a(t))), Definition(rnn)).at(t - 1)
ahead = Step("ahead", equal(a(t), W @ sigma(a(t - 1)) + U @ x(t) + b), Algebra((net, hidden)))
known_slope = definition(equal(Derivative(s, z), s * (1 - s)))
backward = Chain(lambda m: Diag(slope(sigma, a(t - m)), n) * W.T, q)
forward = Chain(lambda m: W * Diag(slope(sigma, a(t - m)), n), q, ascending=True)
flow = total(a.bar(t - q), a.bar(t))
bounded = Step("bounded", at_most(Norm(backward), (Norm(W) / 4) ** q), InductiveBound(q))
matrix_form = Step("matrix-form", equal(flow, backward), Induction(q, along=(one_step,)))

TRUTHS: dict[str, tuple[Rule, Claim]] = {
    "definition": (Definition(rnn), equal(a(t), W @ h(t - 1) + U @ x(t) + b)),
    "definition of an output": (Definition(gated), equal(f(t), sigma(W @ h(t - 1)))),
    "algebra": (Algebra(), equal((f(t) + h(t)) ** 2 - f(t) ** 2, h(t) * (2 * f(t) + h(t)))),
    "algebra of slopes": (Algebra(), equal(steep, sigma(a(t)) - sigma(a(t)) ** 2)),
    "algebra of used steps": (
        Algebra((error_net, error_state)),
        equal(a.bar(t), steep * (W.T @ a.bar(t + 1))),
    ),
    "consequence": (
        Consequence(bounded, (matrix_form,)),
        at_most(Norm(flow), (Norm(W) / 4) ** q),
    ),
    "from the definition": (FromDefinition(), equal(Derivative(s, z), sech(z / 2) ** 2 / 4)),
    "of two functions": (FromDefinition(), equal(1 - 2 * s, -hyperbolic_tangent(z / 2))),
    "sum of squares": (
        SumOfSquares(s, uses=(known_slope,)),
        at_most(Derivative(s, z), Rational(1, 4)),
    ),
    "adjoint": (AdjointOf(rnn), equal(h.bar(t), h.loss(t) + W.T @ a.bar(t + 1))),
    "adjoint of a gate": (
        AdjointOf(gated),
        equal(f.bar(t), (h(t - 1) - tanh(b)) * h.bar(t)),
    ),
    "gradient of a matrix": (
        GradientOf(rnn),
        equal(W.bar, OperatorSum(lambda k: Outer(a.bar(k), h(k - 1)), 1, T)),
    ),
    "gradient of a vector": (
        GradientOf(rnn),
        equal(b.bar, sum_over(lambda k: a.bar(k), 1, T, "t")),
    ),
    "jacobian of a step": (JacobianOf(rnn), equal(step(h(t), h(t - 1)), Diag(steep, n) * W)),
    "jacobian of a gate": (
        JacobianOf(gated),
        equal(
            step(h(t), h(t - 1)),
            Diag(f(t), n) + Diag((h(t - 1) - tanh(b)) * f(t) * (1 - f(t)), n) * W,
        ),
    ),
    "jacobian of an equation": (
        JacobianOf(gated),
        equal(immediate(h(t), h(t - 1)), Diag(f(t), n)),
    ),
    "chain rule": (
        ChainRule((one_step,)),
        equal(
            Entry(total(a.bar(t - 1), a.bar(t)), v, u),
            slope(sigma, Entry(a(t - 1), v)) * Entry(W, u, v),
        ),
    ),
    "chain rule, forward": (ChainRule((ahead,)), equal(total(a(t), a(t - 1)), forward.at(1))),
    "induction": (Induction(q, along=(one_step,)), equal(flow, backward)),
    "induction, forward": (Induction(q, along=(ahead,)), equal(total(a(t), a(t - q)), forward)),
    "induction over a product": (
        Induction(q),
        equal(
            Chain(lambda m: Diag(f(t - m), n), q), Diag(product_over(lambda m: f(t - m), 1, q), n)
        ),
    ),
    "induction over paths": (
        Induction(q, along=(one_step,), free=(u, v)),
        equal(
            Entry(flow, v, u),
            PathSum(lambda i, j, m: Entry(W, i, j) * slope(sigma, Entry(a(t - m), j)), u, v, q, n),
        ),
    ),
    "induction over a sum": (Induction(q), equal(sum_over(lambda k: k, 1, q), q * (q + 1) / 2)),
    "inductive bound": (InductiveBound(q), at_most(Norm(backward), (Norm(W) / 4) ** q)),
    "inductive bound, max norm": (
        InductiveBound(q),
        at_most(Norm(backward, oo), (Norm(W.T, oo) / 4) ** q),
    ),
}


def accepts(rule: Rule, claim: Claim) -> bool:
    """Whether replaying the reason shows the claim, of its relation too."""
    step = Step("claim", claim, rule)
    found = replay(step, Context(Derivation("d", "", "", (*used(rule), step))))
    return found is not None and found.verdict in (Verdict.PROVED, Verdict.ASSUMED)


def used(rule: Rule) -> tuple[Step, ...]:
    """All steps that a reason leans on, the deepest first."""
    found = [step for one in rule.uses for step in (*used(one.by), one.origin or one)]
    return tuple(dict.fromkeys(found))


def context(rule: Rule, claim: Claim, cell: Cell | None) -> Context:
    """Some trials of a claim."""
    free = claim.lhs.free_symbols | claim.rhs.free_symbols
    ranges = {symbol: ends for symbol, ends in FORALL.items() if symbol in free}
    steps = (*used(rule), Step("claim", claim, rule))
    return Context(Derivation("d", "", "", steps, cell, ranges, loss="the end"), many=6)


def home(claim: Claim) -> Cell | None:
    names = {w.name for side in (claim.lhs, claim.rhs) for w in side.atoms(Vector)}
    return gated if "f" in names else rnn if names or claim.lhs.has(Norm, Matrix) else None


@pytest.mark.parametrize("what", TRUTHS)
def test_a_truth_is_accepted(what: str):
    rule, claim = TRUTHS[what]
    obligations = list(rule.obligations(claim))
    assert obligations
    assert all(o.met is True and o.what for o in obligations)
    assert rule.text
    assert all(isinstance(used, Step) for used in rule.uses)


@pytest.mark.parametrize("what", TRUTHS)
def test_a_mutant_is_refused_unless_it_is_true(what: str):
    rule, claim = TRUTHS[what]
    found = list(mutants(claim))
    assert len(found) >= 3
    given = Step("claim", claim, rule).given
    trials = context(rule, claim, home(claim)).obeying(given)
    for word, mutant in found:
        if accepts(rule, mutant):
            assert isinstance(tried(mutant, trials), Agreement), word


@examples(8)
@given(cells())
def test_what_is_derived_is_accepted(cell: Cell):
    for head, e in adjoint(cell).items():
        assert accepts(AdjointOf(cell), equal(head, e))
        assert not accepts(AdjointOf(cell), equal(head, e + head))
    for p in cell.learnt:
        assert accepts(GradientOf(cell), equal(bar(p), gradient(cell, p)))
        assert not accepts(GradientOf(cell), equal(bar(p), 2 * gradient(cell, p)))
    for (w, y), J in state_jacobian(cell).items():
        assert accepts(JacobianOf(cell), equal(step(w, y), J))
        twice = MatAdd(J, Identity(w.dim)) if w.dim == y.dim else None
        assert twice is None or not accepts(JacobianOf(cell), equal(step(w, y), twice))


def test_a_bound_below_the_truth_is_refused():
    for worse in (Rational(1, 5), Rational(1, 4) - Rational(1, 10**6), Rational(0)):
        assert not accepts(InductiveBound(q), at_most(Norm(backward), (worse * Norm(W)) ** q))


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(at_most(Norm(backward), (Norm(W) / 2) ** q), id="half"),
        pytest.param(at_most(Norm(backward), 2 * (Norm(W) / 4) ** q), id="double"),
        pytest.param(at_most(Norm(backward), (Norm(W) / 4 + 1) ** q), id="one more"),
    ],
)
def test_a_looser_bound_is_accepted(claim: Claim):
    assert accepts(InductiveBound(q), claim)


def test_what_a_rule_is_not_for_is_refused():
    wrong = equal(h(t), h(t - 1))
    for rule in (Definition(rnn), AdjointOf(rnn), GradientOf(rnn), JacobianOf(rnn)):
        assert not accepts(rule, wrong)
    for rule in (Algebra(), FromDefinition(), Induction(q), ChainRule((one_step,))):
        assert not accepts(rule, equal(s, 1 - s))
    assert not accepts(SumOfSquares(s), at_most(s, Integer(1)))
    assert not accepts(InductiveBound(q), at_most(Norm(W), Norm(W)))
    assert not accepts(Induction(q), equal(z, z))
    assert not accepts(JacobianOf(rnn), equal(total(h(t), h(t - 1)), Diag(steep, n) * W))


# Claims that no reason may accept


two_lags = Step("two lags", equal(h(t), W @ h(t - 1) + U @ h(t - 2)), Definition())
two_states = Step("two states", equal(h(t), W @ h(t - 1) + U @ c(t - 1)), Definition())
at_most_alpha = definition(at_most(Derivative(s, z), Rational(1, 4)))
alpha = number("alpha")
FALSEHOODS: dict[str, tuple[Rule, Claim]] = {
    "less by algebra": (Algebra(), Claim(z, "<", z)),
    "less by definition": (FromDefinition(), Claim(tanh(z), "<", hyperbolic_tangent(z))),
    "less by induction": (
        Induction(q),
        Claim(sum_over(lambda k: k, 1, q), "<", q * (q + 1) / 2),
    ),
    "less by squares": (SumOfSquares(s), Claim(s * (1 - s), "<", Rational(1, 4))),
    "equal by squares": (SumOfSquares(s), equal(s * (1 - s), Rational(1, 4))),
    "equal by what is less": (
        Algebra((at_most_alpha,)),
        equal(Derivative(s, z), Rational(1, 4)),
    ),
    "consequence of what is less": (
        Consequence(definition(at_most(z, alpha)), (definition(at_most(-alpha, z), "below"),)),
        at_most(-alpha, alpha),
    ),
    "a longer chain": (
        InductiveBound(q),
        at_most(Norm(Chain(lambda m: 8 * W, q + 2)), (8 * Norm(W)) ** q),
    ),
    "a chain twice as long": (
        InductiveBound(q),
        at_most(Norm(Chain(lambda m: 8 * W, 2 * q)), (8 * Norm(W)) ** q),
    ),
    "a derivative at another time": (
        JacobianOf(rnn),
        equal(step(h(t + 1), h(t)), ZeroMatrix(n, n)),
    ),
    "over a second state": (
        Induction(q, along=(two_states,)),
        equal(total(h(t), h(t - q)), Chain(lambda m: W, q, ascending=True)),
    ),
}


@pytest.mark.parametrize("what", FALSEHOODS)
def test_a_falsehood_is_refused(what: str):
    rule, claim = FALSEHOODS[what]
    assert not accepts(rule, claim)


def test_a_recurrence_of_two_lags_is_not_one_of_one():
    power = equal(total(h(t), h(t - q)), Chain(lambda m: W, q, ascending=True))
    assert not accepts(ChainRule((two_lags,)), equal(total(h(t), h(t - 2)), U))
    assert not accepts(Induction(q, along=(two_lags,)), power)


CRASHES: dict[str, tuple[Rule, Claim]] = {
    "KeyError": (JacobianOf(rnn), equal(immediate(h(t + 1), a(t + 1)), ZeroMatrix(n, n))),
    "Unbounded": (InductiveBound(q), at_most(Norm(Chain(lambda m: Diag(f(t - m), n), q)), 1)),
    "TypeError": (JacobianOf(rnn), equal(step(h(t), h(t - 2)), 0)),
}


@pytest.mark.parametrize("raised", CRASHES)
def test_a_rule_answers_whatever_is_claimed(raised: str):
    rule, claim = CRASHES[raised]
    assert not accepts(rule, claim)
