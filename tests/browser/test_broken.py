"""Each law of the site catches what breaks it: tried on a copy of a few pages, broken by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import anchors, laws

pytestmark = pytest.mark.browser

PAGE = "derivations/slopes.html"


@pytest.fixture
def few(site: Path, tmp_path: Path) -> Path:
    """A page with all that it needs, to be broken."""
    for folder in ("assets", "search"):
        shutil.copytree(site / folder, tmp_path / folder)
    (tmp_path / PAGE).parent.mkdir()
    shutil.copy(site / PAGE, tmp_path / PAGE)
    return tmp_path


def changed(site: Path, change: Callable[[str], str]) -> None:
    before = (site / PAGE).read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    (site / PAGE).write_text(after, encoding="utf-8")


def seen(browser, site: Path) -> tuple[list[laws.Visit], str]:
    with laws.served(site) as origin:
        return laws.visits(browser, origin, [PAGE]), origin


def test_the_copy_is_whole(browser, few: Path) -> None:
    visits, origin = seen(browser, few)
    assert not laws.outside(visits, origin)
    assert not laws.complaints(visits)
    assert not laws.broken_formulas(visits)
    assert not laws.sideways(visits)
    assert not laws.unreached(visits)


def test_a_font_that_is_gone_is_seen(browser, few: Path) -> None:
    fonts = [*few.rglob("KaTeX_Main-Regular*"), *few.rglob("KaTeX_Math-Italic*")]
    assert fonts
    for font in fonts:
        font.unlink()
    assert laws.complaints(seen(browser, few)[0])


def test_a_formula_in_error_is_seen(browser, few: Path) -> None:
    changed(few, lambda html: html.replace('class="katex-display"', 'class="katex-error"', 1))
    assert laws.broken_formulas(seen(browser, few)[0])


@pytest.mark.parametrize(
    "raw",
    [
        r'<span class="arithmatex">\(x\)</span>',
        '<div class="arithmatex">x</div>',
        r"<p>and so \[x = 1\]</p>",
    ],
)
def test_a_formula_that_is_not_typeset_is_seen(browser, few: Path, raw: str) -> None:
    changed(few, lambda html: html.replace("</article>", f"{raw}</article>"))
    assert laws.broken_formulas(seen(browser, few)[0])


@pytest.mark.parametrize(
    "later",
    [
        "<script>setTimeout(() => fetch('http://127.0.0.1:9/x.png'), 60_000)</script>",
        "<button onclick=\"fetch('http://127.0.0.1:9/x.png')\">press</button>",
    ],
)
def test_a_later_request_to_another_place_is_seen(browser, few: Path, later: str) -> None:
    changed(few, lambda html: html.replace("</body>", f"{later}</body>"))
    with laws.served(few) as origin, browser.new_context() as context:
        visits = [laws.used(context, origin, PAGE)]
        assert laws.outside(visits, origin) == {"http://127.0.0.1:9/x.png"}


def test_a_table_that_the_keyboard_does_not_reach_is_seen(browser, few: Path) -> None:
    table = '<div class="md-typeset__scrollwrap" style="overflow: auto">{}</div></article>'
    wide = table.format('<div style="width: 900px">wide</div>')
    changed(few, lambda html: html.replace("</article>", wide).replace("assets/tables.js", "none"))
    assert laws.unreached(seen(browser, few)[0])


def test_a_request_to_another_place_is_seen(browser, few: Path) -> None:
    changed(
        few, lambda html: html.replace("</body>", '<img src="http://127.0.0.1:9/x.png"></body>')
    )
    visits, origin = seen(browser, few)
    assert laws.outside(visits, origin) == {"http://127.0.0.1:9/x.png"}


def test_a_page_that_is_too_wide_is_seen(browser, few: Path) -> None:
    wide = '<div style="width: 900px">wide</div></body>'
    changed(few, lambda html: html.replace("</body>", wide))
    assert laws.sideways(seen(browser, few)[0])
    with laws.served(few) as origin:
        assert laws.sideways(laws.widths_without_scripts(browser, origin, [PAGE]))


def test_an_anchor_that_is_gone_is_seen(few: Path) -> None:
    whole, kept = set(laws.broken_links(few)), anchors.broken(few)
    changed(few, lambda html: html.replace('id="logistic-slope"', 'id="renamed"'))
    assert (PAGE, "#logistic-slope") in set(laws.broken_links(few)) - whole
    assert anchors.broken(few) - kept == {f"{PAGE}#logistic-slope"}
