"""Breaking what was derived: the mutation score of every task, kept while nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .run import Progress, each
from .store import Store
from .tasks import MUTANTS, Task

Record = dict[str, Any]
FATES = ("refuted", "refused", "proved", "assumed", "idle")


def broken(task: Task) -> Task:
    """The task of breaking what a task derives."""
    return Task(task.name, task.kind, task.origin, task.text, task.file, MUTANTS)


def scores(
    tasks: Sequence[Task],
    store: Store | None,
    jobs: int = 1,
    progress: Progress | None = None,
    fresh: bool = False,
) -> dict[Task, Record]:
    """Return the score of every task, in their order; each new one is stored at once."""
    wanted = [broken(task) for task in tasks]
    kept = {task: store.load(task) for task in wanted} if store and not fresh else {}
    found = {task: record for task, record in kept.items() if record is not None}
    for task, record in each([task for task in wanted if task not in found], jobs, progress):
        found[task] = record
        if store:
            store.save(task, record)
    return {task: found[broken(task)] for task in tasks}


def measured(tasks: Sequence[Task], store: Store) -> Record:
    """What is known of the mutants of all tasks: sums, survivors, and what is unmeasured."""
    records = {task.name: store.load(broken(task)) for task in tasks}
    known = [record for record in records.values() if record is not None]
    total = {key: sum(r[key] for r in known) for key in ("tried", *FATES)}
    return {
        "tried": total["tried"],
        "caught": total["refuted"] + total["refused"],
        **{key: total[key] for key in FATES},
        "survivors": [name for r in known for name in r["survivors"]],
        "unmeasured": [name for name, record in records.items() if record is None],
    }
