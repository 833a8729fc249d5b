"""The picture of a step: all that lies on a path and nothing else, and no line through a node."""

from __future__ import annotations

import re
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given

import lstm_sym
from lstm_sym.calculus.graph import paths, strands
from lstm_sym.cells import builtin, names
from lstm_sym.draw.flow import TooLarge, flow
from lstm_sym.language.cell import Cell
from lstm_sym.lower.text import text
from tests.few import few
from tests.strategies import cells, examples

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Curve = list[tuple[float, float]]
LSTM = builtin("lstm")


def edges(picture: ElementTree.Element) -> dict[tuple[str, ...], tuple[str, Curve]]:
    """What an edge leads from and to: its kind, and the points of its curve."""
    found = {}
    for path in picture.iter(f"{SVG}path"):
        if said := path.attrib.get("data-edge"):
            at = [float(v) for v in NUMBER.findall(path.attrib["d"])]
            kind = path.attrib["class"].removeprefix("line").strip()
            found[tuple(said.split())] = kind, list(zip(at[::2], at[1::2], strict=True))
    return found


def boxes(picture: ElementTree.Element) -> list[tuple[float, ...]]:
    keys = ("x", "y", "width", "height")
    return [tuple(float(r.attrib[k]) for k in keys) for r in picture.iter(f"{SVG}rect")]


def holds(cell: Cell) -> None:
    """The laws of a picture."""
    picture = ElementTree.fromstring(flow(cell))
    drawn, graph = edges(picture), strands(cell)
    states = {u.name for u in cell.carried}
    after = [u for u in graph if u.name in states]
    read = {s.wrt for heard in graph.values() for s in heard}
    before = [v for v in read if v.name in states and v not in graph]
    walked = {
        (text(s.wrt), text(s.of))
        for u, v in product(after, before)
        for path in paths(graph, u, v)
        for s in path
    }
    assert set(drawn) == walked
    left, top, width, height = (float(v) for v in picture.attrib["viewBox"].split())
    for x, y, w, h in boxes(picture):
        assert left <= x <= x + w <= left + width
        assert top <= y <= y + h <= top + height
        for _, d in drawn.values():
            assert not any(x + 1 < a < x + w - 1 and y < b < y + h for a, b in d)


@pytest.mark.parametrize("name", few(names(), 12))
def test_the_paths_of_a_built_in_cell_are_drawn(name: str):
    holds(builtin(name))


@examples(8)
@given(cells())
def test_so_are_those_of_any_cell(cell: Cell):
    if len(strands(cell)) < 12:
        holds(cell)


def test_the_carousel_and_what_truncation_cuts_are_told_apart():
    kinds = {pair: kind for pair, (kind, _) in edges(ElementTree.fromstring(flow(LSTM))).items()}
    assert [pair for pair, kind in kinds.items() if kind.endswith("carousel")] == [
        ("c[t-1]", "c[t]")
    ]
    assert {a for (a, _), kind in kinds.items() if kind.endswith("dropped")} == {"h[t-1]"}
    assert sum(kind.endswith("dropped") for kind in kinds.values()) == 4


def test_the_same_cell_has_the_same_picture():
    assert flow(LSTM) == flow(lstm_sym.cell(LSTM.text))


def test_what_is_too_large_is_said():
    text = builtin("lstm").text.split("\n", 1)[1]
    with pytest.raises(TooLarge, match="a picture holds"):
        flow(lstm_sym.cell(f"layers 8\n{text}"))
