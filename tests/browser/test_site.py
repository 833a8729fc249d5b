"""Laws of the built site, held by reading all of it as a person with a phone would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    pytest.skip("the browser tests need Chromium", allow_module_level=True)
playwright = pytest.importorskip(
    "playwright.sync_api", reason="the browser tests need the package playwright"
)

pytestmark = pytest.mark.browser

# Without these, Chromium itself looks for the network, and as root does not start.
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}


@dataclass
class Visit:
    """What one page did when it was opened on a phone, all its folds open."""

    path: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    formulas: int = 0
    failures: int = 0
    width: int = 0


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visits(browser, site: Path, origin: str) -> list[Visit]:
    """Every page, visited once."""
    with browser.new_context(viewport=PHONE) as context:
        return [visit(context, origin, path) for path in pages(site)]


def visit(context, origin: str, path: str) -> Visit:
    seen = Visit(path)
    page = context.new_page()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and seen.complaints.append(said.text))
    page.goto(urljoin(origin, path), wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    seen.formulas = page.locator(".katex").count()
    seen.failures = page.locator(".katex-error").count()
    seen.width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    return seen


def pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_no_request_leaves_the_site(visits: list[Visit], origin: str) -> None:
    outside = {url for seen in visits for url in seen.requests if not url.startswith(origin)}
    assert not {url for url in outside if not url.startswith(("data:", "blob:"))}


def test_the_console_is_silent(visits: list[Visit]) -> None:
    assert not {seen.path: seen.complaints for seen in visits if seen.complaints}


def test_every_formula_is_typeset(visits: list[Visit]) -> None:
    assert not [seen.path for seen in visits if seen.failures]


def test_every_derivation_has_formulas(visits: list[Visit]) -> None:
    derivations = [seen for seen in visits if seen.path.startswith("derivations/")]
    assert derivations
    assert not [seen.path for seen in derivations if not seen.formulas]


def test_no_page_scrolls_sideways_on_a_phone(visits: list[Visit]) -> None:
    assert not {seen.path: seen.width for seen in visits if seen.width > PHONE["width"]}


def test_dark_is_not_light(browser, origin: str) -> None:
    def paper(scheme: str) -> str:
        page = browser.new_page(color_scheme=scheme)
        page.goto(origin)
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert paper("dark") != paper("light")


class Anchors(HTMLParser):
    """The places in a page that can be linked to, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.places: set[str] = {"", "__top"}
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what names a place, and what points to one."""
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.places.add(value)
            elif name in ("href", "src") and value:
                self.links.add(value)


def test_every_internal_link_leads_somewhere(site: Path, origin: str) -> None:
    read = {path: Anchors((site / path).read_text(encoding="utf-8")) for path in pages(site)}

    def broken(path: str, link: str) -> bool:
        url, place = urldefrag(urljoin(origin + path, link))
        if not url.startswith(origin):
            return False
        file = site / unquote(urlsplit(url).path).lstrip("/")
        page = (file / "index.html" if file.is_dir() else file).relative_to(site).as_posix()
        if page in read:
            return unquote(place) not in read[page].places
        return not file.is_file()

    assert not [(path, link) for path in read for link in read[path].links if broken(path, link)]
