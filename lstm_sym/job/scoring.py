"""The mutation score of a task: its claims broken, and the backward pass of a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from ..mistakes.outcome import FATES, Score
from ..mistakes.programs import program_score
from ..mistakes.score import adjoint_score, claims_score
from ..proof.derive import derived
from .loading import cell, loaded
from .tasks import Task

Record = dict[str, Any]


def score(task: Task, progress: Callable[[str], None] | None = None) -> Record:
    """Break every claim of a task, and of a cell every adjoint equation and its program."""
    tell = progress or (lambda label: None)
    if task.kind == "cell":
        known = cell(task)
        found = [
            adjoint_score(known, tell),
            claims_score(derived(known), tell),
            program_score(known, tell),
        ]
    else:
        found = [claims_score(loaded(task), tell)]
    whole = Score()
    for one in found:
        for key in FATES:
            setattr(whole, key, getattr(whole, key) + getattr(one, key))
        whole.survivors += one.survivors
    return {"label": task.name, "tried": whole.tried, **asdict(whole)}
