"""Many cases of one law: a few always, all of them in the slow run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def few(cases: Iterable[Any], many: int = 5) -> list[Any]:
    """The cases, of which all but some, spread evenly, are marked slow."""
    found = list(cases)
    kept = {round(k * (len(found) - 1) / max(1, many - 1)) for k in range(many)}
    slow = pytest.mark.slow
    return [
        case
        if k in kept
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=slow)
        for k, case in enumerate(found)
    ]
