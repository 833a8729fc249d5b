"""The page "what is verified, and how": counts, witnesses, what each cannot see, mutation score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .evidence import CHECKS
from .words import markdown

Record = dict[str, Any]
SHOWN = 60

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
        "evaluates both sides on random networks, the left one by complex steps",
        "what is false only for sizes, times or weights that were not drawn",
    ),
    "complex_step": (
        "runs the derived recurrences backward, against the imaginary part of the loss",
        "a gap below one part in a million million",
    ),
    "modulo_prime": (
        "compares gradient and tangent in whole numbers, whatever the activations are worth",
        "a slope rule that does not belong to its activation: the slopes are derived elsewhere",
    ),
    "erratum": (
        "tries the printed form of a misprint, which must fail where the right one holds",
        "whether the source was transcribed as it was printed",
    ),
    "measured": ("measures a number on random networks", "anything else: it never proves"),
    "uses": ("looks whether what a step leans on stands itself", "nothing: it only takes away"),
}

INTRO = (
    "No verdict here is written by hand. [How it is checked](how-it-is-checked.md) says what the "
    "checks do; this page counts what they found, and says what each of them cannot see."
)
BROKEN = (
    "A check that lets mistakes live is no check. So every claim of every derivation, and every "
    "equation of the backward pass of every cell, is broken in small ways: a sign, a factor, "
    "a gate, a time, a transpose, a slope, a path lost, a sum not added up; and so is every line "
    "of its NumPy program: left out, another operation, another array, another step."
)
SAMPLED = (
    "Of {many:,} derivations and cells {share} tried: a random sample, the same every time, in "
    "which each claim, each adjoint equation and each line of a program is broken at least once, "
    "and each kind of claim, of equation and of program in each kind of way that applies to it. "
    "`check --mutants --all` tries every one."
)
PARTS = {
    "claims": "of claims",
    "adjoints": "of adjoint equations",
    "programs": "of lines of NumPy programs",
}
UNCOUNTED = "Not counted since the last change: `python -m lstm_sym check --mutants` does it."
FATES = {
    "refuted": "refuted by numbers",
    "refused": "refused by the proof",
    "proved": "proved: the same claim in other words, or another true one",
    "assumed": "another definition, assumed as the first was",
}
ASSUMED = (
    "steps are definitions: the equations of the cells, and names that stand for an expression. "
    "They say what is meant; nothing can prove them. That a cell is the one of its source is read, "
    "not proved, unless a step compares the two."
)


def verified_page(records: Sequence[Record], mutants: Record) -> str:
    """Return the page, all of its numbers from the records and from the mutation score."""
    steps = [step for record in records for step in record["steps"]]
    found = Counter(step["status"] for step in steps)
    verdicts = [(word, found[word]) for word in ("verified", "assumed", "undecided", "refuted")]
    parts = [
        "# What is verified, and how",
        INTRO,
        "## Verdicts",
        _counted("steps", [*verdicts, ("all", len(steps))]),
        "## Witnesses",
        _witnesses(steps),
        "## Mutants",
        BROKEN,
        *(_mutants(mutants) if mutants["tried"] else [UNCOUNTED]),
        "## What is assumed",
        f"{found['assumed']:,} {ASSUMED}",
    ]
    return "\n\n".join(parts) + "\n"


def _counted(head: str, rows: Sequence[tuple[str, int]]) -> str:
    """A table of words and numbers."""
    return "\n".join([f"| {head} | |", "|---|--:|", *(f"| {a} | {b:,} |" for a, b in rows)])


def _witnesses(steps: Sequence[Record]) -> str:
    looked: Counter[str] = Counter()
    proved: Counter[str] = Counter()
    gaps: dict[str, float] = {}
    for step in steps:
        for e in step["evidence"]:
            name = e["checker"]
            looked[name] += 1
            proved[name] += e["verdict"] == "proved"
            if e.get("gap") is not None:
                gaps[name] = max(gaps.get(name, 0.0), e["gap"])
    lines = ["| witness | looked at | proved | worst gap | what it does | what it cannot see |"]
    lines.append("|---|--:|--:|--:|---|---|")
    for name, (does, blind) in WITNESSES.items():
        gap = f"{gaps[name]:.1e}" if name in gaps else ""
        row = (CHECKS[name], f"{looked[name]:,}", proved[name] or "", gap, does, blind)
        lines.append(f"| {' | '.join(map(str, row))} |")
    return "\n".join(lines)


def _mutants(mutants: Record) -> list[str]:
    lived = mutants["survivors"]
    rows = [(says, mutants[fate]) for fate, says in FATES.items()]
    wrong = mutants["caught"] + len(lived)
    parts = [(says, mutants[part]) for part, says in PARTS.items()]
    found = [
        _counted("mutants", [*parts, ("all", mutants["tried"])]),
        _counted(
            "what became of them", [*rows, ("survived", len(lived)), ("all", mutants["tried"])]
        ),
        f"**Score: {mutants['caught'] / wrong:.2%}** of the {wrong:,} wrong ones are caught.",
    ]
    if mutants["sampled"]:
        share = (
            "not every mutant is"
            if mutants["sampled"] == mutants["measured"]
            else (f"{mutants['sampled']:,} have not every mutant")
        )
        found.append(SAMPLED.format(many=mutants["measured"], share=share))
    if lived:
        found += ["Those that live:", "\n".join(f"- {markdown(name)}" for name in lived[:SHOWN])]
    if mutants["unmeasured"]:
        found.append(f"Not counted yet: {', '.join(map(markdown, mutants['unmeasured']))}.")
    return found
