"""A cell of the user's own stays, on the site and in the ledger, until it is forgotten."""

from __future__ import annotations

import json

from lstm_sym.job.yours import Yours
from tests.cli.command import SMALL


def titles(tmp_path) -> dict[str, list[str]]:
    chapters = json.loads((tmp_path / "build/contents.json").read_text(encoding="utf-8"))
    return {chapter["title"]: [page["path"] for page in chapter["pages"]] for chapter in chapters}


def cells(tmp_path) -> list[str]:
    ledger = json.loads((tmp_path / "build/evidence.json").read_text(encoding="utf-8"))
    return [cell["name"] for cell in ledger["cells"]]


def test_a_cell_stays_on_the_site_and_in_the_ledger_until_it_is_forgotten(command, tmp_path):
    for name in ("my", "other"):
        (tmp_path / f"{name}.cell").write_text(SMALL, encoding="utf-8")
        assert command("derive", "--cell", f"{name}.cell").code == 0
    (tmp_path / "my.cell").unlink()
    assert command("derive", "rnn").code == 0
    assert titles(tmp_path)["Your cells"] == ["cells/my.md", "cells/other.md"]
    assert cells(tmp_path) == ["rnn", "my", "other"]
    assert "Your cells" in command("list").out
    assert command("derive", "rnn", "--forget", "my").code == 0
    assert titles(tmp_path)["Your cells"] == ["cells/other.md"]
    assert cells(tmp_path) == ["rnn", "other"]
    assert not (tmp_path / "build/cells/my.md").exists()
    drawings = {file.parent.name for file in (tmp_path / "build/figures/cells").rglob("*.svg")}
    assert drawings == {"rnn", "other"}
    done = command("derive", "rnn", "--forget", "my")
    assert done.code == 2
    assert done.err.startswith("error: no cell of yours is called 'my'; ")


def test_forgetting_while_comparing_changes_nothing(command, tmp_path):
    (tmp_path / "my.cell").write_text(SMALL, encoding="utf-8")
    assert command("derive", "--cell", "my.cell").code == 0
    command("derive", "rnn", "--check", "--forget", "my")
    assert (tmp_path / "build/cells/my.md").exists()
    assert Yours(tmp_path / "build/.records").tasks() != []
