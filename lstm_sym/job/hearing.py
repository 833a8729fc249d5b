"""Hearing the witnesses that want a library: what each said of every cell, kept like the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .run import Progress, each
from .store import Store
from .tasks import WITNESSES, Task

Record = dict[str, Any]


def answers(
    tasks: Sequence[Task],
    witness: str,
    store: Store | None,
    jobs: int | None = 1,
    progress: Progress | None = None,
) -> list[Record]:
    """What a witness says of every cell among the tasks; each new record is stored at once."""
    wanted = [replace(task, purpose=witness) for task in tasks if task.kind == "cell"]
    kept = {task: store.load(task) for task in wanted} if store else {}
    found = {task: record for task, record in kept.items() if record is not None}
    for task, record in each([task for task in wanted if task not in found], jobs, progress):
        found[task] = {key: v for key, v in record.items() if key != "seconds"}
        if store:
            store.save(task, found[task])
    return [found[task] for task in wanted]


def heard(tasks: Sequence[Task], store: Store) -> list[Record]:
    """What is kept of what the witnesses said of the cells, with the libraries that are here."""
    cells = [task for task in tasks if task.kind == "cell"]
    kept = (store.load(replace(task, purpose=one)) for task in cells for one in WITNESSES)
    return [record for record in kept if record is not None]
