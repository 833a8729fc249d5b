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
PARTS = ("claims", "adjoints", "programs")


def score(task: Task, progress: Callable[[str], None] | None = None, every: bool = False) -> Record:
    """Break every claim of a task, and of a cell every adjoint equation and its program.

    In ``every`` way, or by a sample: see ``mistakes.sampled``.
    """
    tell = progress or (lambda label: None)
    if task.kind == "cell":
        known = cell(task)
        found = {
            "claims": claims_score(derived(known), tell, every),
            "adjoints": adjoint_score(known, tell, every),
            "programs": program_score(known, tell, every),
        }
    else:
        found = {"claims": claims_score(loaded(task), tell, every)}
    whole = Score()
    for one in found.values():
        for key in FATES:
            setattr(whole, key, getattr(whole, key) + getattr(one, key))
        whole.survivors += one.survivors
    parts = {name: found[name].tried if name in found else 0 for name in PARTS}
    return {"label": task.name, "every": every, "tried": whole.tried, **parts, **asdict(whole)}
