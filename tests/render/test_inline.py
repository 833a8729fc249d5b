"""A drawing that is known stands in the page itself; all else is left as it is."""

from __future__ import annotations

import pytest

from lstm_sym.render import pictures
from lstm_sym.render.inline import page

SVG = "<svg>\n<title>a &amp; b</title>\n</svg>\n"
KNOWN = {"rnn.svg": SVG, "cells/rnn/step.svg": SVG}


@pytest.mark.parametrize("way", ["figures/rnn.svg", "../figures/cells/rnn/step.svg"])
def test_a_known_drawing_is_put_into_the_page_with_its_words(way: str):
    html = page(f'<p>before</p>\n<p><img alt="a &quot;word&quot;" src="{way}" /></p>', KNOWN.get)
    assert SVG in html
    assert "<figcaption>a &quot;word&quot;</figcaption>" in html
    assert "<img" not in html
    assert html.startswith("<p>before</p>")


@pytest.mark.parametrize(
    "html",
    [
        '<p><img alt="x" src="figures/unknown.svg" /></p>',
        '<p><img alt="x" src="assets/rnn.png" /></p>',
        '<p>within <img alt="x" src="figures/rnn.svg" /> a line</p>',
    ],
)
def test_all_else_is_left_as_it_is(html: str):
    assert page(html, KNOWN.get) == html


def test_the_page_of_pictures_shows_each_and_says_where_it_is_drawn():
    named = {"rnn": {"svg": SVG, "title": "A [net]", "shows": "It is.", "code": "where.it"}}
    found = pictures.files({"my": {"step": SVG}}, named)
    assert found.keys() == {"figures/rnn.svg", "figures/cells/my/step.svg", pictures.PAGE}
    text = found[pictures.PAGE]
    assert "![It is.](figures/rnn.svg)" in text
    assert "`where.it`" in text
    assert "A &#91;net&#93; { #rnn }" in text
    assert pictures.files({}, {}) == {}
