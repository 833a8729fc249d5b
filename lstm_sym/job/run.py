"""Doing many tasks: what did not change is not done again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import active_children, get_context
from signal import SIG_IGN, SIGINT, signal
from typing import Any

from ..render.settle import settled
from .store import Store
from .tasks import Task

Record = dict[str, Any]
Progress = Callable[[Task, str], None]
# So many tasks are worth the start of a process.
WORTH = 4


@dataclass(frozen=True)
class Result:
    """The record of a task, whether it was kept from before, and the seconds that it took."""

    task: Task
    record: Record
    kept: bool
    seconds: float


def run(
    tasks: Sequence[Task],
    store: Store | None,
    jobs: int | None = 1,
    progress: Progress | None = None,
    fresh: bool = False,
) -> list[Result]:
    """Return the results of all tasks, in their order; each new one is stored at once.

    ``fresh`` says that what was stored before does not count. Raises what a task raises: see
    ``work.done``.
    """
    kept = {task: store.load(task) for task in tasks} if store else {}
    stale = [task for task in tasks if fresh or kept.get(task) is None]
    new: dict[Task, Record] = {}
    for task, record in each(stale, jobs, progress):
        new[task] = record
        if store:
            store.save(task, record)
    return leaning([_result(task, new.get(task) or kept[task], task not in new) for task in tasks])


def leaning(results: Sequence[Result]) -> list[Result]:
    """Return the results with every step undecided that leans on one which does not stand."""
    records = settled([result.record for result in results])
    return [replace(r, record=record) for r, record in zip(results, records, strict=True)]


def _result(task: Task, record: Any, kept: bool) -> Result:
    return Result(task, record, kept, record["seconds"])


def each(
    tasks: Sequence[Task], jobs: int | None, progress: Progress | None
) -> Iterator[tuple[Task, Record]]:
    """Do every task, in processes of their own if there are several; yield in their order.

    Without a number of jobs, there are as many as processors, where there is enough to do.
    """
    processes = min(jobs, len(tasks)) if jobs else min(os.cpu_count() or 1, len(tasks) // WORTH)
    if processes < 2:
        for task in tasks:
            yield task, _timed(task, progress)
        return
    with _pool(processes) as pool:
        try:
            for task, record in zip(tasks, pool.map(_timed, tasks), strict=True):
                if progress is not None:
                    progress(task, "")
                yield task, record
        except BaseException:
            for worker in active_children():
                worker.terminate()
            pool.shutdown(cancel_futures=True)
            raise


def _pool(processes: int) -> ProcessPoolExecutor:
    """Processes that do not hear an interruption; the one that started them does, and ends them."""
    return ProcessPoolExecutor(processes, get_context("spawn"), signal, (SIGINT, SIG_IGN))


def _timed(task: Task, progress: Progress | None = None) -> Record:
    from .work import done

    start = time.process_time()
    record = done(task, None if progress is None else lambda label: progress(task, label))
    return record | {"seconds": round(time.process_time() - start, 3)}
