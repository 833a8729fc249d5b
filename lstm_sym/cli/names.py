"""Names on the command line: derivations, cells, files, and the nearest to one that is unknown."""

from __future__ import annotations

import difflib
import re
import sys
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ..job.tasks import Task, cell_names, chapters
from ..job.yours import Yours

if TYPE_CHECKING:
    from ..language.cell import Cell


def chosen(names: Sequence[str], cells: Sequence[str] = ()) -> list[Task]:
    """Return the tasks of some names, in reading order, then those of cell files.

    A name that ends in ``.cell`` is a file too. If nothing is named, all is.
    """
    tasks = [task for _, tasks in chapters() for task in tasks]
    known = [task.name for task in tasks]
    asked = [name for name in names if not is_file(name)]
    for name in asked:
        if name not in known:
            raise unknown("derivation or cell", name, known)
    files = dict.fromkeys((*filter(is_file, names), *cells))
    own = [_cell_task(file) for file in files]
    _check_distinct(tasks, own)
    everything = not names and not cells
    return [*(task for task in tasks if everything or task.name in asked), *own]


def cells(*names: str) -> tuple[Cell, ...]:
    """Return the cells of built-in names and of files; standard input may be one of them."""
    from ..cells import builtin
    from ..language.text import STDIN, parse, read

    if names.count("-") > 1:
        raise click.UsageError("standard input can be one cell only")
    found = []
    for name in names:
        if is_file(name):
            file = STDIN if name == "-" else name
            found.append(parse(read(sys.stdin.buffer if name == "-" else name), file))
        elif name in cell_names():
            found.append(builtin(name))
        else:
            raise unknown("cell", name, cell_names())
    return tuple(found)


def given_before(yours: Yours, now: Sequence[Task], forgotten: Sequence[str]) -> list[Task]:
    """Return the cells given in earlier runs that are neither given again now nor forgotten.

    Raises a usage error for a name to forget that was never given.
    """
    taken = {task.name.casefold() for _, tasks in chapters() for task in tasks}
    found = yours.tasks(taken | {task.name.casefold() for task in now if task.text is not None})
    known = [task.name for task in yours.tasks()]
    for name in forgotten:
        if name not in known:
            raise unknown("cell of yours", name, known)
    return [task for task in found if task.name not in forgotten]


def unknown(
    what: str, name: str, known: Sequence[str], other: str = "see python -m lstm_sym list"
) -> click.ClickException:
    """An error that names what comes nearest, or says something ``other`` if nothing does."""
    near = difflib.get_close_matches(name, known, 3, 0.4)
    mend = f"did you mean {' or '.join(near)}?" if near else other
    return click.ClickException(f"no {what} is called {name!r}; {mend}")


def is_file(name: str) -> bool:
    """Whether a name on the command line is a cell file, or ``-`` for standard input."""
    return name == "-" or name.endswith(".cell")


def _cell_task(place: str) -> Task:
    from ..language.text import STDIN, TextError, parse, read

    file = STDIN if place == "-" else place
    text = read(sys.stdin.buffer if place == "-" else place)
    name = page_name(parse(text, file).name)
    if not name:
        raise TextError("no page can be named after this file", "call it, say, my.cell", file)
    return Task(name, "cell", place, text, file)


def page_name(stem: str) -> str:
    """The letters, digits, ``-`` and ``_`` of a file's name: safe in paths, links and anchors."""
    return re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFKC", stem)).strip("-")


def _check_distinct(tasks: Sequence[Task], own: Sequence[Task]) -> None:
    """Pages, records and ids go by name, on some disks whatever its case: no two may share one."""
    taken = {task.name.casefold(): f"there is a built-in {task.kind} {task.name}" for task in tasks}
    for task in own:
        name = task.name.casefold()
        if name in taken:
            from ..language.text import TextError

            raise TextError(taken[name], f"call this one, say, my-{task.name}.cell", task.file)
        taken[name] = f"{task.file} is called {task.name} too"
