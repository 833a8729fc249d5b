"""The site as its readers get it: built strictly, served from this machine, read by a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import laws

ROOT = Path(__file__).parents[2]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: builds the site and reads it with Chromium")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site; one that ``SITE`` names is taken as it is."""
    if "SITE" in os.environ:
        return Path(os.environ["SITE"])
    folder = tmp_path_factory.mktemp("site")
    build = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if build.returncode:
        pytest.fail(f"the site does not build\n{build.stderr}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def origin(site: Path) -> Iterator[str]:
    """The address under which the site is served."""
    with laws.served(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A Chromium of the distribution."""
    if laws.CHROMIUM is None:
        pytest.skip("the browser tests need Chromium")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the browser tests need the package playwright"
    )
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=laws.CHROMIUM, args=list(laws.QUIETLY))
        yield browser
        browser.close()


@pytest.fixture
def page(browser, origin: str) -> Iterator:
    """A fresh page at the start of the site, allowed to use the clipboard, but not to leave."""
    context = browser.new_context(
        base_url=origin, permissions=["clipboard-read", "clipboard-write"]
    )
    seen = laws.Visit("")
    context.on("request", lambda request: seen.requests.append(request.url))
    yield context.new_page()
    context.close()
    assert not laws.outside([seen], origin)
