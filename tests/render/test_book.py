"""The book: every chapter and every step is in it, and every link of it leads somewhere."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from subprocess import run

import pytest

from lstm_sym.render import book, story
from tests.cli.command import ROOT, spawned

pytestmark = pytest.mark.slow
TARGET = re.compile(r"\\hypertarget\{([^}]*)\}")
LINK = re.compile(r"\\hyperlink\{([^}]*)\}")


@pytest.fixture(scope="module")
def folder(everything, tmp_path_factory):
    """A folder with the book beside the ledger."""
    out = tmp_path_factory.mktemp("book")
    shutil.copytree(everything / ".records", out / ".records")
    assert (
        spawned("derive", "--quiet", "--format", "json,tex", "--out", str(out), cwd=ROOT).code == 0
    )
    return out


@pytest.fixture(scope="module")
def text(folder):
    return (folder / "tex" / "book.tex").read_text("utf-8")


def test_every_step_has_its_place(folder, text):
    found = Counter(TARGET.findall(text))
    steps = [step["id"] for step in json.loads((folder / "evidence.json").read_text())["steps"]]
    assert {id: found[id] for id in steps} == dict.fromkeys(steps, 1)


def test_no_place_is_there_twice(text):
    assert max(Counter(TARGET.findall(text)).values()) == 1


def test_every_link_leads_somewhere(text):
    assert set(LINK.findall(text)) <= set(TARGET.findall(text))


def test_all_chapters_are_told_with_their_pictures(text):
    told = [file.read_text("utf-8") for file in (ROOT / "derivations" / "story").glob("*.md")]
    pictures = sum(chapter.count("{{ picture ") for chapter in told)
    assert text.count(r"\begin{tikzpicture}") == pictures > 10
    for chapter in told:
        title = chapter.partition("\n")[0].removeprefix("# ")
        assert rf"\chapter{{{title}}}" in text


def test_the_book_knows_every_part_of_a_chapter():
    assert set(book.PARTS) == set(story.PARTS)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex")
def test_it_compiles(folder):
    line = ["pdflatex", "-halt-on-error", "-interaction=batchmode", "book.tex"]
    assert run(line, cwd=folder / "tex", capture_output=True, check=False).returncode == 0
