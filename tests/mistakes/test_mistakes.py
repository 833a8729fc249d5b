"""The table of mistakes: every one is a mistake, is found in numbers, and is called by its name."""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.calculus.adjoint import adjoint
from lstm_sym.calculus.normal import same
from lstm_sym.cells import builtin, names
from lstm_sym.checks.drawn import network
from lstm_sym.language.cell import Cell
from lstm_sym.mistakes.cases import Case, cases, drawn
from lstm_sym.mistakes.diagnosis import Gradients, _gaps, _off, diagnose
from lstm_sym.mistakes.mistake import Mistake
from lstm_sym.mistakes.mutants import mistakes, within
from lstm_sym.mistakes.passes import Pass, derived_pass
from lstm_sym.mistakes.runs import Runner
from tests.few import few
from tests.strategies import cells, close, examples

LISTED = {
    "lstm": (
        *("slope forgotten", "slope at the output", "factor missing", "wrong signal"),
        *("wrong time", "path lost", "= for += over time", "transpose", "sign", "complement"),
        *("shared", "factor 2", "a step missing", "loss unheard", "truncated", "state detached"),
        *("gradient of another", "mean for sum", "= for +="),
    ),
    "gru-torch": ("gate at another place", "factor on the other side"),
    "hs97": ("sum over cells missing",),
}
JUDGED = ("lstm", "gss02", "gru-torch")


@cache
def explicit(name: str) -> Cell:
    return builtin(name).explicit()


@cache
def runs(name: str) -> tuple[Case, ...]:
    return tuple(cases(explicit(name)))


def returned(name: str, wrong: Pass) -> list[tuple[Case, Gradients]]:
    """What somebody's pass with a mistake returns; it may explode."""
    runner = Runner(mistakes(explicit(name))[0].right)
    with np.errstate(all="ignore"):
        return [(case, runner.gradients(wrong, case.network)) for case in runs(name)]


@pytest.mark.parametrize("name", few(names(), 12))
def test_the_terms_add_up_to_the_adjoint(name: str):
    cell = explicit(name)
    right = derived_pass(cell)
    for head, e in adjoint(cell).items():
        assert same(right.equations[head.name].written(cell), e), head


@examples(15)
@given(cells(), st.integers(0, 99))
def test_the_pass_runs_to_the_gradient(cell: Cell, seed: int):
    cell = cell.explicit()
    right = derived_pass(cell)
    drawn = network(cell, np.random.default_rng(seed))
    found = Runner(right).gradients(right, drawn)
    assert all(close(found[p], v, 1e-9) for p, v in drawn.gradients.items())


@examples(6)
@given(cells())
def test_no_mistake_is_listed_twice_nor_is_the_right_pass(cell: Cell):
    cell = cell.explicit()
    found = mistakes(cell)
    right = derived_pass(cell)

    def key(m: Mistake) -> object:
        flags = ((e.name, e.written(cell), e.cut, e.last, e.mean) for e in m.equations)
        return frozenset(flags), m.deaf

    assert len({key(m) for m in found}) == len(found)
    for m in found:
        changed = [
            e for e in m.equations if e.written(cell) != right.equations[e.name].written(cell)
        ]
        flagged = [e for e in m.equations if (e.cut, e.last, e.mean) != ((0, 0), False, False)]
        assert changed or flagged or m.deaf


@pytest.mark.parametrize(("name", "many"), few([("lstm", 4), *((name, 40) for name in JUDGED)], 1))
def test_every_sampled_mistake_is_detected_and_nearly_all_are_named(name: str, many: int):
    chosen = random.Random(name).sample(mistakes(explicit(name)), many)
    vague = 0
    for m in chosen:
        found = diagnose(explicit(name), returned(name, m.wrong))
        assert not found.is_verified
        assert (m,) in found.named
        vague += len(found.named) > 2
    assert vague <= many / 20


@pytest.mark.slow
@pytest.mark.parametrize("name", JUDGED)
def test_of_many_pairs_every_one_is_detected(name: str):
    dice, tried = random.Random(name), 0
    while tried < 50:
        one, two = dice.sample(mistakes(explicit(name)), 2)
        wrong = one.and_(two)
        if wrong is not None:
            tried += 1
            found = diagnose(explicit(name), returned(name, wrong), patience=0)
            assert not found.is_verified, (str(one), str(two))


def test_the_right_pass_is_verified_and_named_nothing():
    found = diagnose(explicit("lstm"), returned("lstm", derived_pass(explicit("lstm"))))
    assert found.is_verified
    assert found.precision == "float64"
    assert found.gap < 1e-12
    assert found.named == ()


def test_single_precision_is_told_from_a_mistake():
    right = returned("lstm", derived_pass(explicit("lstm")))
    rounded = [(c, {k: v.astype(np.float32) for k, v in g.items()}) for c, g in right]
    found = diagnose(explicit("lstm"), rounded)
    assert found.is_verified
    assert found.precision == "float32"


@pytest.mark.parametrize("name", ["lstm", pytest.param("gss02", marks=pytest.mark.slow)])
def test_no_mistake_hides_in_single_precision(name: str):
    single = dict.fromkeys((p.name for p in explicit(name).learnt), "float32")
    for m in random.Random(name).sample(mistakes(explicit(name)), 12):
        assert any(
            _off(case, _gaps(case.network.gradients, given), single)
            for case, given in returned(name, m.wrong)[-2:]
        ), str(m)


def test_a_gap_that_float32_would_have_is_wrong_in_float64():
    right = returned("rnn", derived_pass(explicit("rnn")))
    off = [(c, {k: v * (1 + 1e-6) for k, v in g.items()}) for c, g in right]
    assert not diagnose(explicit("rnn"), off, patience=0).is_verified


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_two_mistakes_are_detected_and_named_if_one_step_shows_the_first(seed: int):
    found = mistakes(explicit("lstm"))
    dice = random.Random(seed)
    wrong = None
    while wrong is None:
        one, two = dice.sample(found, 2)
        wrong = one.and_(two)
    judged = diagnose(explicit("lstm"), returned("lstm", wrong), patience=3)
    assert not judged.is_verified
    if judged.finished:
        assert any(one in pair and two in pair for pair in judged.named)


def test_what_is_no_mistake_of_the_table_parts_at_the_equation_that_all_wrong_gradients_hear():
    name, right = "lstm", returned("lstm", derived_pass(explicit("lstm")))
    odd = [
        (c, {k: v * 1.37 if k in ("W_f", "U_f", "b_f") else v for k, v in g.items()})
        for c, g in right
    ]
    found = diagnose(explicit(name), odd, patience=0)
    assert found.named == ()
    assert set(found.wrong) == {"W_f", "U_f", "b_f"}
    assert found.parts == "a_f_bar"


@pytest.mark.parametrize("name", LISTED)
def test_every_kind_of_mistake_is_made_and_shows_in_numbers(name: str):
    one = drawn(explicit(name), 2, 3, np.random.default_rng(5))
    for kind in LISTED[name]:
        wrong = next(m for m in mistakes(explicit(name)) if m.kind == kind)
        numbers = Runner(wrong.right).gradients(wrong.wrong, one)
        assert any(not close(numbers[p], v, 1e-6) for p, v in one.gradients.items()), kind


def test_the_sum_over_the_cells_of_a_block_that_only_the_last_adds_to_is_named():
    wrong = said(
        "hs97",
        "in y_in_bar[t], of the sum over units in E.T @ (squash_g(net_c[t])*s_bar[t])"
        " only the last is kept",
    )
    one = Case(drawn(explicit("hs97"), 2, 3, np.random.default_rng(5)))
    numbers = Runner(wrong.right).gradients(wrong.wrong, one.network)
    assert diagnose(explicit("hs97"), [(one, numbers)], patience=0).named == ((wrong,),)


def said(name: str, words: str) -> Mistake:
    return next(m for m in mistakes(explicit(name)) if str(m) == words)


def test_one_line_of_a_loop_over_the_gates_is_one_mistake():
    before = said(
        "lstm", "in dL/dU_i, h[t] stands for h[t-1]; likewise in dL/dU_f, dL/dU_o, dL/dU_g"
    )
    assert len(before.equations) == 4
    assert diagnose(explicit("lstm"), returned("lstm", before.wrong)).named == ((before,),)
    turned = said("lstm", "in h_bar[t], U_i stands for U_i.T; likewise in the terms like it")
    lines = turned.lines()
    assert lines is not None
    assert (lines[0].count(".T"), lines[1].count(".T")) == (4, 0)


def test_two_mistakes_in_one_equation_are_named():
    one = said("lstm", "in a_f_bar[t], the slope sigma'(a_f[t]) is missing")
    two = next(m for m in within(one.wrong, ["a_f_bar"]) if m.kind == "factor 2")
    wrong = one.right.put(*two.equations)
    found = diagnose(explicit("lstm"), returned("lstm", wrong))
    assert any(m.equations == two.equations for (m, *_) in found.named)


def test_wrong_sums_of_right_errors_are_told_from_wrong_errors():
    right = returned("lstm", derived_pass(explicit("lstm")))
    odd = [(c, {k: v * 1.37 if k[0] == "U" else v for k, v in g.items()}) for c, g in right]
    found = diagnose(explicit("lstm"), odd, patience=0)
    assert found.parts == ""
    assert "sums" in found.notes[0]


def test_the_smallest_run_that_fails_is_the_smallest():
    carousel = next(
        m for m in mistakes(explicit("lstm")) if "carousel" in str(m) or "the c before" in str(m)
    )
    found = diagnose(explicit("lstm"), returned("lstm", carousel.wrong))
    assert found.smallest is not None
    assert found.smallest.network.steps == 2
    assert found.worst is not None
    assert found.worst.relative > 1e-6


def test_what_is_not_finite_is_not_searched_for():
    right = returned("rnn", derived_pass(explicit("rnn")))
    broken = [(c, {k: v * np.nan for k, v in g.items()}) for c, g in right]
    found = diagnose(explicit("rnn"), broken)
    assert not found.is_verified
    assert found.tried == 0


def test_what_is_right_in_runs_of_one_step_parts_in_what_goes_back():
    name = "lstm"
    right = returned(name, derived_pass(explicit(name)))
    odd = [
        (c, {k: v * (1 if c.network.steps == 1 else 1.01) for k, v in g.items()}) for c, g in right
    ]
    found = diagnose(explicit(name), odd, patience=0)
    assert found.named == ()
    assert found.parts == ""
    assert found.notes[0].endswith("in c_bar[t] and h_bar[t].")


def test_of_several_wrong_equations_the_first_is_shown_beside_the_right_one():
    several = next(m for m in mistakes(explicit("lstm")) if len(m.equations) > 1)
    lines = several.lines()
    assert lines is not None
    assert lines[0] != lines[1]
    assert lines[0].split(" = ")[0] == several.equations[0].place == lines[1].split(" = ")[0]


def test_a_loss_that_is_not_heard_is_shown_at_the_step_where_it_is_not():
    last, others = (m for m in mistakes(explicit("lstm")) if m.kind == "loss unheard")
    assert last.lines() == ("h_bar[T] = h_loss[T]", "h_bar[T] = 0")
    lines = others.lines()
    assert lines is not None
    assert lines[1] == lines[0].replace("h_loss[t] + ", "") + " for t < T"
