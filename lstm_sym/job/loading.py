"""What a task names, loaded: a derivation, or a cell."""

from __future__ import annotations

import importlib
import sys
from contextlib import redirect_stdout
from dataclasses import replace

from ..cells import builtin
from ..language.cell import Cell
from ..language.text import parse
from ..proof.step import Derivation
from .tasks import Task


def cell(task: Task) -> Cell:
    """Return the cell that a task names, or whose text it has."""
    if task.text is None:
        return builtin(task.origin)
    return replace(parse(task.text, task.file), name=task.name)


def loaded(task: Task) -> Derivation:
    """Return the derivation that a task names; ValueError if its label is not its name."""
    with redirect_stdout(sys.stderr):
        found = importlib.import_module(f"derivations.{task.origin}").derivation
    if found.label != task.name:
        raise ValueError(f"the label is {found.label}, and must be {task.name} as the file is")
    return found
