"""What is drawn: the figures of every cell that was derived, and the named pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .run import Progress, each
from .store import Store
from .tasks import FIGURES, Task

Record = dict[str, Any]
GALLERY = Task("pictures", "gallery", "", purpose=FIGURES)


def drawn(
    cells: Iterable[Task], store: Store, jobs: int | None = 1, progress: Progress | None = None
) -> dict[str, dict[str, str]]:
    """The drawings of every cell by kind; what was drawn before is kept while nothing changes."""
    tasks = [replace(task, purpose=FIGURES) for task in cells]
    return {task.name: record["drawn"] for task, record in _all(tasks, store, jobs, progress)}


def pictures(store: Store, anew: bool = True) -> dict[str, Record]:
    """The named pictures; if they are not to be drawn ``anew``, those kept from before."""
    if not anew:
        return (store.load(GALLERY) or {"drawn": {}})["drawn"]
    return dict(_all([GALLERY], store, 1, None))[GALLERY]["drawn"]


def _all(
    tasks: list[Task], store: Store, jobs: int | None, progress: Progress | None
) -> list[tuple[Task, Record]]:
    found = {task: store.load(task) for task in tasks}
    for task, record in each([t for t in tasks if found[t] is None], jobs, progress):
        found[task] = record
        store.save(task, record)
    return [(task, record) for task, record in found.items() if record is not None]
