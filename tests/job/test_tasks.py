"""A key changes with what a result depends on, and with nothing else."""

from __future__ import annotations

import ast
import importlib
from dataclasses import replace
from functools import cache
from modulefinder import ModuleFinder
from pathlib import Path
from types import ModuleType

import pytest

from lstm_sym.cells import names
from lstm_sym.job.tasks import ENGINE, PACKAGE, Task, chapters, home
from lstm_sym.language.cell import Cell
from tests.cli.command import ROOT
from tests.few import few

DERIVATIONS = [task for _, tasks in chapters() for task in tasks if task.kind == "derivation"]
CELLS = names()
ALL = {task.name for task in DERIVATIONS} | set(CELLS)
REST = sorted(
    file.relative_to(PACKAGE).as_posix()
    for file in PACKAGE.rglob("*.py")
    if not any(file.is_relative_to(PACKAGE / part) for part in ENGINE)
)


@cache
def reached(name: str) -> frozenset[ModuleType]:
    """A module of the derivations and all those beside it that it imports, by its bytecode."""
    finder = ModuleFinder([str(ROOT)], excludes=["lstm_sym"])
    finder.import_hook(f"derivations.{name}")
    mine = [found for found in finder.modules if found.startswith("derivations.")]
    return frozenset(importlib.import_module(found) for found in mine)


def cells_of(name: str) -> set[str]:
    """The cells that a module and all those that it imports speak of: as they are, or by name."""
    held = {part.name for m in reached(name) for part in vars(m).values() if isinstance(part, Cell)}
    said = {
        node.value
        for m in reached(name)
        for node in ast.walk(ast.parse(Path(m.__file__ or "").read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return (held | said) & set(CELLS)


@pytest.mark.parametrize("name", few(task.origin for task in DERIVATIONS))
def test_a_module_changes_what_imports_it(copy, name):
    file = copy.folder / "derivations" / f"{name}.py"
    users = {t.name for t in DERIVATIONS if name in {m.__name__[12:] for m in reached(t.origin)}}
    assert copy.changed(lambda: file.write_text(file.read_text("utf-8") + "#")) == users
    assert name.replace("_", "-") in users


@pytest.mark.parametrize("name", ["slopes", "lstm_bptt"])
def test_the_opening_words_of_a_module_change_its_own_page_alone(copy, name):
    file = copy.folder / "derivations" / f"{name}.py"
    text = file.read_text("utf-8")
    other = text.replace('"""', '"""More. ', 1)
    assert copy.changed(lambda: file.write_text(other)) == {name.replace("_", "-")}


@pytest.mark.parametrize("name", few(CELLS))
def test_a_cell_changes_itself_and_what_speaks_of_it(copy, name):
    (file,) = (copy.folder / "lstm_sym/cells").rglob(f"{name}.cell")
    users = {
        task.name
        for task in DERIVATIONS
        if name in cells_of(task.origin) or task.name == f"flow-{name}"
    }
    assert copy.changed(lambda: file.write_text("# " + file.read_text("utf-8"))) == users | {name}


@pytest.mark.parametrize("part", ENGINE)
def test_the_engine_changes_all(copy, part):
    place = copy.folder / "lstm_sym" / part
    file = next(place.rglob("*.py")) if place.is_dir() else place
    assert copy.changed(lambda: file.write_text(file.read_text("utf-8") + "#")) == ALL


def test_a_new_or_a_lost_file_of_the_engine_changes_all(copy):
    file = copy.folder / "lstm_sym/checks/new.py"
    assert copy.changed(lambda: file.write_text("")) == ALL
    assert copy.changed(lambda: file.rename(file.with_name("newer.py"))) == ALL
    assert copy.changed(lambda: file.with_name("newer.py").unlink()) == ALL


@pytest.mark.parametrize("name", ["sympy", "numpy"])
def test_another_version_beneath_changes_all(copy, monkeypatch, name):
    def version(asked: str) -> str:
        return "0" if asked == name else "1"

    monkeypatch.setattr("lstm_sym.job.tasks.version", lambda asked: "1")
    before = copy.keys()
    monkeypatch.setattr("lstm_sym.job.tasks.version", version)
    assert not set(before.values()) & set(copy.keys().values())


def test_the_faces_change_nothing(copy):
    assert any(name.startswith("cli/") for name in REST)
    for name in REST:
        file = copy.folder / "lstm_sym" / name
        file.write_text(file.read_text("utf-8") + "#")
    pages = ("catalogue.toml", "references.bib", "__init__.py")
    for name in pages:
        file = copy.folder / "derivations" / name
        assert not copy.changed(lambda file=file: file.write_text(file.read_text("utf-8") + "#"))


@pytest.mark.parametrize(
    "line",
    [
        "from . import other",
        "from .other import x",
        "from .other import *",
        "import derivations.other",
        "import derivations.other as o",
        "from derivations import other",
        "from derivations.other import x",
        "def f():\n    from . import slopes, other",
    ],
)
def test_every_form_of_an_import_is_seen(copy, line):
    folder = copy.folder / "derivations"
    (folder / "slopes.py").write_text(line)
    (folder / "other.py").write_text("x = 1")
    users = {t.name for t in DERIVATIONS if "derivations.slopes" in map(_name, reached(t.origin))}
    assert copy.changed(lambda: (folder / "other.py").write_text("x = 2")) == users


def _name(module: ModuleType) -> str:
    return module.__name__


@pytest.mark.parametrize("line", ["import os", "import derivationsother", "from other import x"])
def test_other_imports_are_not(copy, line):
    folder = copy.folder / "derivations"
    (folder / "slopes.py").write_text(line)
    assert not copy.changed(lambda: (folder / "other.py").write_text("x = 2"))


@pytest.mark.parametrize("data", [b"\xff", b"\0", b"x = (", b""])
def test_a_module_that_cannot_be_read_has_a_key_too(copy, data):
    (copy.folder / "derivations/slopes.py").write_bytes(data)
    assert len(copy.keys()) == len(ALL)


def test_a_circle_of_imports_ends(copy):
    (copy.folder / "derivations/slopes.py").write_text("from . import error_flow")
    assert len(copy.keys()) == len(ALL)


def test_the_text_of_ones_own_cell_is_in_its_key():
    task = Task("my", "cell", "my.cell", "text", "my.cell")
    assert replace(task, text="text ").key != task.key
    assert replace(task, name="yours").key != task.key
    assert replace(task, file="elsewhere/my.cell", origin="elsewhere").key == task.key


def test_a_key_is_what_it_was_before_the_work_began(copy):
    task = DERIVATIONS[0]
    fresh = replace(task)
    before = fresh.key
    file = copy.folder / "derivations" / f"{task.origin}.py"
    file.write_text(file.read_text("utf-8") + "#")
    assert fresh.key == before != replace(task).key


def test_names_are_unique_and_safe():
    found = [task.name for _, tasks in chapters() for task in tasks]
    assert len({name.casefold() for name in found}) == len(found)
    assert all(name.replace("-", "").isalnum() for name in found)
    assert home() is not None
