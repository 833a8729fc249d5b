"""Laws of the built site, held by reading all of it as a person with a phone would."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.browser import anchors, laws

pytestmark = pytest.mark.browser

HEAVIEST = 80_000  # bytes of a page, as it is sent


@pytest.fixture(scope="module")
def visits(browser, site: Path, origin: str) -> list[laws.Visit]:
    """Every page, visited once."""
    return laws.visits(browser, origin, laws.pages(site))


def test_no_request_leaves_the_site(visits, origin: str) -> None:
    assert not laws.outside(visits, origin)


def test_no_request_leaves_the_site_later(browser, origin: str) -> None:
    paths = ("index.html", "derivations/slopes.html", "explorers.html", "story/bounds.html")
    with browser.new_context() as context:
        assert not laws.outside([laws.used(context, origin, path) for path in paths], origin)


def test_the_console_is_silent(visits) -> None:
    assert not laws.complaints(visits)


def test_every_formula_is_typeset(visits) -> None:
    assert not laws.broken_formulas(visits)


def test_every_derivation_has_formulas(visits) -> None:
    derivations = [seen for seen in visits if seen.path.startswith("derivations/")]
    assert derivations
    assert not [seen.path for seen in derivations if not seen.formulas]


def test_no_page_scrolls_sideways_on_a_phone(visits) -> None:
    assert not laws.sideways(visits)


def test_no_page_scrolls_sideways_without_scripts(browser, origin: str) -> None:
    assert not laws.sideways(laws.widths_without_scripts(browser, origin, KINDS))


def test_the_keyboard_reaches_every_table_that_scrolls(visits) -> None:
    assert not laws.unreached(visits)


def test_few_formulas_are_wider_than_a_phone(visits) -> None:
    wide, all_ = (sum(getattr(seen, what) for seen in visits) for what in ("wide", "formulas"))
    assert wide < 0.05 * all_, f"{wide} of {all_}"


def test_every_internal_link_leads_somewhere(site: Path) -> None:
    assert not laws.broken_links(site)


def test_no_published_anchor_is_gone(site: Path) -> None:
    assert not anchors.broken(site)


def test_the_graph_has_a_place_for_every_step_of_a_derivation(site: Path) -> None:
    """So its anchors are as permanent as those of the derivations, which are listed."""
    listed = anchors.listed()
    steps = {
        f"{Path(page).stem}/{place.removeprefix('eq-')}"
        for page, places in listed.items()
        for place in places
        if page.startswith("derivations/") and place.startswith("eq-")
    }
    assert steps
    graph = laws.Anchors((site / "graph.html").read_text(encoding="utf-8"))
    assert steps <= graph.places


def test_a_page_of_a_derivation_is_light(site: Path) -> None:
    pages = site.glob("derivations/*.html")
    sizes = {page.name: len(gzip.compress(page.read_bytes())) for page in pages}
    assert not {name: size for name, size in sizes.items() if size > HEAVIEST}


def test_dark_is_not_light(browser, origin: str) -> None:
    def paper(scheme: str) -> str:
        page = browser.new_page(color_scheme=scheme)
        page.goto(origin)
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert paper("dark") != paper("light")


KINDS = (
    "index.html",
    "derivations/slopes.html",
    "cells/lstm.html",
    "explorers.html",
    "graph.html",
    "story/hochreiter.html",
    "comparisons/lstm97-lstm.html",
    "verified.html",
    "timeline.html",
    "coverage.html",
    "bibliography.html",
    "story/bounds.html",
    "symbols.html",
)
# Faults of the theme, not of these pages.
THEME = {"aria-dialog-name", "landmark-unique"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_new(browser, origin: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="wants axe").Axe()
    found = {}
    with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        for path in KINDS:
            page = context.new_page()
            page.goto(urljoin(origin, path))
            page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
            faults = axe.run(page).response["violations"]
            found |= {
                (path, fault["id"]): [node["target"] for node in fault["nodes"]][:3]
                for fault in faults
                if fault["id"] not in THEME
            }
            page.close()
    assert not found


@pytest.mark.parametrize("words", ["carousel", r"\bar{c}"])
def test_the_search_finds(page, words: str) -> None:
    page.goto("index.html")
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.wait_for_selector(".md-search-result__item", timeout=20_000)
    assert page.locator(".md-search-result__item").count()


def test_it_opens_from_a_disk(browser, site: Path) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"file://{os.fspath(site.resolve())}/explorers.html")
    assert page.locator("figure.explorer.live").count() == 4
    # Only the search wants a server.
    assert not [error for error in said if "search/search_index" not in error]
