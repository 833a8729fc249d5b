"""The evidence of steps as a folded table: a line of summary, and what every check found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .blocks import fold
from .words import markdown

Record = dict[str, Any]

CHECKS = {
    "replay": "reason replayed",
    "by_components": "plain SymPy on components",
    "sample": "random numbers",
    "complex_step": "complex step",
    "adversarial": "adversarial climbs",
    "modulo_prime": "modulo a prime",
    "erratum": "the printed formula",
    "measured": "measured",
    "uses": "what it leans on",
}
KINDS = {"verified": "success", "assumed": "note", "undecided": "question", "refuted": "failure"}
WORDS = {"assumed": "A definition", "undecided": "Undecided", "refuted": "Refuted"}


def summary(step: Record) -> str:
    """Say in one line what the evidence of a step amounts to."""
    proofs = [
        CHECKS[e["checker"]]
        for e in step["evidence"]
        if e["verdict"] == "proved" and e["checker"] != "erratum"
    ]
    trials = [CHECKS[e["checker"]] for e in step["evidence"] if e["verdict"] == "supported"]
    if step["status"] == "verified":
        tried = f"; tried: {', '.join(trials)}" if trials else ""
        return f"Proved: {', '.join(proofs)}{tried}"
    return WORDS[step["status"]]


def box(steps: list[Record], more: str = "") -> str:
    """A folded table: for one step a row for each check, for several a column for each check.

    ``more`` is what else there is to say of them.
    """
    states = {step["status"] for step in steps}
    worst = next(s for s in ("refuted", "undecided", "assumed", "verified") if s in states)
    title = summary(steps[0]) if len(states) == 1 else "Not all verified"
    rows = "\n".join(table(steps[0]) if len(steps) == 1 else _by_step(steps))
    return fold(KINDS[worst], title, f"{rows}\n\n{more}" if more else rows)


def table(step: Record) -> Iterator[str]:
    """The rows of a table of all that was found of a step."""
    yield from ("| check | verdict | what it found |", "|---|---|---|")
    for e in step["evidence"]:
        yield f"| {CHECKS[e['checker']]} | {e['verdict']} | {markdown(e['detail'])} |"


def _by_step(steps: list[Record]) -> Iterator[str]:
    checks = list(dict.fromkeys(e["checker"] for step in steps for e in step["evidence"]))
    yield f"| step | {' | '.join(CHECKS[check] for check in checks)} |"
    yield "|---" * (len(checks) + 1) + "|"
    for step in steps:
        found = {e["checker"]: f"{e['verdict']}: {markdown(e['detail'])}" for e in step["evidence"]}
        cells = " | ".join(found.get(check, "") for check in checks)
        yield f"| [{step['label']}](#{step['label']}) | {cells} |"
