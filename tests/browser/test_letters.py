"""The switch of letters, used as a person would: all formulas change, it is kept, it goes back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

PAGE = "derivations/lstm-bptt.html"
WRITTEN = "[...document.querySelectorAll('.eqn annotation')].map((a) => a.textContent.trim())"


def waited(page, formulas: list[str]) -> None:
    """Wait until the page shows just these formulas."""
    page.wait_for_function(f"(wanted) => JSON.stringify({WRITTEN}) === wanted", arg=_text(formulas))


def _text(formulas: list[str]) -> str:
    """As a browser writes it."""
    return json.dumps(formulas, ensure_ascii=False, separators=(",", ":"))


def letters(site: Path, name: str) -> dict:
    text = (site / "letters" / "lstm-bptt.js").read_text("utf-8")
    return json.loads(text[text.index("(") + 1 : text.rindex(")")])[name]


def test_every_formula_is_shown_in_the_letters_and_goes_back(page, site: Path) -> None:
    page.goto(PAGE)
    content = page.locator(".md-content").inner_html()
    own = page.evaluate(WRITTEN)
    for name in ("graves", "greff", "hs97", "pytorch", ""):
        known = letters(site, name) if name else {}
        page.locator(".letters select").select_option(name)
        waited(page, [known.get(tex, tex) for tex in own])
        assert not page.locator(".katex-error").count()
    assert page.locator(".md-content").inner_html() == content


def test_the_choice_is_kept(page, site: Path) -> None:
    page.goto(PAGE)
    known = letters(site, "greff")
    theirs = [known.get(tex, tex) for tex in page.evaluate(WRITTEN)]
    page.locator(".letters select").select_option("greff")
    waited(page, theirs)
    page.goto(PAGE)
    waited(page, theirs)
    assert page.locator(".letters select").input_value() == "greff"


def test_every_switch_has_its_letters(site: Path) -> None:
    pages = [*site.glob("derivations/*.html"), *site.glob("cells/*.html")]
    found = [re.search(r'<select[^>]* data-of="([^"]+)"', p.read_text("utf-8")) for p in pages]
    assert any(found)
    for page, switch in zip(pages, found, strict=True):
        assert switch is None or (page.parent / switch[1]).is_file()
