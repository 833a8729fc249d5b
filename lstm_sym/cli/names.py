"""Names on the command line: derivations and cells, and the nearest to one that is unknown."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ..job.tasks import Task, chapters

Chapters = list[tuple[str, list[Task]]]


def chosen(names: Sequence[str]) -> list[Task]:
    """Return the tasks of some names, in reading order; of all, if there are no names."""
    tasks = [task for _, tasks in chapters() for task in tasks]
    known = {task.name for task in tasks}
    for name in names:
        if name not in known:
            raise unknown(name, sorted(known))
    return [task for task in tasks if not names or task.name in names]


def unknown(name: str, known: Sequence[str]) -> click.UsageError:
    """An error that names what comes nearest."""
    near = difflib.get_close_matches(name, known, 3, 0.4)
    mend = (
        f"did you mean {' or '.join(near)}?" if near else "`python -m lstm_sym list` names them all"
    )
    return click.UsageError(f"no derivation or cell is called {name}; {mend}")


def cell_task(place: str) -> Task:
    """Return the task of a cell file, or of standard input for ``-``."""
    from ..language.text import parse, read

    file = "<stdin>" if place == "-" else place
    text = read(sys.stdin.buffer if place == "-" else place)
    return Task(parse(text, file).name, "cell", place, text, file)


def is_file(place: str) -> bool:
    """Whether a name on the command line is a path."""
    return place == "-" or Path(place).suffix == ".cell"
