"""Chapters say nothing that was not checked, and read from a question to what to remember."""

from __future__ import annotations

import re

import pytest

from lstm_sym.draw.gallery import pictures
from lstm_sym.job.story import story as written
from lstm_sym.job.tasks import all_names
from lstm_sym.render.explorers import EXPLORERS, figures, files
from lstm_sym.render.site import every
from lstm_sym.render.story import PUT, START, NotDerived, Shelf, UnknownPart, contents, pages

WRITTEN = written()
CHAPTERS = {name: text for name, text in WRITTEN.items() if name != START}


@pytest.fixture
def shelf(records):
    shown = {name: {"shows": p.shows} for name, p in pictures().items()}
    return Shelf(records, all_names(), shown, figures(files(every(records))))


def test_every_chapter_is_told_and_nothing_is_left_to_put_in(shelf):
    told = pages(WRITTEN, shelf)
    assert [c["path"] for c in contents(WRITTEN, told)] == [p for p in told if p != "index.md"]
    assert len(told) == len(WRITTEN) == len(CHAPTERS) + 1 > 1
    assert not [path for path, text in told.items() if PUT.search(text)]


def test_no_formula_is_shown_that_is_not_verified_or_a_definition(shelf):
    named = [m for text in WRITTEN.values() for m in PUT.findall(text)]
    steps = [shelf.step(name)[1] for kind, name in named if kind in ("formula", "misprint")]
    assert steps
    assert {s["status"] for s in steps} <= {"verified", "assumed"}
    misprints = [s["erratum"] for s in steps if s["status"] == "assumed" and s["erratum"]]
    assert {m["verdict"] for m in misprints} <= {"refuted"}


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_goes_from_a_question_to_what_to_remember_and_on(name):
    text = CHAPTERS[name]
    assert re.match(r'# .+\n\n!!! question ".+\?"\n', text)
    last = text.rpartition("## What to remember\n\n")[2]
    assert last.startswith("- ")
    names = list(CHAPTERS)
    if name != names[-1]:
        after = names[names.index(name) + 1].partition("-")[2]
        assert f"({after}.md)" in last


@pytest.mark.parametrize("name", WRITTEN)
def test_no_formula_is_typed_between_the_lines(name):
    assert "$$" not in WRITTEN[name]
    assert not re.search(r"\\\([^)]*(=|\\le|<|>)[^)]*\\\)", WRITTEN[name])


def test_the_first_page_shows_a_formula_with_its_evidence_a_picture_and_a_command(shelf):
    text = pages(WRITTEN, shelf)["index.md"]
    ((_, name),) = (found for found in PUT.findall(WRITTEN[START]) if found[0] == "formula")
    step = shelf.step(name)[1]
    assert step["status"] == "verified"
    assert step["latex"] in text
    assert [f"| {e['verdict']} |" in text for e in step["evidence"]].count(True) > 1
    assert "](figures/" in text
    assert "python -m lstm_sym derive --cell" in text
    assert "../" not in text


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{{ formula slopes/nowhere }}", "no step is called slopes/nowhere"),
        ("{{ formula nobody/step }}", "nothing is called nobody"),
        ("{{ misprint slopes/logistic-slope }}", "nothing is misprinted"),
        ("{{ picture nothing }}", "no picture is called nothing"),
        ("{{ explorer nothing }}", "no explorer is called nothing"),
        ("{{ demonstration nothing }}", "no table is called nothing; there are clarity, "),
        ("{{ song slopes/logistic-slope }}", "song is no part of a chapter"),
    ],
)
def test_an_unknown_part_is_told_with_its_line(shelf, line, message):
    with pytest.raises(UnknownPart, match=rf"derivations/story/01-a\.md:3: error: {message}"):
        pages({"01-a": f"# A\n\n{line}\n"}, shelf)


def test_a_chapter_waits_for_what_it_names(records, shelf):
    some = Shelf([r for r in records if r["label"] != "slopes"], all_names(), shelf.pictures)
    assert pages({"01-a": "# A\n\n{{ formula slopes/logistic-slope }}\n"}, some) == {}
    with pytest.raises(NotDerived):
        some.step("slopes/logistic-slope")
    assert pages({"01-a": "# A\n\n{{ explorer edge }}\n"}, Shelf(records, all_names(), {})) == {}


def test_every_explorer_stands_in_a_chapter(shelf):
    named = [name for text in CHAPTERS.values() for kind, name in PUT.findall(text)]
    assert set(EXPLORERS) <= set(named)
    for name in EXPLORERS:
        (text,) = (text for text in pages(CHAPTERS, shelf).values() if f'explorer="{name}"' in text)
        assert shelf.explorers[name] in text
        assert re.search(r"(?m)^\| .+ \|$", shelf.explorers[name])


def test_a_chapter_loads_what_its_explorers_want_once_and_else_nothing(shelf):
    two = "# A\n\n{{ explorer edge }}\n\n{{ explorer flow }}\n\n{{ explorer edge }}\n"
    told = pages({"01-a": two, "02-b": "# B\n"}, shelf)
    loaded = re.findall(r'src="\.\./assets/scripts/(\w+)\.js"', told["story/a.md"])
    assert loaded == ["words", "formulas", "stage", "edge", "flow"]
    assert "<script" not in told["story/b.md"]
