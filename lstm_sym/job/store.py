"""What was derived before, by the hash of all that it depends on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .files import dumped, replace
from .tasks import Task

Record = dict[str, Any]
RECORDS = ".records"  # the folder, in the output folder


@dataclass(frozen=True)
class Store:
    """A folder of records, each under a seal: a hash of what it depends on and what it says.

    A record whose seal does not fit counts as absent. ``closed`` says that nothing is to be kept.
    """

    folder: Path
    closed: bool = False

    def load(self, task: Task) -> Record | None:
        """Return the record of a task if nothing that it depends on has changed."""
        try:
            seal, _, text = self._file(task).read_text(encoding="utf-8").partition("\n")
        except (OSError, ValueError):
            return None
        return json.loads(text) if seal == _seal(task, text) else None

    def save(self, task: Task, record: Record) -> None:
        """Keep the record of a task."""
        text = dumped(record)
        if not self.closed:
            replace({self._file(task): f"{_seal(task, text)}\n{text}"})

    def _file(self, task: Task) -> Path:
        return self.folder / "-".join(
            filter(None, (task.purpose, task.kind, f"{task.name}.record"))
        )


def _seal(task: Task, text: str) -> str:
    return hashlib.sha256(f"{task.key}\n{text}".encode()).hexdigest()
