"""The NumPy program of a cell on its record: its text, and what the complex step says of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...checks.programs import Trial
from ...emit import EmitError, code
from ...language.cell import Cell

Record = dict[str, Any]


def programmed(cell: Cell) -> Record:
    """Return the program of a cell and its evidence, as of a step; its status is supported at best.

    If none is written of the cell, its text and status are empty and ``why`` says why.
    """
    found: Record = {"id": f"{cell.name}/program", "text": "", "why": "", "status": ""}
    try:
        found["text"] = code(cell, "numpy")
    except EmitError as fault:
        return found | {"why": str(fault), "evidence": []}
    with np.errstate(all="ignore"):
        seen = Trial(cell).evidence("numpy")
    told = {"checker": seen.checker, "verdict": str(seen.verdict), "detail": seen.detail}
    return found | {"status": str(seen.verdict), "evidence": [told | {"gap": seen.gap}]}
