"""The page "what is verified, and how": counts, witnesses, what each cannot see, mutation score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .witnesses import LOOKED, UNASKED, looked_at, witnesses
from .words import markdown

Record = dict[str, Any]
SHOWN = 60

INTRO = (
    "No verdict here is written by hand. [How it is checked](how-it-is-checked.md) says what the "
    "checks do; this page counts what they found, and says what each of them cannot see, and what "
    "must be right for a verdict to mean anything."
)
TRUSTED = (
    "the reading of a cell's text, and of a formula of a source, into an expression",
    "SymPy's expansion and differentiation of ordinary expressions, its factors, real roots and "
    "limits; the rules by which an operator meets a sum or a multiple",
    "the rule that takes the last term off a sum, a product, a chain or a sum over paths, which "
    "tests compare with enumeration",
    "the norm of a product and of a diagonal, and the code of each reason",
    "mpmath's intervals of the exponential and the logarithm",
    "of what is only tried: NumPy's arithmetic of complex numbers, the random draw, and that a gap "
    "below the tolerance told beside it is rounding",
)
UNTRUSTED = (
    "The slopes of the activations are not trusted: they are [derived](derivations/slopes.md) from "
    "the definitions, and tried against them in the tests. A proof is not enough by itself: "
    "a step that is proved is tried too, and a trial that fails refutes it."
)
ASKED = (
    "The ledger compares gradients entry by entry. Your own backward pass, and a program of "
    "`code --check`, are compared along a few random directions first, which say so; entry by "
    "entry where those part, or with `--every-entry`."
)
BROKEN = (
    "A check that lets mistakes live is no check. So every claim of every derivation, and every "
    "equation of the backward pass of every cell, is broken in small ways: a sign, a factor, "
    "a gate, a time, a transpose, a slope, a path lost, a sum not added up; and so is every line "
    "of its NumPy program that computes: left out, another operation, another array, another step. "
    "Programs for the other targets are written from the same plan, and are not broken here."
)
SAMPLED = (
    "Of {many:,} derivations and cells {share} tried: a random sample, the same every time, in "
    "which each claim, each adjoint equation and each line of a program is broken at least once, "
    "and every kind of mistake that applies is made in each kind of claim of a page, in each "
    "backward pass and in each part of a program. "
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
    "refused": "refused: no proof goes through, or the program breaks off",
    "proved": "proved: the same claim or program in other words, or another true claim",
    "assumed": "another definition, assumed as the first was",
}
ASSUMED = (
    "steps are definitions: the equations of the cells, and names that stand for an expression. "
    "They say what is meant; nothing can prove them. That a cell is the one of its source is read, "
    "not proved, unless a step compares the two."
)


def verified_page(records: Sequence[Record], mutants: Record, told: Sequence[Record] = ()) -> str:
    """Return the page: its numbers are those of the records, and of the mutation score.

    ``told`` is what the witnesses said that want a library.
    """
    steps = [step for record in records for step in record["steps"]]
    found = Counter(step["status"] for step in steps)
    verdicts = [(word, found[word]) for word in ("verified", "assumed", "undecided", "refuted")]
    parts = [
        "# What is verified, and how",
        INTRO,
        "## Verdicts",
        _counted("steps", [*verdicts, ("all", len(steps))]),
        "## Witnesses",
        witnesses(steps, told),
        *([] if told else [UNASKED]),
        ASKED,
        LOOKED,
        looked_at(records, told),
        "## Mutants",
        BROKEN,
        *(_mutants(mutants) if mutants["tried"] else [UNCOUNTED]),
        "## What must be right",
        "\n".join(f"- {part}" for part in TRUSTED),
        UNTRUSTED,
        "## What is assumed",
        f"{found['assumed']:,} {ASSUMED}",
    ]
    return "\n\n".join(parts) + "\n"


def _counted(head: str, rows: Sequence[tuple[str, int]]) -> str:
    """A table of words and numbers."""
    return "\n".join([f"| {head} | number |", "|---|--:|", *(f"| {a} | {b:,} |" for a, b in rows)])


def percent(part: int, whole: int) -> str:
    """A share in percent, two digits, rounded down: 100 only if it is all."""
    hundredths = 10_000 * part // whole
    return f"{hundredths // 100}.{hundredths % 100:02}%"


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
        f"**Score: {percent(mutants['caught'], wrong)}** of the {wrong:,} wrong ones are caught.",
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
