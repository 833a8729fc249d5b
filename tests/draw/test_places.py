"""Laws of every placed diagram: nothing hides anything, and time goes to the right."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given

from lstm_sym.calculus.truncation import truncated
from lstm_sym.cells import builtin, names
from lstm_sym.draw.diagram import CUT, Diagram
from lstm_sym.draw.graph import folded, graph
from lstm_sym.draw.paint import WIDER
from lstm_sym.draw.place import Placed, placed
from lstm_sym.language.cell import Cell
from lstm_sym.language.stack import stack
from lstm_sym.language.text import parse
from tests.few import few
from tests.strategies import cells, examples

DEEP = {"stacked": stack(builtin("rnn"), 3), "both": stack(builtin("rnn"), 2, 2)}
CELLS = {name: builtin(name) for name in names()} | DEEP
EPSILON, SEEDS = 0.01, 4


@pytest.mark.parametrize("name", few(CELLS, 12))
def test_every_diagram_is_placed_well(name: str):
    for diagram in diagrams(CELLS[name]):
        hold_all(diagram, placed(diagram))
    step = graph(CELLS[name])
    hold_all(step, placed(step, WIDER))


@examples(25)
@given(cells())
def test_every_cell_that_one_can_write_is_placed_well(cell: Cell):
    for diagram in diagrams(cell):
        hold_all(diagram, placed(diagram))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_so_is_a_tangle(seed: int):
    diagram = graph(tangle(random.Random(seed)), 0, 1)
    hold_all(diagram, placed(diagram))


def test_nothing_leaves_where_a_straight_line_comes_in():
    text = """
a[t] = x[t]
b[t] = tanh(x[t])
c[t] = b[t] + c[t-1]
g[t] = c[t] + a[t]
f[t] = tanh(c[t])
d[t] = g[t] + a[t] + c[t]
"""
    diagram = graph(parse(text), 0, 1)
    hold_all(diagram, placed(diagram))


def tangle(dice: random.Random) -> Cell:
    """Eight signals that read each other at random, at the same time and at earlier ones."""
    lines = []
    for k in range(8):
        read = dice.sample(range(8), 3)
        parts = [f"s{j}[t{'' if j < k and dice.random() < 0.7 else '-1'}]" for j in read]
        parts += ["x[t]"] if dice.random() < 0.3 or not k else []
        lines.append(f"s{k}[t] = {' + '.join(parts)}")
    return parse("\n".join(lines))


def diagrams(cell: Cell) -> list[Diagram]:
    return [graph(cell, 0, 1), folded(cell)]


def hold_all(diagram: Diagram, found: Placed) -> None:
    assert set(found.at) == set(diagram.nodes)
    assert set(found.routes) == set(diagram.edges)
    boxes_are_apart(found)
    edges_join_their_ends_and_meet_no_other(found)
    no_edge_hides_another(found)
    time_goes_right(found)
    ends_are_apart(found)


def boxes_are_apart(found: Placed) -> None:
    w, h = found.size
    for (x, y), (z, v) in combinations(found.at.values(), 2):
        assert abs(x - z) >= w + 8 or abs(y - v) >= h + 8


def edges_join_their_ends_and_meet_no_other(found: Placed) -> None:
    w, h = found.size
    for e, points in found.routes.items():
        for end, node in ((points[0], e.wrt), (points[-1], e.of)):
            x, y = found.at[node]
            off = abs(end[0] - x) / (w / 2), abs(end[1] - y) / (h / 2)
            assert max(off) == pytest.approx(1)
            assert min(off) < 1
        for a, b in pairwise(points):
            assert abs(a[0] - b[0]) < EPSILON or abs(a[1] - b[1]) < EPSILON
            for x, y in found.at.values():
                low, high = (min(a[0], b[0]), min(a[1], b[1])), (max(a[0], b[0]), max(a[1], b[1]))
                beside = high[0] <= x - w / 2 + EPSILON or low[0] >= x + w / 2 - EPSILON
                away = high[1] <= y - h / 2 + EPSILON or low[1] >= y + h / 2 - EPSILON
                assert beside or away, e


def no_edge_hides_another(found: Placed) -> None:
    """Only what one node sends runs together."""
    pieces = [(e, a, b) for e, points in found.routes.items() for a, b in pairwise(points)]
    for i, k in ((0, 1), (1, 0)):
        level = [(e, a, b) for e, a, b in pieces if abs(a[i] - b[i]) < EPSILON]
        for (e, a, b), (f, c, d) in combinations(level, 2):
            if e.wrt != f.wrt and abs(a[i] - c[i]) < 2:
                over = min(max(a[k], b[k]), max(c[k], d[k])) - max(min(a[k], b[k]), min(c[k], d[k]))
                assert over < EPSILON, (e, f)


def time_goes_right(found: Placed) -> None:
    blocks = [found.blocks[shift] for shift in sorted(found.blocks)]
    assert all(right < left for (_, right), (left, _) in pairwise(blocks))
    for node, (x, _) in found.at.items():
        assert found.blocks[node.shift][0] <= x <= found.blocks[node.shift][1]


def ends_are_apart(found: Placed) -> None:
    """Arrow heads at one node do not lie on one another."""
    ends = [(points[-1], e.of) for e, points in found.routes.items()]
    for (a, u), (b, v) in combinations(ends, 2):
        assert u != v or abs(a[0] - b[0]) + abs(a[1] - b[1]) > 4


@pytest.mark.parametrize("name", few(CELLS, 12))
def test_every_reading_of_the_equations_is_an_edge(name: str):
    cell = CELLS[name]
    read = {
        (v.name, int(v.moment - cell.time), u.name)
        for u, e in cell.equations.items()
        for v in e.atoms(type(u))
        if v.time is not None
    }
    drawn = graph(cell)
    assert {(e.wrt.name, e.wrt.shift, e.of.name) for e in drawn.edges} == read
    assert len(drawn.edges) == len(read)
    assert {n.name for n in drawn.nodes} == {s.name for s in (*cell.inputs, *cell.computed)}
    assert {n.name for n in folded(cell).nodes} == {n.name for n in drawn.nodes}


@pytest.mark.parametrize("name", few(CELLS, 12))
def test_what_a_truncated_cell_holds_is_cut_and_nothing_else(name: str):
    cell = CELLS[name]
    before = {(e.wrt, e.of): e.kind for e in graph(cell).edges}
    after = {(e.wrt, e.of): e.kind for e in graph(truncated(cell)).edges}
    cut = {pair for pair, kind in after.items() if kind == CUT}
    assert CUT not in before.values()
    own = {u.name for u in cell.equations}
    assert all(wrt.shift and wrt.name in own for wrt, _ in cut)
    assert all(
        kind == before[pair] or pair in cut or before[pair] == "direct"
        for pair, kind in after.items()
    )
