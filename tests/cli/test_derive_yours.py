"""derive: cells of the user's."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from lstm_sym.job.tasks import cell_file
from tests.cli.command import CELL, SMALL, contents, spawned


def own(folder: Path, name: str = "my.cell", text: str = CELL) -> str:
    """Write a cell and return its name."""
    (folder / name).write_text(text, encoding="utf-8")
    return name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("my.cell", "my"),
        ("My_Cell-2.cell", "My_Cell-2"),
        ("two words.cell", "two-words"),
        ("漢é.cell", "漢é"),
        ("e\N{COMBINING ACUTE ACCENT}.cell", "é"),
        ("-dash.cell", "dash"),
        ("../up.cell", "up"),
        (".cell", "cell"),
        ("...x.cell", "x"),
        ("[red]|<b>#`$&.cell", "red-b"),
        ("line\nbreak.cell", "line-break"),
        ("no-suffix", "no-suffix"),
        ("other.txt", "other"),
    ],
)
def test_every_name_of_a_file_gives_a_safe_page(command, tmp_path, monkeypatch, file, name):
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    own(Path(), file, SMALL)
    before = set(contents(tmp_path))
    done = command("derive", "--cell", file, "--out", "out")
    assert done.code == 0
    assert re.search(rf"(?m)^{name} ", done.out)
    written = set(contents(tmp_path)) - before
    assert {path.split("/")[1] for path in written} == {"out"}
    pages = {path for path in written if "/cells/" in path and path.endswith(".md")}
    assert pages == {f"in/out/cells/{name}.md"}
    ledger = json.loads((tmp_path / "in/out/evidence.json").read_text("utf-8"))
    assert {step["derivation"] for step in ledger["steps"]} == {name}


def test_a_cell_comes_from_standard_input(command, monkeypatch, tmp_path):
    for again in (False, True):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CELL.encode())))
        done = command("derive", "--cell", "-")
        assert done.code == 0
        assert ("1 unchanged" in done.out) is again
    assert (tmp_path / "build/cells/cell.md").is_file()


def test_a_cell_is_derived_anywhere_and_twice_the_same(tmp_path):
    own(tmp_path)
    first = spawned("derive", "--cell", "my.cell", cwd=tmp_path)
    before = contents(tmp_path)
    second = spawned("derive", "--cell", "my.cell", cwd=tmp_path)
    assert (first.code, second.code, first.err, second.err) == (0, 0, "", "")
    assert "build/cells/my.md" in before
    assert contents(tmp_path) == before


def test_a_cell_of_the_users_stands_beside_the_built_in_ones(command, tmp_path):
    own(tmp_path)
    assert command("derive", "rnn", "my.cell").code == 0
    pages = json.loads((tmp_path / "build/contents.json").read_text("utf-8"))
    assert [chapter["title"] for chapter in pages] == ["Simple networks", "Your cells", "Reference"]
    mine, built_in = (
        (tmp_path / f"build/cells/{name}.md").read_text("utf-8") for name in ("my", "rnn")
    )
    assert mine != built_in


def test_a_cell_that_is_named_twice_is_derived_once(command, tmp_path):
    own(tmp_path)
    assert "1 derived, 0 unchanged" in command("derive", "my.cell", "--cell", "my.cell").out


def test_a_built_in_cell_can_be_the_start_of_ones_own(command, tmp_path):
    shutil.copy(cell_file("lstm"), tmp_path / "my-lstm.cell")
    assert command("derive", "my-lstm.cell").code == 0
