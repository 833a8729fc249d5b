"""A formula that does not typeset is told with the anchor that it stands at."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lstm_sym.render import typeset
from tests.cli.command import ROOT

BOX = (
    '<h2 id="{0}">x</h2><div class="eqn" id="eq-{0}"><div class="arithmatex">\\[{1}\\]</div></div>'
)


def render(tex: str, display: bool) -> str:
    """What typesets every formula whose braces are closed."""
    if tex.count("{") != tex.count("}"):
        raise ValueError("Expected a closing brace")
    return tex


def test_what_does_not_typeset_is_told_with_its_step() -> None:
    page = BOX.format("first", "x") + BOX.format("second", "\\frac{") + BOX.format("third", "y")
    html, errors = typeset.page(page, render)
    assert errors == ["#second: Expected a closing brace, in the formula\n\\frac{"]
    assert html.count("katex-error") == 1


def test_a_page_that_is_right_has_nothing_to_tell() -> None:
    html, errors = typeset.page(BOX.format("first", "\\frac{1}{2}"), render)
    assert not errors
    assert "katex-error" not in html


def test_katex_itself_refuses_what_is_not_closed() -> None:
    sys.path.insert(0, str(ROOT / "lstm_sym" / "render"))
    import katex

    folder = Path(ROOT, ".cache", f"katex-{katex.RELEASE}")
    if not folder.is_dir():
        pytest.skip("KaTeX is not there; building the site fetches it")
    _, errors = typeset.page(BOX.format("step", "\\frac{"), katex.engine(folder))
    assert len(errors) == 1
    assert errors[0].startswith("#step: ")
