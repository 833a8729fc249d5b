"""Coverage counts verified steps only, errata only what is shown, and both of a fixed whole."""

from __future__ import annotations

import json
import re

import pytest

from lstm_sym.render.errata import errata, errata_page
from lstm_sym.render.ledger import counts, ledger
from lstm_sym.render.literature import Literature
from lstm_sym.render.places import path
from lstm_sym.render.site import (
    bibliography_page,
    contents,
    coverage,
    coverage_page,
    shown,
)

BAD = ["undecided", "refuted"]


def done(records, literature) -> set[str]:
    counted = coverage(records, literature)
    return {
        entry["id"]
        for source, entries in literature.catalogue["formulas"].items()
        for entry in entries
        if entry["id"] not in counted[source]["missing"]
    }


def kinds(literature) -> dict[str, str]:
    formulas = literature.catalogue["formulas"].values()
    return {entry["id"]: entry["kind"] for entries in formulas for entry in entries}


def naming(records, formula):
    """The steps that name a formula, and all those of a cell that is written after it."""
    return [
        s
        for record in records
        for s in record["steps"]
        if formula in (*s["formulas"], *record["formulas"])
    ]


def test_the_whole_does_not_depend_on_what_was_done(records, literature):
    for some in (records, records[:1], []):
        counted = coverage(some, literature)
        assert sum(c["formulas"] for c in counted.values()) == 350
        for c in counted.values():
            assert c["done"] + len(c["missing"]) == c["formulas"]
            assert len(set(c["missing"])) == len(c["missing"])
    assert done([], literature) == set()
    assert done(records, literature)


def test_the_ledger_covers_every_formula_of_every_source(everything, literature):
    counted = json.loads((everything / "evidence.json").read_text("utf-8"))["coverage"]
    assert counted.keys() == literature.catalogue["formulas"].keys()
    assert {source: c["missing"] for source, c in counted.items() if c["missing"]} == {}


def test_the_first_sentence_of_the_errata_counts_what_is_refuted_below_it(everything, literature):
    found = json.loads((everything / "evidence.json").read_text("utf-8"))["errata"]
    text = (everything / "errata.md").read_text("utf-8")
    mistakes = {k for k, e in literature.catalogue["errata"].items() if e["kind"] != "false"}
    done, known = map(int, re.findall(r"\d+", text.split("\n\n")[1])[:2])
    assert known == len(mistakes)
    assert done == len(mistakes & {e["id"] for e in found}) == known
    weak = re.findall(r"\[(\w+)\]\(#\w+\) says is true but weak", text)
    sections = dict(re.findall(r"^## (\w+) .*?\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    refuted = {k for k, s in sections.items() if "refuted:" in s or "and it fails: " in s}
    assert sections.keys() - refuted == set(weak) == {"E7"}
    assert mistakes - refuted == set(weak)


def test_only_verified_steps_count_and_definitions_that_are_used(records, literature):
    kind = kinds(literature)
    for formula in done(records, literature):
        states = {step["status"] for step in naming(records, formula)}
        assert states <= (
            {"verified", "assumed"} if kind[formula] == "definition" else {"verified"}
        )
        assert states


@pytest.mark.slow
@pytest.mark.parametrize("status", BAD)
def test_every_formula_leaves_with_any_of_its_steps(records, literature, status):
    before = done(records, literature)
    for formula in sorted(before & shown(records).keys()):
        for step in naming(records, formula):
            was, step["status"] = step["status"], status
            after = done(records, literature)
            assert formula not in after
            (whole,) = [r["formulas"] for r in records if r["label"] == step["id"].split("/")[0]]
            assert before - after <= {*step["formulas"], *whole}
            assert f'id="{formula.lower()}"' in coverage_page(records, literature)
            assert "(not verified)" in coverage_page(records, literature)
            step["status"] = was
    assert done(records, literature) == before


def test_a_theorem_that_is_only_assumed_is_not_done(records, literature):
    kind = kinds(literature)
    for formula in sorted(done(records, literature) & shown(records).keys()):
        for step in naming(records, formula):
            step["status"] = "assumed"
        assert (formula in done(records, literature)) == (kind[formula] == "definition")


def test_the_page_says_what_the_ledger_says(records, literature):
    counted = coverage(records, literature)
    total = sum(c["done"] for c in counted.values())
    text = coverage_page(records, literature)
    assert f"**{total} of 350**" in text
    for source, c in counted.items():
        assert f"](#{source.lower()}) | {c['done']} | {c['formulas']} |" in text


def test_every_formula_of_the_catalogue_has_a_row(records, literature):
    text = coverage_page(records, literature)
    assert all(f'<span id="{formula.lower()}">' in text for formula in kinds(literature))


def test_an_erratum_is_shown_by_a_refuted_misprint_beside_a_verified_step(records, literature):
    found = errata(records, literature)
    assert {e["id"] for e in found} == {
        step["erratum"]["id"] for record in records for step in record["steps"] if step["erratum"]
    }
    steps = [step for record in records for step in record["steps"]]
    for entry in found:
        showing = [s for s in steps if s["erratum"] and s["erratum"]["id"] == entry["id"]]
        assert entry["shown_by"] in {step["id"] for step in showing}
        assert {s["erratum"]["verdict"] for s in showing} <= {"refuted", "sharpened", "corrected"}
        assert entry["formula"].split(", ")[0] in kinds(literature)
        before = [step["status"] for step in showing]
        for status in ("refuted", "undecided", "assumed"):
            for step in showing:
                step["status"] = status
            assert entry["id"] not in {e["id"] for e in errata(records, literature)}
        for step, status in zip(showing, before, strict=True):
            step["status"] = status
        assert entry["id"] in {e["id"] for e in errata(records, literature)}
        for step in showing:
            step["erratum"]["verdict"] = "not refuted"
        assert entry["id"] not in {e["id"] for e in errata(records, literature)}
        assert f"## {entry['id']} " not in errata_page(records, literature)
        assert f"| {entry['id']} |" in errata_page(records, literature)


def test_every_erratum_of_the_catalogue_has_a_row(literature):
    text = errata_page([], literature)
    assert text.count("| not yet |") == len(literature.catalogue["errata"]) == 50
    assert text.split("\n\n")[1].startswith("0 of the 45 ")


def test_an_erratum_says_where_it_was_told_and_how_to_see_it_again(records, literature):
    text = errata_page(records, literature)
    for entry in errata(records, literature):
        known = literature.catalogue["errata"][entry["id"]]
        assert entry.get("seen") == known.get("seen")
        assert f"<{known['seen']}>" in text if "seen" in known else True
        assert f"python -m lstm_sym check {entry['shown_by'].split('/')[0]}" in text


def test_the_contents_name_every_page_once(records, literature):
    found = contents([("One", records[:3]), ("None", []), ("Two", records[3:])], literature)
    assert [chapter["title"] for chapter in found] == ["One", "Two", "Reference"]
    pages = [entry["path"] for chapter in found for entry in chapter["pages"]]
    assert len(set(pages)) == len(pages)
    assert {path(record) for record in records} < set(pages)
    assert all(entry["title"] for chapter in found for entry in chapter["pages"])


def test_the_literature_has_every_key_that_is_cited(records, literature):
    cited = {s["source"]["key"] for r in records for s in r["steps"] if s["source"]}
    cited |= {r["source"]["key"] for r in records if r["source"]}
    assert cited
    assert all(literature.known(key) for key in cited)
    assert not literature.known("NOBODY00")
    for entry in literature.references.values():
        assert {"author", "title"} <= set(entry)
        assert {"year", "url"} & set(entry)


def test_the_authors_of_a_paper_stand_in_one_line(literature):
    text = bibliography_page(literature)
    assert " ; " not in text
    assert "Auer, Andreas; Prudnikova, Oleksandra" in text


def test_the_bibliography_has_no_trace_of_tex(literature):
    text = bibliography_page(literature)
    assert not set("{}\\") & set(text.replace("{ #", "").replace(" }", ""))
    assert text.count("\n## ") == len(literature.references)


def test_without_literature_there_is_nothing_to_count(records):
    none = Literature(None)
    assert coverage(records, none) == {}
    assert errata(records, none) == []
    assert not none.known("HS97")
    assert contents([("One", records)], none)[-1]["title"] == "One"


def test_the_counts_of_a_record_add_up(records):
    for record in records:
        found = counts(record)
        parts = ("proved", "assumed", "undecided", "refuted")
        assert found["steps"] == sum(found[part] for part in parts) == len(record["steps"])


@pytest.mark.parametrize("status", BAD)
def test_the_ledger_repeats_the_records(records, literature, status):
    records[0]["steps"][0]["status"] = status
    made = ledger(records, literature, {"slopes": 0.5}, {"tried": 0})
    assert made["steps"][0]["status"] == status
    assert len(made["steps"]) == sum(len(record["steps"]) for record in records)
    assert made["timing"]["seconds"] == {"slopes": 0.5}
    assert [cell["name"] for cell in made["cells"]] == [
        record["label"] for record in records if record["kind"] == "cell"
    ]
