"""The mutation score of a task: its claims broken, and the backward pass of a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from ..mistakes.score import FATES, Score, adjoint_score, claims_score
from ..proof.derive import derived
from .loading import cell, loaded
from .tasks import Task

Record = dict[str, Any]


def score(task: Task, progress: Callable[[str], None] | None = None) -> Record:
    """Break every claim of a task, and every adjoint equation of a cell."""
    tell = progress or (lambda label: None)
    if task.kind == "cell":
        found = [adjoint_score(cell(task), tell), claims_score(derived(cell(task)), tell)]
    else:
        found = [claims_score(loaded(task), tell)]
    whole = Score()
    for one in found:
        for key in FATES:
            setattr(whole, key, getattr(whole, key) + getattr(one, key))
        whole.survivors += one.survivors
    return {"label": task.name, "tried": whole.tried, **asdict(whole)}
