"""What is kept counts only while it is true and whole."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lstm_sym.job.run import run
from lstm_sym.job.store import Store
from lstm_sym.job.tasks import Task

TASK = Task("my", "cell", "my.cell", "h[t] = tanh(W @ h[t-1])", "my.cell")
RECORD = {"label": "my", "é": [1.5e-16, None, True, "\u2028\r\n"], "seconds": 0.1}


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "deep" / "records")
    made.save(TASK, RECORD)
    return made


def file(store):
    (found,) = store.folder.iterdir()
    return found


def test_what_was_saved_is_loaded(store):
    assert store.load(TASK) == RECORD
    assert store.load(replace(TASK, name="other")) is None
    assert store.load(replace(TASK, text="h[t] = tanh(h[t-1])")) is None


def test_a_derivation_and_a_cell_of_one_name_are_two(store):
    other = replace(TASK, kind="derivation", text="")
    store.save(other, {"label": "other"})
    assert store.load(TASK) == RECORD
    assert store.load(other) == {"label": "other"}


@pytest.mark.parametrize("data", [b"", b"\xff", b"\n", b"null", b"[]", b"{}", b"[" * 99_999])
def test_what_is_no_record_counts_as_absent(store, data):
    file(store).write_bytes(data)
    assert store.load(TASK) is None


def test_every_damage_is_noticed(store):
    whole = file(store).read_bytes()
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + b"7" + whole[at:], whole[:at] + whole[at + 1 :]):
            file(store).write_bytes(damaged)
            assert store.load(TASK) is None, damaged


def test_a_folder_in_its_place_counts_as_absent(tmp_path):
    store = Store(tmp_path)
    (tmp_path / "cell-my.record").mkdir()
    assert store.load(TASK) is None


def test_a_closed_store_keeps_nothing(store):
    before = file(store).read_bytes()
    closed = Store(store.folder, closed=True)
    closed.save(TASK, {"label": "new"})
    assert file(store).read_bytes() == before
    assert closed.load(TASK) == RECORD


def test_a_damaged_record_is_done_again(tmp_path):
    store = Store(tmp_path)
    (first,) = run([TASK], store)
    whole = file(store).read_bytes()
    file(store).write_bytes(whole.replace(b"verified", b"refuted "))
    (second,) = run([TASK], store)
    assert not second.kept
    timeless = [result.record | {"seconds": 0} for result in (first, second)]
    assert timeless[0] == timeless[1] == json.loads(json.dumps(timeless[0]))
    (third,) = run([TASK], store)
    assert third.kept
    assert third.record == second.record
