"""What was drawn is kept while nothing that it depends on changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_sym.job import tasks
from lstm_sym.job.drawing import GALLERY, drawn, pictures
from lstm_sym.job.store import Store
from lstm_sym.job.tasks import FIGURES, Task

RNN = Task("rnn", "cell", "rnn")
SMALL = "h[t] = h[t-1] + x[t]\n"


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path)


def test_a_cell_is_drawn_once(store, monkeypatch):
    first = drawn([RNN], store)
    assert first["rnn"].keys() == {"step", "unrolled", "flow"}
    monkeypatch.setattr("lstm_sym.job.drawing.each", lambda tasks, *_: [(t, None) for t in tasks])
    assert drawn([RNN], store) == first


def test_another_text_is_another_picture(store):
    mine = Task("my", "cell", "my.cell", SMALL, "my.cell")
    other = replace(mine, text=SMALL.replace("x", "y"))
    assert drawn([mine], store) != drawn([other], store)


def test_the_named_pictures_are_drawn_only_if_asked_for(store):
    assert pictures(store, anew=False) == {}


def test_the_code_that_draws_is_in_the_key_of_what_is_drawn_alone(copy):
    shown = replace(RNN, purpose=FIGURES)
    before = RNN.key, shown.key, GALLERY.key
    file = copy.folder / "lstm_sym/draw/place.py"
    file.write_text(file.read_text("utf-8") + "#")
    tasks.engine.cache_clear()
    after = [replace(task).key for task in (RNN, shown, GALLERY)]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, False]
