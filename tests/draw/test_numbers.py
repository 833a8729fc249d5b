"""Every number in a picture is what the engine finds on another road."""

from __future__ import annotations

from itertools import pairwise
from math import isclose, prod, tanh

import pytest

from lstm_sym.cells import builtin
from lstm_sym.draw.diagram import CUT
from lstm_sym.draw.gallery import gallery, pictures
from lstm_sym.draw.numbers import amount, sample
from lstm_sym.draw.pictures import chain, conflict, curve, dimensions, first_item, lattice
from tests.draw.shapes import Sheet


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("ends", [(0, 0), (1, 2), (2, 1)])
def test_the_products_of_all_paths_add_up_to_the_derivative(seed: int, ends: tuple[int, int]):
    cell = builtin("rnn-logistic")
    net = sample(cell, {"n": lattice.UNITS, "m": 1}, lattice.TIME + 1, seed, 2.0)
    found = lattice.Lattice(net, *ends)
    assert len(found.products) == lattice.UNITS ** (lattice.LAG - 1)
    assert isclose(sum(found.products.values()), found.total, rel_tol=1e-12)


def test_the_lattice_shows_these_numbers():
    words = Sheet(pictures()["lattice"].draw()).words
    found = lattice.Lattice(lattice.resting(), 1, 1)
    for x in (*found.products.values(), found.total):
        assert amount(x, 2) in words


def test_what_the_lattice_shows_multiplies_and_adds_up_to_the_last_digit():
    words = [w.replace("−", "-") for w in Sheet(pictures()["lattice"].draw()).words]
    rows = [w for w in words if " · " in w]
    shown = [eval(w.replace("·", "*"), {}) for w in rows]
    assert len(rows) == lattice.UNITS
    assert all(f"{x:.2f}" in words and isclose(x, round(x, 2)) for x in shown)
    assert f"{sum(shown):.2f}" in words


@pytest.mark.parametrize("w", [0.5, 2.0, 4.0, 5.0])
def test_a_logistic_unit_passes_a_quarter_of_its_weight_and_a_linear_one_all_of_it(w: float):
    assert chain.factors("logistic", w) == pytest.approx([w / 4] * chain.STEPS)
    assert chain.factors("identity", w) == pytest.approx([w] * chain.STEPS)


def test_the_arrows_of_the_chain_are_as_wide_as_what_is_left():
    text = pictures()["chain"].draw()
    for kind, w in chain.ROWS:
        left = [prod(chain.factors(kind, w)[:m]) for m in range(1, chain.STEPS + 1)]
        for x in left:
            assert f"stroke-width:{max(0.3, chain.WIDTH * x):.1f}".rstrip("0").rstrip(".") in text


def test_the_best_weight_solves_the_equation_with_the_cotangent():
    place, most = curve.best()
    assert place * tanh(place / 2) == pytest.approx(1)
    assert most == pytest.approx(0.223871602347151424589162120485, rel=1e-9)


def test_two_wishes_are_the_gradient_and_cancel():
    net = conflict.network()
    found = conflict.updates(net)
    assert sum(found) == pytest.approx(-net.gradients["W"][0, 0])
    assert found[0] == -found[1] != 0


@pytest.mark.parametrize(("inputs", "hidden"), [(3, 2), (1, 1), (7, 4)])
def test_the_weights_of_a_cell_are_counted(inputs: int, hidden: int):
    text = dimensions.numbers_of_a_cell(inputs, hidden)
    words = Sheet(text).words
    assert str(4 * hidden * (inputs + hidden + 1)) in words
    assert str(4 * hidden * (inputs + hidden + 2)) in words


def test_the_truncated_block_cuts_every_net_input_and_leaves_the_state():
    from lstm_sym.calculus.truncation import truncated
    from lstm_sym.draw.graph import graph

    edges = graph(truncated(builtin("hs97"))).edges
    cut = {e.of.name for e in edges if e.kind == CUT}
    assert cut == {"net_h", "net_in", "net_out", "net_c"}
    text = pictures()["truncated"].draw()
    assert text.count('class="line error" d="M') >= 4
    crosses = [part for part in text.split("<path ") if "l12 12m0 -12l-12 12" in part]
    assert len(crosses) == 4
    assert any("∂" in word and word.endswith("= I") for word in Sheet(text).words)


def test_every_picture_says_where_it_is_drawn():
    for name, picture in gallery().items():
        assert picture["code"].startswith("lstm_sym.draw.pictures.")
        assert picture["shows"].endswith(".")
        assert name.isalpha()


def errors(net, name):
    """The errors of a signal over time."""
    return [float(net.errors[name, k][0]) for k in range(1, net.steps + 1)]


@pytest.mark.parametrize("weight", [first_item.FADING, first_item.LATCHED])
def test_a_recurrent_unit_passes_weight_times_slope_from_step_to_step(weight: float):
    net = first_item.recurrent(weight)
    states = [float(net.trajectory["h", k][0]) for k in range(1, net.steps + 1)]
    found = errors(net, "h")
    for before, after, h in zip(found, found[1:], states[1:], strict=False):
        assert before == pytest.approx(after * weight * (1 - h**2))
    assert found[-1] == pytest.approx(1)


def test_of_those_that_do_not_forget_only_the_gated_one_keeps_the_first_item_and_its_error():
    last = len(first_item.ITEMS)
    fading, latched = (first_item.recurrent(w) for w in (first_item.FADING, first_item.LATCHED))
    kept, gated = first_item.carousel(), first_item.gated()
    assert fading.trajectory["h", last][0] < 0
    assert latched.trajectory["h", last][0] > 0.9
    assert max(errors(fading, "h")[0], errors(latched, "h")[0]) < 0.05
    assert errors(kept, "s") == pytest.approx([1] * last)
    assert kept.trajectory["s", last][0] == pytest.approx(sum(first_item.ITEMS))
    assert errors(gated, "c") == pytest.approx([errors(gated, "c")[-1]] * last)
    states = [gated.trajectory["c", k][0] for k in range(1, last + 1)]
    assert states == pytest.approx([states[0]] * last, abs=0.01)
    assert errors(gated, "c")[0] > 0.4


def test_an_error_is_multiplied_by_forget_gates_and_dropped_where_the_state_is_replaced():
    net = first_item.renewed()
    found = errors(net, "c")
    for k, (before, after) in enumerate(pairwise(found), 2):
        assert before == pytest.approx(after * net.trajectory["f", k][0])
    assert found[3] > 0.9 * found[-1]
    assert found[2] < 0.01 * found[-1]
    assert net.trajectory["c", 1][0] > 0.5 > -0.5 > net.trajectory["c", 6][0]
