"""A copy of the engine and of the derivations, to change at will."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lstm_sym.job import tasks
from tests.cli.command import ROOT


@dataclass(frozen=True)
class Copy:
    """Where the keys look for what a result depends on."""

    folder: Path

    def keys(self) -> dict[str, str]:
        """The key of every task, as things are now."""
        tasks.engine.cache_clear()
        return {task.name: task.key for _, found in tasks.chapters() for task in found}

    def changed(self, change: Callable[[], object]) -> set[str]:
        """The names whose keys a change changes."""
        before = self.keys()
        change()
        after = self.keys()
        return {name for name in before if before[name] != after[name]}


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copy]:
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("lstm_sym", "derivations"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    monkeypatch.setattr(tasks, "PACKAGE", tmp_path / "lstm_sym")
    monkeypatch.setattr(tasks, "home", lambda: tmp_path / "derivations")
    yield Copy(tmp_path)
    tasks.engine.cache_clear()
