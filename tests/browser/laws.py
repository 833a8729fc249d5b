"""The laws of a built site, each as a function that finds what breaks it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

CHROMIUM = shutil.which("chromium")
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
# A formula that nothing has typeset: its box holds none, or its bounds stand in the text.
RAW = r"""
() => {
  const boxes = [...document.querySelectorAll(".arithmatex")];
  const empty = boxes.filter((box) => !box.querySelector(".katex, math"));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const bounds = /\\[([]/;
  let found = empty.length + bounds.test(document.title);
  while (walk.nextNode()) {
    const bare = !walk.currentNode.parentElement.closest("code, pre, script, style, annotation");
    if (bare && bounds.test(walk.currentNode.data)) found += 1;
  }
  return found;
}
"""
# The tables that scroll and that the keyboard does not reach, once what is observed has settled.
UNREACHED = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(
  [...document.querySelectorAll(".md-typeset__scrollwrap")]
    .filter((box) => box.scrollWidth > box.clientWidth && box.tabIndex < 0).length))))
"""
# What a reader may press and move.
PRESS = """
() => {
  document.querySelectorAll("button, summary").forEach((one) => one.click());
  for (const one of document.querySelectorAll("input, select"))
    for (const kind of ["focus", "input", "change"])
      one.dispatchEvent(new Event(kind, { bubbles: true }));
}
"""
PHONE = {"width": 390, "height": 844}


class Quiet(SimpleHTTPRequestHandler):
    """A handler that keeps its requests to itself."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address under which a site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@dataclass
class Visit:
    """What one page did when it was opened on a phone, all its folds open."""

    path: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    formulas: int = 0
    failures: int = 0
    raw: int = 0
    unreached: int = 0
    wide: int = 0
    width: int = 0


def visit(context: Any, origin: str, path: str) -> Visit:
    """Open a page and look."""
    seen = Visit(path)
    page = context.new_page()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and seen.complaints.append(said.text))
    page.goto(urljoin(origin, path), wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    page.evaluate("document.fonts.ready.then(() => true)")
    seen.formulas = page.locator(".katex-display").count()
    seen.failures = page.locator(".katex-error").count()
    seen.wide = page.evaluate(
        "[...document.querySelectorAll('div.arithmatex')]"
        ".filter((box) => box.scrollWidth > box.clientWidth + 1).length"
    )
    seen.raw = page.evaluate(RAW)
    seen.unreached = page.evaluate(UNREACHED)
    seen.width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    return seen


def used(context: Any, origin: str, path: str) -> Visit:
    """Open a page, press and move all that it has, and let an hour pass."""
    seen = Visit(path)
    page = context.new_page()
    page.clock.install()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(urljoin(origin, path), wait_until="load")
    page.evaluate(PRESS)
    page.clock.fast_forward("01:00:00")
    page.wait_for_load_state("networkidle")
    page.close()
    return seen


def widths_without_scripts(browser: Any, origin: str, paths: Iterable[str]) -> list[Visit]:
    """Pages on a phone that runs no scripts, all folds open: only how wide they are."""
    found = []
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        for path in paths:
            page.goto(urljoin(origin, path), wait_until="load")
            page.evaluate(
                "document.querySelectorAll('details').forEach(one => { one.open = true })"
            )
            width = page.evaluate("document.documentElement.scrollWidth")
            found.append(Visit(path, width=width))
    return found


def visits(browser: Any, origin: str, paths: Iterable[str]) -> list[Visit]:
    """Every page, visited once on a phone."""
    with browser.new_context(viewport=PHONE) as context:
        return [visit(context, origin, path) for path in paths]


def pages(site: Path) -> list[str]:
    """The pages of a site."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def outside(seen: Iterable[Visit], origin: str) -> set[str]:
    """The requests that left the site."""
    asked = {url for one in seen for url in one.requests if not url.startswith(origin)}
    return {url for url in asked if not url.startswith(("data:", "blob:"))}


def complaints(seen: Iterable[Visit]) -> dict[str, list[str]]:
    """What the console said of each page."""
    return {one.path: one.complaints for one in seen if one.complaints}


def broken_formulas(seen: Iterable[Visit]) -> list[str]:
    """The pages with a formula that is not typeset."""
    return [one.path for one in seen if one.failures or one.raw]


def unreached(seen: Iterable[Visit]) -> list[str]:
    """The pages with a table that scrolls and that the keyboard does not reach."""
    return [one.path for one in seen if one.unreached]


def sideways(seen: Iterable[Visit]) -> dict[str, int]:
    """The pages that are wider than a phone."""
    return {one.path: one.width for one in seen if one.width > PHONE["width"]}


class Anchors(HTMLParser):
    """The places in a page that can be linked to, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.places: set[str] = {"", "__top"}
        self.titles: set[str] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what names a place, and what points to one."""
        for name, value in attrs:
            if (name == "id" or (name, tag) == ("name", "a")) and value:
                self.places.add(value)
                if tag == "h1":
                    self.titles.add(value)
            elif name in ("href", "src") and value:
                self.links.add(value)


def read(site: Path) -> dict[str, Anchors]:
    """The places and links of every page."""
    return {path: Anchors((site / path).read_text(encoding="utf-8")) for path in pages(site)}


def broken_links(site: Path) -> list[tuple[str, str]]:
    """The links, each with its page, that lead to no file or to no place in a page."""
    origin, known = "http://here/", read(site)

    def broken(path: str, link: str) -> bool:
        url, place = urldefrag(urljoin(origin + path, link))
        if not url.startswith(origin):
            return False
        file = site / unquote(urlsplit(url).path).lstrip("/")
        page = (file / "index.html" if file.is_dir() else file).relative_to(site).as_posix()
        if page in known:
            return unquote(place) not in known[page].places
        return not file.is_file()

    return [(path, link) for path in known for link in known[path].links if broken(path, link)]
