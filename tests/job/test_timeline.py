"""The timeline is compared once, kept, and its mistakes are told in one line."""

from __future__ import annotations

import json

import pytest

from lstm_sym.job import timeline
from lstm_sym.job.faults import BrokenDerivation
from lstm_sym.job.store import Store


@pytest.fixture
def listed(tmp_path, monkeypatch):
    """A folder whose timeline says what a test wants."""
    monkeypatch.setattr(timeline, "home", lambda: tmp_path)

    def write(text: str) -> None:
        (tmp_path / "timeline.toml").write_text(text, encoding="utf-8")

    return write


PAIR = '[[model]]\ncell = "rnn"\n[[model]]\ncell = "rnn-relu"\nafter = "rnn"\n'


def test_a_pair_is_compared_once(listed, tmp_path, monkeypatch):
    listed(PAIR)
    store = Store(tmp_path / "records")
    first = timeline.told({"rnn", "rnn-relu"}, store)
    assert [one["cell"] for one in first] == ["rnn", "rnn-relu"]
    assert first[0]["difference"] is None
    assert first[1]["difference"]["glance"]["changed"] == ["h"]
    monkeypatch.setattr(timeline, "each", lambda tasks, *rest: [pytest.fail(str(t)) for t in tasks])
    assert timeline.told({"rnn", "rnn-relu"}, store) == json.loads(json.dumps(first))


def test_a_cell_that_is_not_derived_is_left_out(listed, tmp_path):
    listed(PAIR)
    store = Store(tmp_path / "records")
    (only,) = timeline.told({"rnn-relu"}, store)
    assert only["difference"] is None
    assert timeline.told(set(), store) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[model]]\ncell = "lsmt"\n', "no cell is called lsmt"),
        ('[[model]]\ncell = "lstm"\nafter = "x"\n', "no cell is called x"),
        ("[[model]]\nname = 1\n", "name"),
        ("models = [", "timeline.toml: error:"),
        ("", "model"),
    ],
)
def test_a_mistake_is_told_with_its_file(listed, text, said):
    listed(text)
    with pytest.raises(BrokenDerivation, match=said) as told:
        timeline.models()
    assert str(told.value).startswith("derivations/timeline.toml: error:")
    assert len(str(told.value).splitlines()) == 1


def test_no_timeline_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(timeline, "home", lambda: tmp_path)
    assert timeline.models() == []
    monkeypatch.setattr(timeline, "home", lambda: None)
    assert timeline.models() == []
