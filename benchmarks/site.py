"""What the site costs: to build, warm and cold, and to read.

Processor seconds of a build, beside MkDocs' own for the same pages without our hook; the time until
the first formula can be read, on a processor that is slowed down four times; the bytes of each page
of a derivation, as they are sent. Printed as tables, asserted nowhere. Wants `derive` to have run;
without Chromium and playwright the reading is left out.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
LIMIT, SLOWER, SHOWN = 80_000, 4, 5
PAGES = ("derivations/slopes.html", "derivations/error-flow.html", "derivations/lstm-bptt.html")
PLAIN = """
import sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
build(load_config("mkdocs.yml", docs_dir=sys.argv[1], site_dir=sys.argv[2], hooks=[], nav=None))
"""


READABLE = """
() => document.fonts.ready.then(() => Math.max(
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
  ...performance.getEntriesByType("resource")
    .filter((one) => /KaTeX_(Main|Math)/.test(one.name)).map((one) => one.responseEnd)))
"""


class Quiet(SimpleHTTPRequestHandler):
    """A handler that keeps its requests to itself."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def processor(*command: str) -> float:
    """The processor time of a whole process and its children, in seconds."""
    before = getrusage(RUSAGE_CHILDREN)
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, check=True, cwd=ROOT, env=quiet, capture_output=True)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def built(site: Path) -> float:
    """Build the whole site."""
    return processor(sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site))


def without_us(scratch: Path) -> float:
    """What MkDocs takes for the same Markdown: no derivation, no typesetting."""
    docs = scratch / "docs"
    shutil.copytree(ROOT / "docs", docs)
    hidden = shutil.ignore_patterns(".*")
    shutil.copytree(ROOT / "build", docs, dirs_exist_ok=True, ignore=hidden)
    return processor(sys.executable, "-c", PLAIN, str(docs), str(scratch / "plain"))


def first_formula(site: Path) -> dict[str, float]:
    """Seconds until the page is painted and the letters of its formulas are there, by page."""
    from playwright.sync_api import sync_playwright

    found = {}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as play:
            options = {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}
            browser = play.chromium.launch(**options)
            browser.new_page().goto(f"http://127.0.0.1:{server.server_port}/")  # not measured
            for path in PAGES:
                page = browser.new_page()
                slow = page.context.new_cdp_session(page)
                slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                page.goto(f"http://127.0.0.1:{server.server_port}/{path}")
                assert page.locator(".katex-display").count()
                found[path] = page.evaluate(READABLE) / 1000
                page.close()
            browser.close()
        server.shutdown()
    return found


def sent(site: Path) -> list[tuple[int, str]]:
    """The bytes of every page of a derivation, zipped, the heaviest first."""
    pages = site.glob("derivations/*.html")
    return sorted(((len(gzip.compress(p.read_bytes())), p.name) for p in pages), reverse=True)


def shown(title: str, rows: list[tuple[str, str]]) -> None:
    """Print a table of two columns."""
    table = Table("what", "value", title=title)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        formulas = [*ROOT.glob(".cache/formulas-*")]
        for store in formulas:
            store.rename(scratch / store.name)
        cold, warm = built(scratch / "site"), built(scratch / "site")
        own = without_us(scratch)
        rows = [("formulas not typeset before", f"{cold:.1f} s"), ("warm", f"{warm:.1f} s")]
        rows += [("MkDocs alone", f"{own:.1f} s"), ("ours, warm", f"{warm - own:.1f} s")]
        shown("Building the site: processor time", rows)
        heavy = sent(scratch / "site")
        over = sum(size > LIMIT for size, _ in heavy)
        rows = [(name, f"{size / 1000:.1f} KB") for size, name in heavy[:SHOWN]]
        shown(f"The heaviest of {len(heavy)} derivations; {over} above {LIMIT // 1000} KB", rows)
        if shutil.which("chromium"):
            read = first_formula(scratch / "site").items()
            rows = [(path, f"{seconds:.2f} s") for path, seconds in read]
            shown(f"First formula, processor {SLOWER} times slower", rows)


if __name__ == "__main__":
    main()
