"""A cell of the user's own stays until it is forgotten."""

from __future__ import annotations

import pytest

from lstm_sym.job.tasks import Task
from lstm_sym.job.yours import FILE, Yours
from tests.cli.command import SMALL

OTHER = SMALL.replace("x", "y")


def given(name: str, text: str = SMALL) -> Task:
    return Task(name, "cell", f"{name}.cell", text, f"{name}.cell")


def test_what_was_given_is_kept_as_it_was_given_last(tmp_path):
    yours = Yours(tmp_path)
    assert yours.tasks() == []
    yours.keep([given("a"), given("b")])
    yours.keep([given("a", OTHER)])
    assert Yours(tmp_path).tasks() == [given("a", OTHER), given("b")]


def test_what_is_forgotten_is_gone_and_nothing_else(tmp_path):
    yours = Yours(tmp_path)
    yours.keep([given("a"), given("b")])
    yours.keep([], ["a"])
    assert yours.tasks() == [given("b")]
    assert yours.tasks({"b"}) == []


def test_a_closed_store_keeps_nothing(tmp_path):
    Yours(tmp_path, closed=True).keep([given("a")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"name": "a"}]', "\xff"])
def test_a_broken_file_counts_as_none(tmp_path, text):
    (tmp_path / FILE).write_text(text, encoding="latin-1")
    assert Yours(tmp_path).tasks() == []
