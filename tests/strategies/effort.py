"""How many examples a law is tried on, and what is known to fail."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

EFFORT = int(os.environ.get("EFFORT", "1"))


def examples(many: int) -> settings:
    """Draw the same ``many`` examples on every machine; ``EFFORT`` in the environment times it."""
    return settings(
        max_examples=many * EFFORT,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def defect(*values: Any, reason: str, id: str | None = None) -> Any:
    """Mark one case of a law as a known defect of the engine."""
    return pytest.param(*values, marks=pytest.mark.xfail(reason=reason), id=id)
