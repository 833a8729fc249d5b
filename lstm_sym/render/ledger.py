"""evidence.json: the machine's record of what was proved. Deterministic but for ``timing``."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from .. import __version__
from .errata import errata
from .literature import Literature
from .site import coverage

Record = dict[str, Any]
SCHEMA = 1
STEP = (
    "id",
    "title",
    "latex",
    "status",
    "formulas",
    "erratum",
    "evidence",
    "hypotheses",
    "uses",
    "programs",
    "symbols",
    "example",
)


def ledger(
    records: Sequence[Record],
    literature: Literature,
    timing: Mapping[str, float],
    mutants: Record,
    witnesses: Sequence[Record] = (),
) -> Record:
    """Return the ledger, version 1, of all records, with what is known of their mutants.

    ``witnesses`` are those that want a library: what balls, PyTorch and JAX said, if asked.
    """
    return {
        "version": SCHEMA,
        "lstm_sym": __version__,
        "sympy": version("sympy"),
        "numpy": version("numpy"),
        "steps": [_step(step, record) for record in records for step in record["steps"]],
        "cells": [_cell(record) for record in records if record["kind"] == "cell"],
        "coverage": coverage(records, literature),
        "numbers": literature.numbers,
        "errata": errata(records, literature),
        "mutants": mutants,
        "witnesses": list(witnesses),
        "timing": {"python": platform.python_version(), "seconds": dict(timing)},
    }


def _step(step: Record, record: Record) -> Record:
    return {"derivation": record["label"]} | {key: step[key] for key in STEP}


def _cell(record: Record) -> Record:
    cell = record["cell"]
    gradients = [
        e for step in record["steps"] for e in step["evidence"] if e["checker"] == "complex_step"
    ]
    checks = sorted({e["checker"] for step in record["steps"] for e in step["evidence"]})
    return {
        "name": cell["name"],
        "states": cell["states"],
        "parameters": cell["parameters"],
        "worst_gap": max((e["gap"] for e in gradients), default=None),
        "checks": checks,
        "program": {key: record["program"][key] for key in ("status", "why", "evidence")},
    }


def counts(record: Record) -> dict[str, int]:
    """How many steps of a record there are of each kind."""
    found = dict.fromkeys(
        ("steps", "proved", "supported", "assumed", "undecided", "refuted", "errata"), 0
    )
    for step in record["steps"]:
        found["steps"] += 1
        verdicts = [e["verdict"] for e in step["evidence"] if e["checker"] != "erratum"]
        found["proved"] += step["status"] == "verified"
        found["supported"] += "supported" in verdicts
        found["assumed"] += step["status"] == "assumed"
        found["undecided"] += step["status"] == "undecided"
        found["refuted"] += step["status"] == "refuted"
        found["errata"] += step["erratum"] is not None
    program = record["program"]
    if program and program["status"] in ("undecided", "refuted"):
        found[program["status"]] += 1
    return found
