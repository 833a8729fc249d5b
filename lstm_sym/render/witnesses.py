"""Witnesses as tables: what each does, what it cannot see, and how much it looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .evidence import CHECKS

Record = dict[str, Any]

WITNESSES = {
    "replay": (
        "recomputes what the reason needs, from the claim",
        "a rule that is itself wrong; the tests try each against numbers and enumeration",
    ),
    "by_components": (
        "differentiates the recurrence entry by entry with plain SymPy, for all sizes and times",
        "a mistake in how a recurrence is read; it shares the reading with the calculus",
    ),
    "sample": (
        "evaluates both sides on random numbers; derivatives on the left are complex steps",
        "what is false only for sizes, times or weights that were not drawn; a gap that rounding "
        "explains",
    ),
    "complex_step": (
        "runs the derived recurrences backward, every entry against the imaginary part of the loss",
        "a gap below 1e-12, or below what rounding is measured to do",
    ),
    "modulo_prime": (
        "compares gradient and tangent in whole numbers, whatever the activations are worth",
        "a slope rule that does not belong to its activation: the slopes are derived elsewhere",
    ),
    "adversarial": (
        "climbs towards a network on which a bound of the error flow would fail, and confirms by "
        "the complex step what it reaches",
        "what no climb finds; a bound that is not tight",
    ),
    "erratum": (
        "tries the printed form of a misprint, which must fail where the right one holds",
        "whether the source was transcribed as it was printed",
    ),
    "measured": ("measures a number on random networks", "anything else: it never proves"),
    "uses": ("looks whether what a step leans on stands itself", "nothing: it only takes away"),
}

LIBRARIES = {
    "balls": (
        "python-flint's balls",
        "encloses gradient and tangent along a random direction, rounding counted in",
        "cells at a kink; an entry of the gradient on its own",
    ),
    "torch": (
        "PyTorch's autograd",
        "differentiates the equations as they stand, and compares every entry",
        "what is false only for sizes, times or weights that were not drawn",
    ),
    "jax": (
        "JAX's grad",
        "differentiates the equations as they stand, and compares every entry",
        "what is false only for sizes, times or weights that were not drawn",
    ),
}
UNASKED = (
    "Witnesses that want a library are asked by `python -m lstm_sym check --balls` and "
    "`check --autograd`."
)
LOOKED = "How many claims of each kind a witness looked at, and how many programs and whole cells:"
GROUPS = {
    "Forward": "definitions",
    "Errors": "errors",
    "Gradients": "gradients",
    "One step of the state": "Jacobians",
}
RELATIONS = {"≤": "bounds", "<": "bounds", "→": "limits"}
KINDS = (*GROUPS.values(), "bounds", "limits", "others", "programs", "cells")


def witnesses(steps: Sequence[Record], told: Sequence[Record]) -> str:
    """A table of all witnesses: how much each looked at, and what it cannot see."""
    looked: Counter[str] = Counter()
    proved: Counter[str] = Counter()
    gaps: dict[str, float] = {}
    evidence = [(e["checker"], e) for step in steps for e in step["evidence"]]
    for name, e in [*evidence, *((one["witness"], one) for one in told)]:
        looked[name] += 1
        proved[name] += e["verdict"] == "proved"
        if e.get("gap") is not None:
            gaps[name] = max(gaps.get(name, 0.0), e["gap"])
    lines = ["| witness | looked at | proved | worst gap | what it does | what it cannot see |"]
    lines.append("|---|--:|--:|--:|---|---|")
    own = {name: (CHECKS[name], *says) for name, says in WITNESSES.items()}
    there = {name: says for name, says in LIBRARIES.items() if looked[name]}
    for name, (word, does, blind) in (own | there).items():
        gap = f"{gaps[name]:.1e}" if name in gaps else ""
        many = f"{proved[name]:,}" if proved[name] else ""
        row = (word, f"{looked[name]:,}", many, gap, does, blind)
        lines.append(f"| {' | '.join(map(str, row))} |")
    return "\n".join(lines)


def looked_at(records: Sequence[Record], told: Sequence[Record]) -> str:
    """A table: witnesses by what they looked at."""
    found: Counter[tuple[str, str]] = Counter()
    for step in (step for record in records for step in record["steps"]):
        kind = GROUPS.get(step["group"]) or RELATIONS.get(step["relation"], "others")
        found.update((CHECKS[e["checker"]], kind) for e in step["evidence"])
    programs = [record["program"] for record in records if record["program"]]
    found.update((CHECKS[e["checker"]], "programs") for p in programs for e in p["evidence"])
    found.update((LIBRARIES[one["witness"]][0], "cells") for one in told)
    rows = [
        (name, [found[name, kind] for kind in KINDS])
        for name in dict.fromkeys(name for name, _ in found)
    ]
    lines = [
        f"| [witness](how-it-is-checked.md#the-checks) | {' | '.join(KINDS)} |",
        "|---" + "|--:" * len(KINDS) + "|",
    ]
    lines += [
        f"| {name} | {' | '.join(f'{n:,}' if n else '' for n in row)} |" for name, row in rows
    ]
    return "\n".join(lines)
