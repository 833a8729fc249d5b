"""What was derived before, by the hash of all that it depends on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .files import dumped, replace
from .tasks import Task

Record = dict[str, Any]


@dataclass(frozen=True)
class Store:
    """A folder of records; one that cannot be read counts as absent."""

    folder: Path

    def load(self, task: Task) -> Record | None:
        """Return the record of a task if nothing that it depends on has changed."""
        try:
            kept = json.loads(self._file(task).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return kept["record"] if isinstance(kept, dict) and kept.get("key") == task.key else None

    def save(self, task: Task, record: Record) -> None:
        """Keep the record of a task."""
        replace(self._file(task), dumped({"key": task.key, "record": record}))

    def _file(self, task: Task) -> Path:
        return self.folder / f"{task.kind}-{task.name}.json"
