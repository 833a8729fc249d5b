"""Every page is whole: one anchor for a step, tables without holes, links that lead somewhere."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from pathlib import PurePosixPath

import pytest

from lstm_sym.job.tasks import chapters
from lstm_sym.render import graph, symbolpage
from lstm_sym.render.errata import errata_page
from lstm_sym.render.page import misprint, page
from lstm_sym.render.places import path
from lstm_sym.render.site import bibliography_page, coverage_page
from tests.cli.command import ROOT

NAMES = [task.name for _, tasks in chapters() for task in tasks]
ANCHOR = re.compile(r'(?m)^.*\{ #([^ }]+) \}$|id="([^"]+)"')
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
HOSTILE = "a|b *c* _d_ <script>e</script> `f` [g](h) \\(x\\) # \\"


def anchors(text: str) -> Counter[str]:
    return Counter(one or other for one, other in ANCHOR.findall(text))


def tables(text: str) -> list[list[list[str]]]:
    found, table = [], []
    for line in [*text.splitlines(), ""]:
        if line.strip().startswith("|"):
            table.append(re.split(r"(?<!\\)\|", line.strip()[1:-1]))
        elif table:
            found.append(table)
            table = []
    return found


@pytest.fixture(params=NAMES)
def record(request, kept):
    return copy.deepcopy(next(r for r in kept if r["label"] == request.param))


@pytest.fixture(scope="session")
def written(kept, literature):
    """Every page by its path."""
    found = {path(record): page(record, literature) for record in kept}
    return found | {
        "coverage.md": coverage_page(kept, literature),
        "errata.md": errata_page(kept, literature),
        "bibliography.md": bibliography_page(literature),
        **graph.files(kept),
        **symbolpage.files(kept),
        "notation.md": (ROOT / "docs/notation.md").read_text(encoding="utf-8"),
    }


@pytest.fixture(scope="session")
def places(written):
    """The anchors of every page."""
    return {name: anchors(text) for name, text in written.items()}


def test_a_page_follows_from_its_record_alone(record, literature):
    before = copy.deepcopy(record)
    first = page(record, literature)
    assert record == before
    assert first == page(json.loads(json.dumps(record)), literature)
    assert first.endswith("\n")
    assert first.startswith(f"# {record['title']}\n")


def test_every_step_has_one_anchor(record):
    found = anchors(page(record))
    assert all(found[step["label"]] == 1 for step in record["steps"])
    assert set(found.values()) == {1}


def test_every_formula_stands_once_on_a_page_of_its_own(record):
    shown = re.findall(r"(?m)^\$\$\n(.*?)\n\$\$$", page(record), re.DOTALL)
    assert shown == [step["latex"] for step in record["steps"]]


def test_every_evidence_is_told(record):
    for step in record["steps"]:
        for k, e in enumerate(step["evidence"]):
            e["detail"] = f"{step['label']}, {k}, found"
    text = page(record).replace("\\_", "_")
    for step in record["steps"]:
        for e in step["evidence"]:
            (row,) = [line for line in text.splitlines() if f" {e['detail']} |" in line]
            assert e["verdict"] in row


@pytest.mark.parametrize(
    "name", ["coverage.md", "errata.md", "bibliography.md", "symbols.md", *NAMES]
)
def test_tables_have_no_holes(written, name):
    text = next(text for at, text in written.items() if at == name or f"/{name}.md" in at)
    for table in tables(text):
        assert len({len(row) for row in table}) == 1, table
        assert set("".join(table[1])) <= set("-:")


def test_every_link_leads_to_a_page_and_an_anchor_on_it(written, places):
    for name, text in written.items():
        for link in LINK.findall(text):
            if "://" in link:
                continue
            file, _, anchor = link.partition("#")
            place = PurePosixPath("/", name).parent / file if file else PurePosixPath("/", name)
            target = _normal(place)
            assert target in written, (name, link)
            assert not anchor or places[target][anchor] == 1, (name, link)


def _normal(place: PurePosixPath) -> str:
    parts: list[str] = []
    for part in place.parts[1:]:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


@pytest.mark.parametrize(
    ("status", "box"),
    [
        ("verified", "success"),
        ("assumed", "note"),
        ("undecided", "question"),
        ("refuted", "failure"),
    ],
)
def test_the_box_of_a_step_says_its_status(record, status, box):
    step = record["steps"][-1]
    for other in record["steps"]:
        other["status"] = "verified"
    assert set(boxes(record)) == {"success"}
    step["status"] = status
    found = boxes(record)
    assert found[-1] == box
    assert set(found[:-1]) <= {"success"}


def boxes(record) -> list[str]:
    """The kinds of the folded boxes of a page's steps, in order."""
    steps, _, _ = page(record).partition("\n## Program\n")
    found = re.findall(r"(?m)^\?\?\? (\w+) ", steps)
    return [kind for kind in found if kind not in ("abstract", "example")]


def test_a_step_says_why_openly_and_folds_the_rest(kept, literature):
    record = next(r for r in kept if r["label"] == "error-flow")
    parts = re.split(r"(?m)^## ", page(record, literature))[1:]
    for step, part in zip(record["steps"], parts, strict=True):
        (why,) = re.findall(r'(?m)^\?\?\?\+ why "Why"\n((?:    .*\n)+)', part)
        assert step["reason"] in why
        assert all(said[1:] in why for said in step["hypotheses"])
        assert step["latex"] not in why
        folded = part.replace(why, "")
        assert folded.count("\n??? ") == 2 + bool(step["example"])
        assert f"](../graph.md#{step['id']})" in folded


def test_without_literature_no_page_leads_to_the_graph(record):
    assert "graph.md" not in page(record)


def test_a_misprint_stands_beside_its_correction(records):
    record = next(record for record in records if record["label"] == "error-flow")
    (step,) = [step for step in record["steps"] if step["erratum"]]
    text = page(record)
    assert text.count(step["erratum"]["printed_latex"]) == 1
    assert text.index(step["latex"]) < text.index(step["erratum"]["printed_latex"])
    assert f"Erratum {step['erratum']['id']}: as printed in HS97, eq. (2), it is refuted" in text


def test_a_detail_cannot_break_its_table(record):
    for step in record["steps"]:
        for e in step["evidence"]:
            e["detail"] = HOSTILE
    for table in tables(page(record)):
        assert len({len(row) for row in table}) == 1


def test_a_negative_number_of_a_counterexample_has_a_minus():
    erratum = {"id": "E1", "way": "printed", "verdict": "refuted", "printed_latex": "x"}
    erratum["counterexample"] = "0.18 against -0.09 in trial-2 with u = 3, gap 1e-15"
    shown = misprint({"erratum": erratum, "source": {"key": "HS97", "where": "eq. (2)"}})
    assert "against −0.09 in trial-2 with u = 3, gap 1e-15" in shown.replace("\\", "")
