"""derive: what it does not do twice, and that it writes the same twice."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from lstm_sym.job.tasks import chapters
from tests.cli.command import CELL, contents, spawned

TASKS = [task.name for _, tasks in chapters() for task in tasks]
SOME = ("rnn", "forget-gates", "memory-blocks")
PAIR = ("slopes", "rnn")
PATIENCE = 900.0


def own(folder: Path, name: str = "my.cell", text: str = CELL) -> str:
    """Write a cell and return its name."""
    (folder / name).write_text(text, encoding="utf-8")
    return name


def steady(folder: Path) -> dict[str, bytes]:
    """Every file but the store, and the ledger without its timing."""
    found = {k: v for k, v in contents(folder).items() if not k.startswith(".records/")}
    ledger = json.loads(found["evidence.json"])
    assert list(ledger)[-1] == "timing"
    found["evidence.json"] = json.dumps(ledger | {"timing": None}).encode()
    return found


# Doing nothing twice


def test_what_did_not_change_is_not_done_again(command, tmp_path, monkeypatch):
    first = command("derive", "rnn", "slopes")
    before = contents(tmp_path)
    monkeypatch.setattr("lstm_sym.job.work.done", None)
    second = command("derive", "rnn", "slopes")
    assert first.out.splitlines()[-1].startswith("2 derived, 0 unchanged since last time; ")
    assert second.out.splitlines()[-1] == (
        "0 derived, 2 unchanged since last time; 0 files written in build"
    )
    assert second.out.count("kept") == 2
    assert contents(tmp_path) == before


def test_only_what_changed_is_done_again(command, toy):
    command("derive", "toy", "rnn")
    toy.edit("A toy:", "The toy:")
    again = command("derive", "toy", "rnn")
    assert "1 derived, 1 unchanged since last time; " in again.out
    assert re.search(r"(?m)^rnn .* kept$", again.out)


def test_a_changed_cell_of_the_users_is_done_again(command, tmp_path):
    command("derive", "--cell", own(tmp_path))
    own(tmp_path, text=CELL.replace("tanh", "sigma"))
    assert "1 derived, 0 unchanged" in command("derive", "--cell", "my.cell").out
    assert "sigma" in (tmp_path / "build/cells/my.md").read_text("utf-8")


def test_names_add_to_what_is_there(command, tmp_path):
    command("derive", "slopes")
    command("derive", "rnn")
    ledger = json.loads((tmp_path / "build/evidence.json").read_text("utf-8"))
    assert {step["derivation"] for step in ledger["steps"]} == {"slopes", "rnn"}
    pages = json.loads((tmp_path / "build/contents.json").read_text("utf-8"))
    shown = {page["path"] for chapter in pages for page in chapter["pages"]}
    about_all = {
        "coverage.md",
        "errata.md",
        "bibliography.md",
        "verified.md",
        "graph.md",
        "symbols.md",
    }
    assert shown - about_all == {
        "derivations/slopes.md",
        "cells/rnn.md",
    }


def test_fresh_does_it_again_and_keeps_it(command, tmp_path):
    command("derive", "rnn")
    before = steady(tmp_path / "build")
    assert "1 derived, 0 unchanged" in command("derive", "rnn", "--fresh").out
    assert steady(tmp_path / "build") == before
    assert "0 derived, 1 unchanged" in command("derive", "rnn").out


# The same files from every run


@pytest.mark.parametrize("cells", [SOME, pytest.param((), marks=pytest.mark.slow)])
def test_neither_the_seed_of_hashing_nor_the_number_of_processes_matters(tmp_path, cells):
    for jobs, seed in (("1", "1"), ("2", "2")):
        line = [
            "derive",
            *cells,
            "--out",
            jobs,
            "--jobs",
            jobs,
            "--fresh",
            "--format",
            "md,tex,json",
        ]
        assert spawned(*line, cwd=tmp_path, within=PATIENCE, PYTHONHASHSEED=seed).code == 0
    assert steady(tmp_path / "1") == steady(tmp_path / "2")


def test_what_is_kept_gives_the_same_files_as_what_is_new(command, tmp_path):
    command("derive", "rnn", "forget-gates")
    before = contents(tmp_path / "build")
    for name in before:
        if not name.startswith(".records/"):
            (tmp_path / "build" / name).unlink()
    command("derive", "forget-gates", "rnn")
    assert contents(tmp_path / "build") == before


# --check


def test_check_is_content_with_what_derive_wrote(command, everything):
    before = contents(everything)
    done = command("derive", "--check", "--out", str(everything))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].startswith(
        f"0 derived, {len(TASKS)} unchanged since last time; "
    )
    assert contents(everything) == before


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two pages and the ledger."""
    out = tmp_path_factory.mktemp("small")
    assert spawned("derive", *PAIR, "--quiet", "--out", str(out), cwd=out).code == 0
    return out


@pytest.mark.parametrize(
    "name",
    ["cells/rnn.md", "coverage.md", "evidence.json", "contents.json", "derivations/slopes.md"],
)
@pytest.mark.parametrize("damage", ["edit", "delete", "[]", '{"timing": 1}', "[" * 100_000, "\xff"])
def test_check_names_what_differs_and_writes_nothing(command, small, tmp_path, name, damage):
    out = tmp_path / "copy"
    shutil.copytree(small, out)
    file = out / name
    if damage == "edit":
        file.write_bytes(file.read_bytes().replace(b" ", b"  ", 1))
    elif damage == "delete":
        file.unlink()
    else:
        file.write_bytes(damage.encode("latin-1"))
    before = contents(out)
    done = command("derive", *PAIR, "--check", "--quiet", "--out", str(out))
    assert (done.code, done.out, done.err) == (1, "", f"differs: {file}\n")
    assert contents(out) == before


def test_check_does_not_mind_the_timing(command, small, tmp_path):
    out = tmp_path / "copy"
    shutil.copytree(small, out)
    ledger = (out / "evidence.json").read_text("utf-8")
    (out / "evidence.json").write_text(re.sub(r"\d\.\d+(?=,\n)", "9.99", ledger), encoding="utf-8")
    assert command("derive", *PAIR, "--check", "--out", str(out)).code == 0


def test_check_in_an_empty_folder_writes_nothing(command, tmp_path):
    done = command("derive", "rnn", "--check")
    assert done.code == 1
    assert "differs: build/cells/rnn.md" in done.err.splitlines()
    assert not contents(tmp_path)
    assert not (tmp_path / "build").exists()


def test_check_says_refuted_even_if_nothing_differs(command, toy):
    toy.edit("U.T @", "U @")
    command("derive", "toy")
    assert command("derive", "toy", "--check").code == 1
