"""Doing a task: load the derivation or the cell, examine it, and return its record."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

from ..cells import builtin
from ..language.cell import Cell
from ..language.text import parse
from ..proof.derive import derived
from ..render.record import record
from .faults import broken
from .tasks import Task, home

Record = dict[str, Any]


def done(task: Task, progress: Callable[[str], None] | None = None) -> Record:
    """Derive and check one task.

    Raises TextError or CellError for a cell that cannot be read, and BrokenDerivation for a
    derivation that cannot be loaded or examined.
    """
    if task.kind == "derivation":
        try:
            return record(_loaded(task), "derivation", progress)
        except (Exception, SystemExit) as fault:
            raise broken(fault, home(), f"{task.origin}.py") from fault
    return record(derived(cell(task)), "cell", progress)


def cell(task: Task) -> Cell:
    """Return the cell that a task names, or whose text it has."""
    if task.text is None:
        return builtin(task.origin)
    return replace(parse(task.text, task.file), name=task.name)


def _loaded(task: Task) -> Any:
    with redirect_stdout(sys.stderr):
        found = importlib.import_module(f"derivations.{task.origin}").derivation
    if found.label != task.name:
        raise ValueError(f"the label is {found.label}, and must be {task.name} as the file is")
    return found
