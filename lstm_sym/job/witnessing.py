"""A witness that wants a library, asked of one cell: balls, PyTorch, JAX."""

from __future__ import annotations

from typing import Any

from ..checks.autograd import autograd
from ..checks.exactly import Unheard, enclosed
from .loading import cell
from .tasks import WITNESSES, Task, installed

Record = dict[str, Any]
DIGITS = 20


def witnessed(task: Task) -> Record:
    """What the witness that a task names says of the gradients of its cell."""
    library = WITNESSES[task.purpose]
    told = {"cell": task.name, "witness": task.purpose, "by": f"{library} {installed(library)}"}
    if task.purpose != "balls":
        try:
            seen = autograd(cell(task), task.purpose)
        except TypeError as fault:
            return told | {"verdict": "undecided", "detail": str(fault)}
        return told | {"verdict": str(seen.verdict), "detail": seen.detail, "gap": seen.gap}
    try:
        tangent, gradient = enclosed(cell(task).explicit())
    except Unheard as fault:
        return told | {"verdict": "undecided", "detail": str(fault)}
    return told | {
        "verdict": "supported" if tangent.overlaps(gradient) else "refuted",
        "detail": "the two balls meet" if tangent.overlaps(gradient) else "the balls do not meet",
        "tangent": tangent.str(DIGITS),
        "gradient": gradient.str(DIGITS),
    }
