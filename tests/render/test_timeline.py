"""The timeline and the pages of its pairs: dated, linked, and true to the record."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from derivations import CONTENTS
from lstm_sym.cells import builtin
from lstm_sym.compare.difference import Difference
from lstm_sym.job.tasks import home
from lstm_sym.job.timeline import models
from lstm_sym.proof.derive import derived
from lstm_sym.render import timeline
from lstm_sym.render.difference import record
from lstm_sym.render.differencepage import page
from lstm_sym.render.literature import Literature

LITERATURE = Literature(home())
CELLS = {
    name: {"title": builtin(name).title, "about": "About.", "source": {"key": source}}
    for name, source in (("lstm97", "HS97"), ("lstm", "GSC00"), ("gru-cho", "CHO14"))
}


def entry(cell: str, after: str = "", source: str = "") -> dict:
    found = record(Difference(builtin(after), builtin(cell))) if after else None
    return {"cell": cell, "after": after, "source": source, "difference": found}


ENTRIES = [entry("gru-cho", "lstm"), entry("lstm", "lstm97"), entry("lstm97")]


def test_models_are_dated_by_their_sources_and_stand_in_their_order():
    told = timeline.pages(ENTRIES, CELLS, LITERATURE)["timeline.md"]
    assert re.findall(r"^## (\d+):", told, re.M) == ["1997", "2000", "2014"]
    assert (
        "[lstm](cells/lstm.md), after [lstm97](cells/lstm97.md), [GSC00](bibliography.md#gsc00)"
        in told
    )
    again = timeline.pages([entry("lstm", "lstm97", "GREFF17"), ENTRIES[2]], CELLS, LITERATURE)
    assert re.findall(r"^## (\d+):", again["timeline.md"], re.M) == ["1997", "2017"]


def test_a_page_for_every_pair_and_none_without():
    found = timeline.pages(ENTRIES, CELLS, LITERATURE)
    paths = ["timeline.md", "comparisons/lstm-gru-cho.md", "comparisons/lstm97-lstm.md"]
    assert list(found) == [row["path"] for row in timeline.contents(ENTRIES)] == paths
    assert timeline.pages([ENTRIES[2]], CELLS, LITERATURE) == {}
    assert timeline.contents([ENTRIES[2]]) == []


def test_every_link_leads_to_a_step_of_the_cell():
    for one in ENTRIES[:2]:
        text = page(one["difference"], lambda cell, step: f"{cell}#{step}")
        links = re.findall(r"\]\((.+?)#(.+?)\)", text)
        assert links
        labels = {cell: {s.label for s in derived(builtin(cell)).steps} for cell, _ in links}
        assert all(step in labels[cell] for cell, step in links), links


@pytest.mark.parametrize("which", [0, 1])
def test_every_formula_of_a_page_is_one_of_the_record(which: int):
    r = ENTRIES[which]["difference"]
    sides = [
        row[when] for g in ("forward", "errors") for row in r[g] for when in ("before", "after")
    ]
    sides += [path[when] for b in r["flow"] for path in b["paths"] for when in ("before", "after")]
    known = {side["latex"] for side in sides if side}
    shown = [found.strip() for found in re.findall(r"\$\$\n(.*?)\$\$", page(r), re.S)]
    assert shown
    assert set(shown) <= known


def test_words_of_anybodys_are_no_markup():
    r = ENTRIES[0]["difference"]
    hostile = {**r, "a": {**r["a"], "title": "<b>*x*</b>", "name": "[a](b)"}}
    text = page(hostile)
    assert "<b>" not in text
    assert "[a](b)" not in text


def test_the_timeline_of_the_project_names_cells_and_sources_that_there_are():
    found = models()
    assert len(found) > 10
    for model in found:
        source = builtin(model.cell).source
        key = model.source or (source.key if source else "")
        assert LITERATURE.references[key]["year"]
        assert not model.after or builtin(model.after)
    chain = ["rnn-logistic", "lstm97", "lstm", "lstm-vanilla", "gru-cho"]
    assert {(m.after, m.cell) for m in found} >= {*pairwise(chain)}


def test_a_derivation_of_the_errors_is_linked_if_it_is_there():
    flow = {"kind": "derivation", "label": "flow-lstm", "title": "How far errors flow"}
    one = [entry("lstm", "lstm97") | {"flow": "flow-lstm"}, ENTRIES[2]]
    link = "[What becomes of its errors: How far errors flow](derivations/flow-lstm.md)"
    assert link in timeline.pages(one, CELLS | {"flow-lstm": flow}, LITERATURE)["timeline.md"]
    assert "flow-lstm" not in timeline.pages(one, CELLS, LITERATURE)["timeline.md"]


def test_every_derivation_that_the_timeline_names_is_in_the_contents():
    modules = {module for _, chapter in CONTENTS for module in chapter}
    named = {model.flow for model in models() if model.flow}
    assert named
    for label in named:
        assert label.replace("-", "_") in modules
