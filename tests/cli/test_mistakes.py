"""A mistake of the user's ends with 2 and one line on stderr, and changes nothing."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path

import pytest

import lstm_sym.job.files as job_files
from tests.cli.command import SMALL, contents

MISTAKES = {
    "derive nope": "error: no derivation or cell is called 'nope'; ",
    "derive lstn": "error: no derivation or cell is called 'lstn'; did you mean lstm",
    "derive error_flow": "; did you mean error-flow",
    "derive lstm zzz": "error: no derivation or cell is called 'zzz'; see python -m lstm_sym list",
    "check eror-flow": "; did you mean error-flow",
    "show lstm/eror-c": "error: no step is called 'lstm/eror-c'; did you mean lstm/error-c",
    "show lst/error-c": "error: no derivation or cell is called 'lst'; did you mean lstm",
    "show /": "error: no derivation or cell is called ''",
    "show": "error: Missing argument 'NAME[/STEP]'; see python -m lstm_sym show --help",
    "show lstm rnn": "error: Got unexpected extra argument (rnn); see ",
    "show lstm --format yaml": "error: Invalid value for '--format': 'yaml' is not one of ",
    "derive --format pdf": "error: Invalid value for '--format': pdf is no format; choose ",
    "derive --format md,,tex": "error: Invalid value for '--format': ",
    "derive --jobs 0": "error: Invalid value for '--jobs': 0 is not in the range",
    "derive --frehs": "error: No such option '--frehs'",
    "derive --cell": "error: Option '--cell' requires an argument",
    "list rnn": "error: Got unexpected extra argument (rnn); see python -m lstm_sym list --help",
    "lits": "error: No such command 'lits'",
    "derive --out file": "error: Invalid value for '--out': Directory 'file' is a file",
    "derive rnn --out file/inside": "file/inside/.records/cell-rnn.record: error: cannot be ",
    "derive --cell nope.cell": "nope.cell: error: there is no such file",
    "derive nope.cell": "nope.cell: error: there is no such file",
    "check nope.cell": "nope.cell: error: there is no such file",
    "show nope.cell": "nope.cell: error: there is no such file",
    "derive --cell folder.cell": "folder.cell: error: this is a directory; name a file in it",
    "derive --cell empty.cell": "empty.cell: error: the file is empty; ",
    "derive --cell large.cell": "large.cell: error: more than 1,000,000 bytes",
    "derive --cell x\0y": "error: no name of a file: ",
    "derive --cell lstm.cell": "lstm.cell: error: there is a built-in cell lstm; call this one, ",
    "derive --cell LSTM.cell": "LSTM.cell: error: there is a built-in cell lstm; ",
    "derive --cell slopes.cell": "slopes.cell: error: there is a built-in derivation slopes; ",
    "show lstm.cell": "lstm.cell: error: there is a built-in cell lstm; ",
    "derive a-b.cell --cell a+b.cell": "a+b.cell: error: a-b.cell is called a-b too; ",
    "derive --cell ?.cell": "?.cell: error: no page can be named after this file; call it, ",
}
DRAWN = {
    "derive --cell latin.cell": "latin.cell:1:3: error: not UTF-8: byte 0xe9 at offset 2; ",
    "derive --cell wrong.cell": "wrong.cell:1:8: error: ",
    "check wrong.cell": "wrong.cell:1:8: error: ",
    "show wrong.cell": "wrong.cell:1:8: error: ",
}


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A folder of files that are wrong in every way."""
    (tmp_path / "folder.cell").mkdir()
    (tmp_path / "latin.cell").write_bytes("# é\n".encode("latin-1"))
    (tmp_path / "large.cell").write_bytes(b"# x\n" * 2_500_000)
    names = ("lstm", "LSTM", "slopes", "a-b", "a+b", "?")
    texts = {f"{name}.cell": SMALL for name in names}
    texts |= {"file": "", "empty.cell": "", "wrong.cell": "h[t] = h[t+1]\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_is_told_in_one_line(command, prepared, line):
    before = contents(prepared)
    done = command(*line.split(" "))
    assert (done.code, done.out) == (2, "")
    assert MISTAKES[line] in done.err
    assert done.err.count("\n") == 1
    assert not done.err.startswith("Traceback")
    assert contents(prepared) == before


@pytest.mark.parametrize("line", DRAWN)
def test_a_mistake_in_a_cell_is_told_and_drawn(command, prepared, line):
    before = contents(prepared)
    done = command(*line.split(" "))
    assert (done.code, done.out) == (2, "")
    told, source, caret = done.err.splitlines()
    assert told.startswith(DRAWN[line])
    assert (source and set(caret) == {" ", "^"}) or caret == "^"
    assert contents(prepared) == before


@pytest.mark.parametrize("text", [b"", b"\xff", b"h[t] = ", b"x" * 2_000_000])
def test_a_mistake_on_standard_input_is_told(command, monkeypatch, tmp_path, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    done = command("derive", "--cell", "-")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("<stdin>:")
    assert ": error: " in done.err.splitlines()[0]
    assert not contents(tmp_path)


def test_one_wrong_cell_among_good_ones_writes_nothing(command, prepared):
    before = contents(prepared)
    assert command("derive", "rnn", "--cell", "a-b.cell", "--cell", "wrong.cell").code == 2
    assert contents(prepared) == before


def test_no_verb_shows_the_verbs(command):
    done = command()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: python -m lstm_sym")
    assert "derive --cell my.cell" in done.err


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_disk_that_takes_no_more_changes_nothing(command, monkeypatch, tmp_path, fault, after):
    (tmp_path / "my.cell").write_text(SMALL, encoding="utf-8")
    assert command("derive", "--cell", "my.cell").code == 0
    (tmp_path / "my.cell").write_text(SMALL.replace("x", "y"), encoding="utf-8")
    before = {k: v for k, v in contents(tmp_path / "build").items() if not k.startswith(".")}
    write, written = Path.write_bytes, []

    def full(path: Path, data: bytes) -> int:
        if len(written) >= after:
            write(path, data[:10])
            raise OSError(fault, os.strerror(fault))
        written.append(path)
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    done = command("derive", "--cell", "my.cell")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("build/")
    assert done.err.count("\n") == 1
    assert done.err.endswith(f": error: cannot be written: {os.strerror(fault)}\n")
    after_it = {k: v for k, v in contents(tmp_path / "build").items() if not k.startswith(".")}
    assert after_it == before
    assert not [name for name in contents(tmp_path) if name.endswith("~")]


def test_an_internal_error_asks_for_debug(command, monkeypatch):
    def bug(*_: object, **__: object) -> None:
        raise RuntimeError("one\ntwo")

    monkeypatch.setattr(job_files.json, "dumps", bug)
    done = command("list", "--json")
    told = "internal error: RuntimeError: one; run again with --debug for the traceback\n"
    assert (done.code, done.out, done.err) == (70, "", told)
    assert "Traceback" in command("list", "--json", "--debug").err
