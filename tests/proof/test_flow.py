"""The error flow of every cell is bounded by proof, and no smaller bound is proved."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Max, Rational, oo, sqrt

import lstm_sym
from derivations import comparison_matrices
from lstm_sym.calculus.comparison import Comparison, state_bound
from lstm_sym.calculus.magnitudes import Magnitudes
from lstm_sym.cells import builtin, names
from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import Verdict, status
from lstm_sym.language.activations import identity, relu, sigma, softplus, tanh
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Norm, Response, step
from lstm_sym.language.spectra import SmallestStretch
from lstm_sym.language.symbols import magnitude
from lstm_sym.language.vectors import Entry, Vector
from lstm_sym.lower.numpy import value
from lstm_sym.lower.text import text
from lstm_sym.proof.flow import error_flow
from lstm_sym.proof.flow.many import q
from lstm_sym.proof.flow.one import index_of_norms
from lstm_sym.proof.rules import LiftedStretch, PathNorms, PathStretch, Perron, StateNorm
from lstm_sym.proof.step import Claim, Derivation, Step, at_most, below
from tests.calculus.test_terms import at
from tests.checks.test_horizon import as_network, drawn
from tests.strategies import examples, networks

FEW = ("rnn", "rnn-logistic", "lstm97", "minlstm")
CELLS = [
    pytest.param(name, marks=[] if name in FEW else [pytest.mark.slow], id=name) for name in names()
]


@pytest.mark.parametrize("name", CELLS)
def test_the_error_flow_of_a_built_in_cell_is_bounded(name: str):
    derivation = error_flow(builtin(name))
    context = Context(derivation)
    found = {step.label: status(examine(step, context)) for step in derivation.steps}
    assert set(found.values()) <= {"verified", "assumed"}, found
    assumed = {label for label, verdict in found.items() if verdict == "assumed"}
    assert all(label.startswith(("largest-", "comparison", "smallest")) for label in assumed)


def claims(name: str) -> dict[str, str]:
    return {s.label: text(s.claim.rhs) for s in error_flow(builtin(name)).steps}


def test_the_bounds_of_the_classics():
    assert claims("rnn")["comparison"] == "|U|_p"
    assert claims("rnn-logistic")["comparison"] == "|W|_p/4"
    lstm = claims("lstm")
    assert lstm["norm-c-c"] == "|f[t]|_oo"
    assert lstm["norm-c-h"] == "|U_f|_p*|c[t-1]|_oo/4 + |U_g|_p + |U_i|_p/4"
    assert lstm["state-h"] == "1"
    assert lstm["growth-c"] == "(1 - M_f**q)/(1 - M_f) + |c[t-q]|_oo*M_f**q"
    assert claims("lstm97")["growth-c"] == "2*q + |c[t-q]|_oo"
    assert claims("gru-torch")["growth-h"] == "max(1, |h[t-q]|_oo)"


def refused(derivation: Derivation, label: str, claim: Claim) -> bool:
    """Whether the reason of a step does not show another claim."""
    obligations = list(derivation[label].by.obligations(claim))
    return any(o.met is not True for o in obligations)


def shrunk(claim: Claim) -> Iterator[Claim]:
    """The claim with each number, norm and name on its right made smaller."""
    for part in sorted(claim.rhs.atoms(Rational), key=str):
        if part > 0 and part != oo:
            yield Claim(claim.lhs, "≤", claim.rhs.xreplace({part: part * Rational(9, 10)}))
    for part in sorted(claim.rhs.atoms(Norm), key=str):
        yield Claim(claim.lhs, "≤", claim.rhs.xreplace({part: part * Rational(9, 10)}))


@pytest.mark.parametrize("name", FEW)
def test_no_smaller_bound_is_shown(name: str):
    derivation = error_flow(builtin(name))
    tried = 0
    for one in derivation.steps:
        if isinstance(one.by, PathNorms | StateNorm):
            for claim in shrunk(one.claim):
                tried += 1
                assert refused(derivation, one.label, claim), (one.label, text(claim.rhs))
    assert tried >= 1


def test_a_power_of_something_else_is_refused():
    derivation = error_flow(builtin("lstm"))
    flow = derivation["flow-c-h"]
    assert not refused(derivation, "flow-c-h", flow.claim)
    chain = flow.claim.rhs.of
    for wrong in (
        Entry(chain, 2, 1),
        Entry(chain, 1, 1),
        Entry(chain.func(*chain.args[:2], q - 1, chain.args[3]), 1, 2),
        Norm(chain.body, 1) ** q,
        Norm(chain.body, oo) ** (q - 1),
    ):
        assert refused(derivation, "flow-c-h", at_most(flow.claim.lhs, wrong)), wrong
    cut = flow.by.blocks[1:]
    assert any(
        o.met is not True
        for o in type(flow.by)(q, derivation.cell, cut, flow.by.names).obligations(flow.claim)
    )
    free = Norm(Response(*flow.claim.lhs.args[0].args[:2], "all"), index_of_norms(derivation.cell))
    assert refused(derivation, "flow-c-h", at_most(free, flow.claim.rhs))


def test_a_growth_that_is_too_small_is_refused():
    for name, label in (("lstm", "growth-c"), ("lstm97", "growth-c"), ("gru-torch", "growth-h")):
        derivation = error_flow(builtin(name))
        claim = derivation[label].claim
        assert not refused(derivation, label, claim)
        for less in (claim.rhs * Rational(9, 10), claim.rhs.xreplace({q: q - 1})):
            assert refused(derivation, label, at_most(claim.lhs, less)), (name, less)


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru-torch", "asrnn", "lstm97"])
def test_no_larger_bound_from_below_is_shown(name: str):
    derivation = error_flow(builtin(name))
    least = [s for s in derivation.steps if isinstance(s.by, PathStretch)]
    assert least
    for one in least:
        known, rhs = one.claim.lhs, one.claim.rhs
        taken = [e for e in Add.make_args(known) if e.could_extract_minus_sign()]
        assert not refused(derivation, one.label, one.claim)
        assert refused(derivation, one.label, at_most(known + Rational(1, 9), rhs))
        more = [known + (known - Add(*taken)) / 10, *(known - e for e in taken)]
        for e in more:
            assert refused(derivation, one.label, at_most(e, rhs)), (one.label, text(e))


def test_what_lasts_is_the_least_of_one_state_alone():
    derivation = error_flow(builtin("rnn"))
    lasting = derivation["lasting"]
    assert lasting.given == (at_most(0, derivation["smallest"].claim.lhs),)
    least = derivation["smallest"].claim.lhs
    for wrong in (least ** (q - 1), 2 * least**q, Norm(builtin("rnn")["U"][0]) ** q):
        assert refused(derivation, "lasting", at_most(wrong, lasting.claim.rhs))
    lstm = error_flow(builtin("lstm"))
    assert "lasting" not in {s.label for s in lstm.steps}
    stretch = SmallestStretch(lstm["flow-c-c"].claim.lhs.args[0])
    rule = LiftedStretch(q, lstm.cell, lstm["least-c-c"], lstm["comparison"])
    assert any(o.met is not True for o in rule.obligations(at_most(least**q, stretch)))


def test_a_gate_that_may_be_shut_or_open_is_not_said_to_be():
    derivation = error_flow(builtin("lstm"))
    ceiling = derivation["ceiling-f"].claim
    lower = sigma(ceiling.rhs.args[0] * Rational(9, 10))
    assert refused(derivation, "ceiling-f", at_most(ceiling.lhs, lower))
    assert refused(derivation, "ceiling-f", at_most(ceiling.lhs, tanh(ceiling.rhs.args[0])))
    never = derivation["never-open-f"].claim
    assert refused(derivation, "never-open-f", below(never.lhs, Rational(9, 10)))


fractions = st.fractions(0, 2, max_denominator=6)


@examples(60)
@given(st.lists(fractions, min_size=4, max_size=4))
def test_the_condition_on_two_rows_is_exact(entries: list[Fraction]):
    a, b, c, d = entries
    met = a < 1 and d < 1 and b * c < (1 - a) * (1 - d)
    radius = np.abs(np.linalg.eigvals(np.array(entries, float).reshape(2, 2))).max()
    assert met == (radius < 1 - 1e-12) or abs(radius - 1) < 1e-12


def test_the_condition_must_be_given():
    forgets = comparison_matrices.forgets
    for k in range(3):
        less = (*forgets.by.given[:k], *forgets.by.given[k + 1 :])
        assert any(o.met is not True for o in Perron(less).obligations(forgets.claim))
    assert all(o.met for o in forgets.by.obligations(forgets.claim))


@examples(15)
@given(networks(), st.integers(3, 7), st.sampled_from([1, 2, oo]))
def test_no_block_of_any_cell_is_above_its_bound(network, time: int, norm):
    env = at(network, time)
    comparison = Comparison(network.cell, norm)
    for block in comparison.blocks:
        J = value(step(block.of, block.wrt), env)
        most = value(comparison.bound(block), env)
        assert np.linalg.norm(J, float(norm)) <= most * (1 + 1e-9)


@examples(15)
@given(networks(), st.integers(3, 7))
def test_no_state_of_any_cell_is_above_its_bound(network, time: int):
    env = at(network, time)
    comparison = Comparison(network.cell, magnitude("p"))
    for u in network.cell.carried:
        most = value(state_bound(comparison, u(t)), env)
        assert np.abs(value(u(t), env)).max() <= most * (1 + 1e-9)


@pytest.mark.parametrize("name", CELLS)
def test_entries_of_a_built_in_cell_stay_below_their_bounds(name: str):
    made = drawn(builtin(name).explicit())
    env = at(as_network(made), 4)
    found = Magnitudes(made.cell)
    for e in made.cell.equations.values():
        assert np.abs(value(e, env)).max() <= value(found.largest(e), env) * (1 + 1e-12)


def test_what_activations_allow_is_found_exactly():
    n = builtin("rnn").signal("h").dim
    b = Vector("b", n, t - 1)
    found = Magnitudes(builtin("rnn"))
    s, y = sigma(b), tanh(b)
    assert found.largest(s * (1 - s)) == Rational(1, 4)
    assert found.largest(1 - y**2) == 1
    assert found.largest(y * (1 - y**2)) == 2 * sqrt(3) / 9
    assert found.largest(s - 1) == 1
    assert found.largest(2 * s - 1) == 1
    assert found.largest(s * b + (1 - s) * y) == Max(1, Norm(b, oo))
    assert found.largest(b - y) == Norm(b, oo) + 1
    assert found.largest(-3 * b * s) == 3 * Norm(b, oo)
    assert found.largest(softplus(b).fdiff()) == 1
    assert found.largest(relu(b).fdiff()) == 1
    assert found.largest(identity(b)) == Norm(identity(b), oo)
    assert found.largest(builtin("rnn").signal("h")(t)) == 1


def test_replay_decides_and_samples_agree():
    derivation = error_flow(builtin("lstm"))
    context = Context(derivation)
    (norm,) = [s for s in derivation.steps if s.label == "norm-c-h"]
    for claim in shrunk(norm.claim):
        wrong = Step("wrong", claim, norm.by)
        verdicts = {e.checker: e.verdict for e in examine(wrong, context)}
        assert verdicts["replay"] is Verdict.UNDECIDED


@pytest.mark.slow
def test_a_deep_cell_has_no_page_of_paths():
    deep: Cell = lstm_sym.cell("layers 20\n" + builtin("lstm").text.split("\n", 1)[1])
    with pytest.raises(ValueError, match="more than can be"):
        error_flow(deep)
