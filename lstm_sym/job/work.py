"""Doing a task: load the derivation or the cell, examine it, and return its record."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..cells import builtin
from ..language.text import parse
from ..proof.derive import derived
from ..render.record import record
from .tasks import Task, home

Record = dict[str, Any]


class BrokenDerivation(Exception):
    """A derivation's module that cannot be loaded: file, line and what is wrong."""


def done(task: Task, progress: Callable[[str], None] | None = None) -> Record:
    """Derive and check one task.

    Raises TextError or CellError for a cell that cannot be read, and BrokenDerivation for a
    derivation that cannot.
    """
    if task.kind == "cell":
        cell = builtin(task.origin) if task.text is None else parse(task.text, task.file)
        return record(derived(cell), "cell", progress)
    return record(_loaded(task.origin), "derivation", progress)


def _loaded(module: str) -> Any:
    try:
        return importlib.import_module(f"derivations.{module}").derivation
    except Exception as fault:
        raise BrokenDerivation(_place(fault)) from fault


def _place(fault: Exception) -> str:
    """Where in the derivations a fault arose, in compiler style."""
    folder = home()
    if isinstance(fault, SyntaxError):
        return (
            f"{Path(fault.filename or '').name}:{fault.lineno}:{fault.offset}: error: {fault.msg}"
        )
    frames = [
        f
        for f in traceback.extract_tb(fault.__traceback__)
        if folder and Path(f.filename).parent == folder
    ]
    where = f"derivations/{Path(frames[-1].filename).name}:{frames[-1].lineno}: " if frames else ""
    return f"{where}error: {type(fault).__name__}: {fault}"
