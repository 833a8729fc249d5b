"""`mkdocs serve` shows what is edited, tells a mistake on the page, stays up, and recovers."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.cli.command import ROOT, TOY, environment

pytestmark = pytest.mark.slow
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.cell")
PATIENCE = 120  # seconds until what ought to be shown is missed
FAILED = "Not everything could be derived"
TOYS, CELL = "derivations/toy.html", "cells/rnn.html"


@dataclass(frozen=True)
class Live:
    """A small copy of the project that is served while it is edited."""

    root: Path
    origin: str
    server: subprocess.Popen[bytes]

    def read(self, page: str) -> str:
        """A page as it is served; "" while there is none."""
        try:
            return urlopen(self.origin + page, timeout=10).read().decode()
        except (URLError, OSError):
            return ""

    def until(self, page: str, words: str, there: bool = True) -> str:
        """Wait until a page has some words, or has them no more; return it."""
        end = time.monotonic() + PATIENCE
        while not (text := self.read(page)) or (words in text) != there:
            assert self.server.poll() is None, "the server ended"
            assert time.monotonic() < end, f"{page}: {words!r} is {'not ' * there}there"
            time.sleep(0.2)
        return text

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace what is there once or more, where it stands first."""
        path = self.root / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    root = tmp_path_factory.mktemp("live") / "project"
    _small(root)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dirty", "--quiet", "-a", address],
        cwd=root,
        env=environment(PYTHONPATH=str(root), NO_MKDOCS_2_WARNING="1"),
        stderr=subprocess.DEVNULL,
    )
    try:
        found = Live(root, f"http://{address}/", server)
        found.until(TOYS, "eqn")
        yield found
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _small(root: Path) -> None:
    """The project with one derivation, one cell and one picture."""
    shutil.copytree(ROOT / "lstm_sym", root / "lstm_sym", ignore=LEFT_OUT)
    shutil.copytree(ROOT / "docs", root / "docs")
    (root / "derivations").mkdir()
    for file in (
        "mkdocs.yml",
        "lstm_sym/cells/simple/rnn.cell",
        "derivations/catalogue.toml",
        "derivations/references.bib",
    ):
        shutil.copy(ROOT / file, root / file)
    (root / "derivations/__init__.py").write_text('CONTENTS = (("Toys", ("toy",)),)\n', "utf-8")
    (root / "derivations/toy.py").write_text(TOY, "utf-8")
    gallery = root / "lstm_sym/draw/gallery.py"
    text, found = re.subn(
        r"(?s)^MODULES = \(.*?^\)", 'MODULES = ("curve",)', gallery.read_text("utf-8"), flags=re.M
    )
    assert found == 1
    gallery.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "page"),
    [
        ("derivations/toy.py", "A toy: a slope", "A slope that was edited", TOYS),
        ("lstm_sym/cells/simple/rnn.cell", "state", "state that was edited", CELL),
        ("lstm_sym/render/page.py", '"Why"', '"Why, as it was edited"', TOYS),
    ],
    ids=["derivation", "cell", "library"],
)
def test_what_is_edited_shows_and_goes_back(live, file, old, new, page):
    new_words = new.strip('"')
    assert new_words not in live.read(page)
    live.edit(file, old, new)
    live.until(page, new_words)
    live.edit(file, new, old)
    live.until(page, new_words, there=False)


def test_a_syntax_error_is_told_on_every_page_until_it_is_mended(live):
    lines = (live.root / "derivations/toy.py").read_text("utf-8").splitlines()
    line = lines.index("derivation = Derivation(") + 1
    live.edit("derivations/toy.py", "= Derivation(", "= Derivation((")
    for page in (TOYS, CELL):
        text = live.until(page, FAILED)
        assert f"toy.py:{line}: " in text
        assert "was never closed" in text
    live.edit("derivations/toy.py", "= Derivation((", "= Derivation(")
    for page in (TOYS, CELL):
        assert "eqn" in live.until(page, FAILED, there=False)


def test_a_page_reloads_itself(live):
    assert "livereload" in live.read(TOYS)
