"""Breaking what was derived: the mutation score of every task, kept while nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .run import Progress, each
from .store import Store
from .tasks import EVERY_MUTANT, MUTANTS, Task

Record = dict[str, Any]
PARTS = ("claims", "adjoints", "programs")
FATES = ("refuted", "refused", "proved", "assumed")


def broken(task: Task, every: bool = False) -> Task:
    """The task of breaking what a task derives: in ``every`` way, or by a sample."""
    purpose = EVERY_MUTANT if every else MUTANTS
    return Task(task.name, task.kind, task.origin, task.text, task.file, purpose)


def scores(
    tasks: Sequence[Task],
    store: Store | None,
    jobs: int | None = 1,
    progress: Progress | None = None,
    fresh: bool = False,
    every: bool = False,
) -> dict[Task, Record]:
    """Return the score of every task, in their order; each new one is stored at once."""
    wanted = [broken(task, every) for task in tasks]
    kept = {task: store.load(task) for task in wanted} if store and not fresh else {}
    found = {task: record for task, record in kept.items() if record is not None}
    for task, record in each([task for task in wanted if task not in found], jobs, progress):
        found[task] = record
        if store:
            store.save(task, record)
    return {task: found[broken(task, every)] for task in tasks}


def measured(tasks: Sequence[Task], store: Store) -> Record:
    """What is known of the mutants of all tasks: sums, survivors, and what is unmeasured.

    Where every mutant of a task was tried, that counts; else its sample.
    """
    records = {
        task.name: store.load(broken(task, every=True)) or store.load(broken(task))
        for task in tasks
    }
    known = [record for record in records.values() if record is not None]
    total = {key: sum(r[key] for r in known) for key in ("tried", *PARTS, *FATES)}
    return {
        "tried": total["tried"],
        "caught": total["refuted"] + total["refused"],
        **{key: total[key] for key in (*PARTS, *FATES)},
        "measured": len(known),
        "sampled": sum(not r["every"] for r in known),
        "survivors": [name for r in known for name in r["survivors"]],
        "unmeasured": [name for name, record in records.items() if record is None],
    }
