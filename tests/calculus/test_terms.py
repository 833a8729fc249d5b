"""Paths within a step: they add up to the true Jacobian, are counted without being walked."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_sym
from lstm_sym.calculus.graph import how_many, paths, strands
from lstm_sym.calculus.terms import Block, blocks
from lstm_sym.calculus.truncation import truncated
from lstm_sym.cells import builtin, names
from lstm_sym.checks.drawn import network
from lstm_sym.checks.network import Network
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import step
from lstm_sym.lower.numpy import Env, value
from tests.few import few
from tests.strategies import cells, examples, networks

LSTM = builtin("lstm").explicit()
GRU = lstm_sym.cell(
    """
    r[t] = sigma(W_r @ x[t] + U_r @ h[t-1] + b_r)
    z[t] = sigma(W_z @ x[t] + U_z @ h[t-1] + b_z)
    g[t] = tanh(W_g @ x[t] + r[t]*(U_g @ h[t-1]))
    h[t] = z[t]*h[t-1] + (1 - z[t])*g[t]
    """
).explicit()


def at(drawn: Network, time: int) -> Env:
    """The names of a run at one time."""
    return Env(
        {**drawn.symbols, t: time},
        drawn.constants,
        lambda name, k: drawn.trajectory[name, k],
        drawn.response,
    )


def near(left: object, right: object) -> bool:
    """Whether two arrays agree to 1e-12, of one or of the largest entry: slopes cancel from one."""
    left, right = np.asarray(left), np.asarray(right)
    return bool(np.all(np.abs(left - right) <= 1e-12 * max(1.0, np.abs(right).max(initial=0))))


def total(block: Block, env: Env) -> object:
    """The terms of a block, added in numbers."""
    zero = np.zeros(value(step(block.of, block.wrt), env).shape)
    return sum((value(term.operator, env) for term in block.terms), zero)


@examples(20)
@given(networks(), st.integers(3, 7))
def test_the_terms_add_up_to_the_complex_step(drawn: Network, time: int):
    env = at(drawn, time)
    for block in blocks(drawn.cell):
        assert block.whole
        assert near(total(block, env), value(step(block.of, block.wrt), env))


@pytest.mark.parametrize("name", few(names(), 12))
def test_the_terms_of_a_built_in_cell_add_up(name: str):
    cell = builtin(name).explicit()
    drawn = network(cell, np.random.default_rng(4))
    env = at(drawn, 5)
    for block in blocks(cell):
        assert block.whole
        assert near(total(block, env), value(step(block.of, block.wrt), env))


@examples(20)
@given(cells())
def test_paths_are_counted_as_they_are_walked_and_the_shortest_come_first(cell: Cell):
    graph = strands(cell)
    for block in blocks(cell, most=10**6):
        walked = list(paths(graph, block.of, block.wrt))
        lengths = [len(path) for path in walked]
        assert lengths == sorted(lengths)
        assert len(set(map(id, walked))) == how_many(graph, block.wrt).get(block.of, 0)
        assert max(Counter(walked).values(), default=1) == 1


@examples(20)
@given(cells())
def test_what_the_truncation_drops_is_what_the_truncated_cell_lacks(cell: Cell):
    whole, short = blocks(cell), blocks(truncated(cell))
    for block, left in zip(whole, short, strict=True):
        kept = [term for term in block.terms if not term.truncated]
        assert len(kept) == left.many


@examples(12)
@given(networks(), st.integers(3, 7))
def test_the_kept_terms_add_up_to_the_truncated_jacobian(drawn: Network, time: int):
    env = at(drawn, time)
    for block, left in zip(blocks(drawn.cell), blocks(truncated(drawn.cell)), strict=True):
        zero = np.zeros(value(step(block.of, block.wrt), env).shape)
        kept = sum((value(x.operator, env) for x in block.terms if not x.truncated), zero)
        assert near(kept, total(left, env))


def labels(cell: Cell) -> dict[tuple[str, str], list[str]]:
    return {(b.of.name, b.wrt.name): [x.label for x in b.terms] for b in blocks(cell)}


def test_labels_say_which_way_a_path_goes():
    assert labels(LSTM) == {
        ("c", "c"): ["direct (carousel)"],
        ("c", "h"): ["through gate i", "through gate f", "through the candidate g"],
        ("h", "c"): ["through c"],
        ("h", "h"): [
            "through gate o",
            "through gate i, then c",
            "through gate f, then c",
            "through the candidate g, then c",
        ],
    }
    assert labels(GRU)["h", "h"] == [
        "direct (carousel)",
        "through gate z",
        "through the candidate g",
        "through gate r, then the candidate g",
    ]
    assert labels(builtin("rnn").explicit())["h", "h"] == ["through a"]


def test_only_the_carousel_is_direct():
    direct = [(x.of.name, x.wrt.name) for b in blocks(LSTM) for x in b.terms if x.direct]
    assert direct == [("c", "c")]


def test_labels_of_a_block_are_distinct():
    for name in names():
        for block in blocks(builtin(name).explicit()):
            found = [term.label for term in block.terms]
            assert len(set(found)) == len(found), (name, found)


def test_a_stack_has_too_many_paths_to_walk_and_they_are_counted():
    deep = lstm_sym.cell("layers 40\n" + builtin("lstm").text.split("\n", 1)[1]).explicit()
    graph = strands(deep)
    first, last = deep.carried[0](t - 1), deep.carried[-1](t)
    assert how_many(graph, first)[last] > 10**20
    few = [len(path) for path, _ in zip(paths(graph, last, first), range(24), strict=False)]
    assert few == sorted(few)
