"""Many cases of one law: a few always, all of them in the slow run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from _pytest.mark import ParameterSet


def few(cases: Iterable[Any], many: int = 5) -> list[Any]:
    """The cases, of which all but some, spread evenly, are marked slow."""
    found = list(cases)
    kept = {round(k * (len(found) - 1) / max(1, many - 1)) for k in range(many)}
    return [case if k in kept else slow(case) for k, case in enumerate(found)]


def slow(case: Any) -> Any:
    """A case of one or several values, marked slow."""
    if isinstance(case, ParameterSet):
        return pytest.param(*case.values, marks=(*case.marks, pytest.mark.slow), id=case.id)
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=pytest.mark.slow)
