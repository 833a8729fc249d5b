"""What a browser makes of the drawings: no word is cut, and none leaves its node."""

from __future__ import annotations

import pytest

from lstm_sym.cells import builtin, names
from lstm_sym.draw.figures import figures
from lstm_sym.draw.gallery import pictures

pytestmark = pytest.mark.browser
CUT = """
() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const sheet = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < sheet.left || box.right > sheet.right
      || box.top < sheet.top || box.bottom > sheet.bottom;
  }).map(text => text.textContent);
})
"""
OUTSIDE = """
() => [...document.querySelectorAll('svg.of-a-cell')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].map(text => [text, text.getBoundingClientRect()]);
  return [...svg.querySelectorAll('rect.node')].filter(rect => {
    const node = rect.getBoundingClientRect();
    return !texts.some(([, box]) => box.left >= node.left && box.right <= node.right
      && (box.top + box.bottom) / 2 > node.top && (box.top + box.bottom) / 2 < node.bottom);
  }).map(rect => rect.outerHTML);
})
"""
OVER = """
() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const texts = [...svg.querySelectorAll("text")];
  const boxes = texts.map(t => [t.textContent, t.getBoundingClientRect()]);
  const pairs = boxes.flatMap((a, i) => boxes.slice(0, i).map(b => [a, b]));
  return pairs.filter(([[, a], [, b]]) => a.left + 1 < b.right && b.left + 1 < a.right
    && Math.abs((a.top + a.bottom) - (b.top + b.bottom)) < 16).map(([a, b]) => [a[0], b[0]]);
})
"""


@pytest.fixture(scope="module")
def page(browser):
    drawn = [svg for name in names() for svg in figures(builtin(name)).values()]
    cells = [svg.replace('class="drawing"', 'class="drawing of-a-cell"', 1) for svg in drawn]
    named = [picture.draw() for picture in pictures().values()]
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_content("<br>".join([*cells, *named]))
    yield page
    page.close()


def test_no_word_is_cut(page) -> None:
    assert page.evaluate(CUT) == []


def test_every_node_holds_its_name(page) -> None:
    assert page.evaluate(OUTSIDE) == []


def test_no_word_lies_on_another(page) -> None:
    assert page.evaluate(OVER) == []
