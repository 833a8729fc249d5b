"""A step stands only as firmly as what it leans on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Record = dict[str, Any]
FIRM = ("verified", "assumed")


def settled(records: Sequence[Record]) -> list[Record]:
    """Return the records with every step undecided that uses one which is not firm.

    A used step that no record here has is not judged.
    """
    steps = {step["id"]: step for record in records for step in record["steps"]}
    shaky = {name: name for name, step in steps.items() if step["status"] not in FIRM}
    spreading = True
    while spreading:
        caught = {
            name: next(used for used in step["uses"] if used in shaky)
            for name, step in steps.items()
            if name not in shaky and any(used in shaky for used in step["uses"])
        }
        shaky |= caught
        spreading = bool(caught)
    return [
        record
        | {
            "steps": [
                _step(step, shaky[step["id"]]) if step["id"] in shaky else step
                for step in record["steps"]
            ]
        }
        for record in records
    ]


def _step(step: Record, because: str) -> Record:
    if step["status"] not in FIRM:
        return step
    leans = {
        "checker": "uses",
        "verdict": "undecided",
        "detail": f"leans on {because}",
        "gap": None,
    }
    return step | {"status": "undecided", "evidence": [*step["evidence"], leans]}
