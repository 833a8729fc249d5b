"""A drawing of ours in TikZ: nothing of it is lost, and what cannot be written is told."""

from __future__ import annotations

import re

import pytest

from lstm_sym.cells import builtin, names
from lstm_sym.draw.svg import Drawing
from lstm_sym.draw.tikz import Undrawable, tikz
from lstm_sym.draw.words import formula
from lstm_sym.lower.latex import latex

DRAWN = re.compile(r"^\\(path|node)\[", re.MULTILINE)


def drawing(words: str) -> Drawing:
    one = Drawing("a title", "words")
    one.node(0, 0, 40, 20, "state")
    one.circle(50, 50, 4)
    one.line([(0, 0), (30, 0), (30, 40)], "error carousel")
    one.text(0, 0, formula(words))
    return one


@pytest.mark.parametrize("name", names())
def test_every_signal_can_be_written(name):
    cell = builtin(name)
    for vector in cell.equations:
        for shown in (vector, vector.bar):
            text = tikz(drawing(latex(shown)).svg())
            assert text.isascii()
            assert text.count("{") == text.count("}")
            assert text.count("$") == 2


def test_every_element_is_drawn_once():
    svg = drawing("h_{t}").svg()
    assert len(DRAWN.findall(tikz(svg))) == len(re.findall("<(?:rect|circle|path|text) ", svg))


def test_scripts_stand_where_they_stood():
    assert r"$c_{t-\text{1}}^{\text{in}}$" in tikz(drawing(r"c_{t-1}^{\mathrm{in}}").svg())


def test_lines_are_as_thick_and_as_coloured_as_on_the_site():
    text = tikz(drawing("h_{t}").svg())
    assert "draw=d-flow,line width=2.70pt" in text
    assert "fill=d-tint,draw=d-ink,line width=1.35pt" in text


@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><ellipse/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">'
        '<text x="0" y="0" font-size="9">\u4e00</text></svg>',
    ],
)
def test_what_no_drawing_of_ours_has_is_told(svg):
    with pytest.raises(Undrawable):
        tikz(svg)
