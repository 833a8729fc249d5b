"""Files are replaced together, or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lstm_sym.job.files import dumped, replace
from tests.cli.command import contents

OLD = {"a": "old a\n", "b": "old b\n", "deep/c": "old c\n"}
NEW = {"a": "new a\n", "b": "old b\n", "deep/c": "new c\n", "far/away/d": "é\n"}


def put(folder: Path, files: dict[str, str]) -> list[str]:
    changed = replace({folder / name: text for name, text in files.items()})
    return [path.relative_to(folder).as_posix() for path in changed]


def written(folder: Path) -> dict[str, str]:
    return {name: data.decode() for name, data in contents(folder).items()}


def test_only_what_differs_is_written_and_told(tmp_path):
    assert put(tmp_path, OLD) == list(OLD)
    assert put(tmp_path, OLD) == []
    unchanged = (tmp_path / "b").stat().st_mtime_ns
    assert put(tmp_path, NEW) == ["a", "deep/c", "far/away/d"]
    assert written(tmp_path) == NEW
    assert (tmp_path / "b").stat().st_mtime_ns == unchanged
    assert replace({}) == []


def test_line_ends_are_written_as_they_are(tmp_path):
    put(tmp_path, {"a": "one\r\ntwo\n"})
    assert (tmp_path / "a").read_bytes() == b"one\r\ntwo\n"


def test_files_are_open_to_those_whom_the_umask_lets_in(tmp_path):
    before = os.umask(0o027)
    try:
        put(tmp_path, {"a": ""})
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("fault", [OSError(28, "full"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("after", range(3))
def test_a_failure_before_the_end_of_writing_changes_nothing(tmp_path, monkeypatch, fault, after):
    put(tmp_path, OLD)
    write, count = Path.write_bytes, iter(range(9))

    def failing(path: Path, data: bytes) -> int:
        write(path, data[:2])
        if next(count) == after:
            raise fault
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", failing)
    with pytest.raises(type(fault)):
        put(tmp_path, NEW)
    assert written(tmp_path) == OLD


@pytest.mark.parametrize("after", range(3))
def test_a_failure_while_renaming_leaves_whole_files_only(tmp_path, monkeypatch, after):
    put(tmp_path, OLD)
    rename, count = os.replace, iter(range(9))

    def failing(old: Path, new: Path) -> None:
        if next(count) == after:
            raise KeyboardInterrupt
        rename(old, new)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, NEW)
    for name, text in written(tmp_path).items():
        assert text in (OLD.get(name), NEW[name])


def test_the_place_that_cannot_be_written_is_named(tmp_path):
    put(tmp_path, OLD)
    (tmp_path / "folder").mkdir()
    for name, told in (("a/below", "a/below"), ("folder", "folder"), ("x" * 300, "x" * 300)):
        with pytest.raises(OSError, match="cannot be written: ") as caught:
            put(tmp_path, {"b": "new b\n", name: ""})
        assert caught.value.filename == str(tmp_path / told)
        assert not [file for file in contents(tmp_path) if file.endswith("~")]


def test_json_is_valid_and_the_same_for_the_same_data():
    data = {"b": [1, 2.5, None, True], "a": {"é": "\n\u2028"}}
    assert json.loads(dumped(data)) == data
    assert dumped(data) == dumped(json.loads(dumped(data)))
    assert dumped(data).endswith("\n")
