"""The bounds of an error flow as plain data: every claim, and whether it was proved."""

from __future__ import annotations

from typing import Any

from ..checks.checkers import by_components, replay
from ..checks.context import Context
from ..checks.evidence import status
from ..proof.step import Derivation, Step
from .flow import ErrorFlow
from .record import record
from .record.formulas import formula, written
from .settle import settled

Record = dict[str, Any]
SAID = ("checker", "verdict", "detail")
KEPT = ("id", "label", "title", "text", "latex", "status")


def claims(flow: ErrorFlow, tried: bool = False) -> list[Record] | None:
    """Return the bounds of a cell, proved; None if it has too many paths to be written out.

    With ``tried`` they are tried on random networks, and by an adversary, too.
    """
    try:
        derivation = flow.bounds
    except ValueError:
        return None
    whole = record(derivation) if tried else {"steps": _proved(derivation, flow)}
    (found,) = settled([whole])
    return [
        {key: step[key] for key in KEPT}
        | {
            "evidence": [
                {k: e[k] for k in ("checker", "verdict", "detail")} for e in step["evidence"]
            ]
        }
        for step in found["steps"]
    ]


def _proved(derivation: Derivation, flow: ErrorFlow) -> list[Record]:
    """Every step with the evidence of its proof alone."""
    context = Context(derivation)
    return [_step(step, derivation, flow, context) for step in derivation.steps]


def _step(step: Step, derivation: Derivation, flow: ErrorFlow, context: Context) -> Record:
    evidence = [e for check in (replay, by_components) if (e := check(step, context)) is not None]
    return {
        "id": f"{derivation.label}/{step.label}",
        "label": step.label,
        "title": step.text,
        "text": written(step.claim, flow.plain),
        "latex": formula(step.claim, flow.printer),
        "status": status(evidence),
        "uses": [f"{derivation.label}/{used.label}" for used in step.by.uses],
        "evidence": [
            {"checker": e.checker, "verdict": str(e.verdict), "detail": e.detail, "gap": e.gap}
            for e in evidence
        ],
    }
