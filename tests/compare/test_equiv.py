"""equiv: the same function is proved however it is written, and what differs is refuted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.cells import builtin, names
from lstm_sym.compare.equivalence import equiv
from lstm_sym.compare.fit import fit
from lstm_sym.compare.matching import matchings
from lstm_sym.compare.numbers import Sizes, drawn, gap, mapped
from lstm_sym.compare.odd import copy
from lstm_sym.compare.smallest import counterexample
from lstm_sym.compare.system import system
from lstm_sym.compare.telling import identities, signals
from lstm_sym.compare.weights import unmet, weights
from lstm_sym.language.activations import ACTIVATIONS, sigma, squash_g, tanh
from lstm_sym.language.cell import Cell
from lstm_sym.language.symbols import number
from lstm_sym.language.text import parse
from lstm_sym.lower.numpy.scalars import applied
from tests.compare.cells import CHO, TORCH, TWO_BIASES, disguises, gru, mutants
from tests.few import few
from tests.strategies import examples

LSTM = builtin("lstm")
LEAKY = parse("h[t] = a*h[t-1] + (1 - a)*tanh(W @ x[t] + b)")
SLOW = [pytest.param(cell, marks=pytest.mark.slow) for cell in (LSTM, CHO)]


@pytest.mark.parametrize("name", few(names(), 12))
@given(data=st.data())
@examples(1)
def test_a_cell_in_disguise_is_proved_to_be_the_same(name: str, data: st.DataObject):
    cell = builtin(name)
    found = equiv(cell, data.draw(disguises(cell)))
    assert found.verdict == "proved"
    assert found.there is not None
    assert found.back is not None
    assert max(found.there.gap, found.back.gap) < 1e-12


@pytest.mark.parametrize(
    "cell", [builtin("rnn"), LEAKY, *SLOW], ids=["rnn", "leaky", "lstm", "gru"]
)
def test_a_mutant_is_never_the_same(cell: Cell):
    for mutant in mutants(cell):
        found = equiv(cell, mutant)
        assert found.verdict == "refuted", mutant.equations
        assert found.refutation is not None
        assert np.max(np.abs(found.refutation.example.left - found.refutation.example.right)) > 1e-6


def test_the_two_conventions_of_the_update_gate_are_one_function():
    found = equiv(CHO, gru(h="(1 - z[t])*h[t-1] + z[t]*g[t]"))
    assert found.verdict == "proved"
    assert found.there is not None
    told = {str(u): str(e) for u, e in signals(found.there)}
    assert told == {
        "x[t]": "x[t]",
        "r[t]": "r[t]",
        "z[t]": "1 - z[t]",
        "g[t]": "g[t]",
        "h[t]": "h[t]",
    }
    turned = {p.name for p, q in found.there.weights.items() if q == -p}
    assert turned == {"W_z", "U_z", "b_z"}
    z = number("a")
    assert identities(found.there) == [(sigma(-z), 1 - sigma(z))]


def test_two_biases_are_merged_one_way_and_zero_the_other():
    found = equiv(TWO_BIASES, LSTM)
    assert found.verdict == "proved"
    assert found.there is not None
    assert found.back is not None
    assert {p.name: str(q) for p, q in found.there.weights.items() if p.name == "b_f"} == {
        "b_f": "b_hf + b_if"
    }
    assert {p.name for p, q in found.back.weights.items() if q == 0} == {
        "b_ii",
        "b_if",
        "b_io",
        "b_ig",
    }


def test_a_reset_before_and_after_the_product_differ_with_two_units_only():
    found = equiv(CHO, TORCH)
    assert found.verdict == "refuted"
    assert (found.there, found.back) == (None, None)
    assert found.refutation is not None
    assert found.refutation.example.n == 2
    assert [str(u) for u in found.refutation.left] == ["squashed 2[t]"]
    assert not found.refutation.fit.fits


RNN = "h[t] = tanh(W @ x[t] + U @ h[t-{lag}] + b)"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (
            RNN.format(lag=2),
            "output h\nk[t] = h[t-1]\n" + RNN.format(lag=1).replace("h[t-", "k[t-"),
        ),
        ("output h\n" + RNN.format(lag=1) + "\ny[t] = V @ h[t]", RNN.format(lag=1)),
        ("y[t] = h[t-1]\nh[t] = tanh(W @ x[t] + y[t])", "h[t] = tanh(W @ x[t] + h[t-1])"),
        ("h[t] = h[t-1] + x[t]", "k[t] = k[t-1] + y[t]"),
    ],
    ids=["a delay by a signal", "a signal that nobody hears", "an earlier output", "no weights"],
)
def test_a_detour_is_the_same(here: str, there: str):
    for one, other in ((here, there), (there, here)):
        found = equiv(parse(one), parse(other))
        assert found.verdict == "proved"
        assert found.there is not None
        assert found.there.gap < 1e-12


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (RNN.format(lag=1), "h[t] = tanh(W @ x[t] + U @ h[t-1] + V @ h[t-2] + b)"),
        (RNN.format(lag=1), RNN.format(lag=2)),
        ("h[t] = h[t-1] + x[t]", "h[t] = h[t-1] - x[t]"),
        ("number a\nh[t] = a*h[t-1] + x[t]", "vector a[n]\nh[t] = a*h[t-1] + x[t]"),
    ],
    ids=["one more lag", "another lag", "no weights", "a number is no vector"],
)
def test_a_near_miss_is_refuted(here: str, there: str):
    for one, other in ((here, there), (there, here)):
        assert equiv(parse(one), parse(other)).verdict == "refuted"


def test_a_bias_that_the_other_lacks_makes_a_special_case():
    plain = gru("r[t]*(U_g @ h[t-1])")
    found = equiv(plain, gru("r[t]*(U_g @ h[t-1] + b_hg)"))
    assert (found.verdict, found.there is None, found.back is None) == ("refuted", False, True)
    assert found.refutation is not None
    assert found.refutation.example.n == 1


def test_a_state_that_is_kept_otherwise_is_left_undecided():
    late = "(o[t-1]*tanh(c[t-1]))"
    other = parse(LSTM.text.replace("h[t-1]", late))
    found = equiv(LSTM, other)
    assert found.verdict == "undecided"
    assert found.reasons


def test_an_input_more_and_an_output_more_are_seen():
    plain = parse("h[t] = tanh(W @ x[t] + U @ h[t-1])")
    more = parse("h[t] = tanh(W @ x[t] + V @ y[t] + U @ h[t-1])")
    assert [equiv(*pair).verdict for pair in ((plain, more), (more, plain))] == ["refuted"] * 2
    two = parse("output a h\na[t] = W @ x[t] + U @ h[t-1]\nh[t] = tanh(a[t])")
    assert equiv(plain, two).reasons == ("1 outputs against 2",)


def test_what_is_fixed_is_not_a_weight():
    text = "{}h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
    found = equiv(parse(text.format("")), parse(text.format("constant matrix U[n, n]\n")))
    assert (found.verdict, found.there, found.back) == ("undecided", None, None)


@given(z=st.floats(0.01, 20) | st.floats(-20, -0.01))
@examples(20)
def test_an_activation_is_the_copy_that_it_is_said_to_be(z: float):
    for f in ACTIVATIONS.values():
        how = copy(f)
        there = float(how.scale) * applied(how.base, float(how.speed) * z) + float(how.shift)
        assert there == pytest.approx(float(applied(f, z)), abs=1e-12, rel=1e-12)
        if how.is_odd:
            assert applied(how.base, -z) == pytest.approx(-applied(how.base, z), rel=1e-12)
    assert (copy(sigma).base, copy(squash_g).base) == (tanh, tanh)


def test_a_wrong_map_leaves_something_and_fails_on_numbers():
    a, b = system(LSTM), system(TWO_BIASES)
    m = next(matchings(a, b))
    right = weights(a, b, m)
    assert not unmet(a, b, m, right)
    rng = np.random.default_rng(0)
    sizes = Sizes.matched(LSTM, b.cell, m)
    net = drawn(LSTM, sizes.a, 5, rng.standard_normal, at_rest=False)
    for p in b.weights[:6]:
        wrong = {**right, p: 2 * right[p] if right[p] != 0 else LSTM.parameter("b_f")}
        assert unmet(a, b, m, wrong)
        assert gap(net, mapped(net, a, b, wrong, sizes, m), a, b) > 1e-4
        assert counterexample(a, b, wrong) is not None
    assert gap(net, mapped(net, a, b, right, sizes, m), a, b) < 1e-14
    assert counterexample(a, b, right) is None


def test_the_search_finds_weights_where_there_are_some():
    plain, two = (parse(f"h[t] = tanh(W @ x[t] + U @ h[t-1] + b{b})") for b in ("", " + d"))
    assert fit(system(plain), system(two), []).fits
    assert not fit(system(CHO), system(TORCH), []).fits
