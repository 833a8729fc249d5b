"""Cells of the user's own: once derived they stay, as they were given last, until forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .files import dumped, replace
from .tasks import Task

FILE = "yours.json"


@dataclass(frozen=True)
class Yours:
    """What was given, in a folder of records; ``closed`` says that nothing is to be kept."""

    folder: Path
    closed: bool = False

    def tasks(self, taken: Collection[str] = ()) -> list[Task]:
        """Return the cells given before, but those whose names are ``taken`` meanwhile."""
        return [task for task in self._read() if task.name.casefold() not in taken]

    def keep(self, given: Sequence[Task], forgotten: Collection[str] = ()) -> None:
        """Keep what is given now beside what was given before; leave out what is forgotten."""
        found = {task.name: task for task in (*self._read(), *given)}
        kept = [_row(task) for name, task in found.items() if name not in forgotten]
        if not self.closed and kept != [_row(task) for task in self._read()]:
            replace({self.folder / FILE: dumped(kept)})

    def _read(self) -> Iterator[Task]:
        try:
            rows = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
            yield from [Task(r["name"], "cell", r["file"], r["text"], r["file"]) for r in rows]
        except (OSError, ValueError, LookupError, TypeError):
            return


def _row(task: Task) -> dict[str, str]:
    return {"name": task.name, "file": task.file, "text": task.text or ""}
