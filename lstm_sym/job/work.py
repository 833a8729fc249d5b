"""Doing a task: load the derivation or the cell, examine, break or draw it; its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..cells import builtin
from ..compare.difference import Difference
from ..draw.figures import figures
from ..draw.gallery import gallery
from ..proof.derive import derived
from ..proof.variants import variants
from ..render.difference import record as difference
from ..render.record import record
from .faults import broken
from .loading import cell, loaded
from .scoring import score
from .tasks import COMPARISON, EVERY_MUTANT, FIGURES, MUTANTS, WITNESSES, Task, home
from .witnessing import witnessed

Record = dict[str, Any]


def done(task: Task, progress: Callable[[str], None] | None = None) -> Record:
    """Derive and check one task, or break it, or compare a pair of cells.

    Raises TextError or CellError for a cell that cannot be read, and BrokenDerivation for a
    derivation that cannot be loaded or examined.
    """
    if task.purpose in (MUTANTS, EVERY_MUTANT):
        return score(task, progress, task.purpose == EVERY_MUTANT)
    if task.purpose in WITNESSES:
        return witnessed(task)
    if task.purpose == COMPARISON:
        return difference(Difference(*map(builtin, task.origin.split())))
    if task.purpose == FIGURES:
        return {"drawn": gallery() if task.kind == "gallery" else figures(cell(task))}
    if task.kind == "derivation":
        try:
            return record(loaded(task), "derivation", progress)
        except (Exception, SystemExit) as fault:
            raise broken(fault, home(), f"{task.origin}.py") from fault
    found = cell(task)
    return record(derived(found), "cell", progress, variants(found))
