"""The mistakes of the sources: which are shown by machine, and the page that shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .literature import Literature
from .places import path
from .words import markdown

Record = dict[str, Any]
SHOWN = ("refuted", "sharpened", "corrected")
FALSE = "false"  # the kind of an erratum that others see and that is none
FIRM = ("verified", "assumed")
WAYS = {
    "printed": "As printed",
    "copied": "As copies have it",
    "proposed": "As others propose",
}
FATE = {
    "refuted": "The source says, and it fails",
    "sharpened": "The source says, and it is true but weak",
}


def errata(records: Sequence[Record], literature: Literature) -> list[Record]:
    """The errata that steps show: the printed form refuted, the corrected one verified.

    ``shown_by`` is the first step that is verified, ``steps`` holds all that show it, definitions
    too, with what was found; ``seen`` is the address where the mistake is told in public, if any.
    """
    found: dict[str, list[Record]] = {}
    for record in records:
        for step in record["steps"]:
            erratum = step["erratum"]
            if erratum and erratum["verdict"] in SHOWN and step["status"] in FIRM:
                found.setdefault(erratum["id"], []).append(
                    {"step": step["id"], "status": step["status"]} | erratum
                )
    proved = {
        key: [shown["step"] for shown in steps if shown["status"] == "verified"]
        for key, steps in found.items()
    }
    return [
        {
            "id": key,
            "formula": ", ".join(corrected(entry)),
            "kind": entry["kind"],
            "shown_by": proved[key][0],
            "steps": found[key],
            **({"seen": entry["seen"]} if "seen" in entry else {}),
        }
        for key, entry in literature.catalogue["errata"].items()
        if proved.get(key)
    ]


def corrected(entry: Record) -> list[str]:
    """The formulas that an erratum of the catalogue corrects."""
    return entry["formulas"] if "formulas" in entry else [entry["formula"]]


def errata_page(records: Sequence[Record], literature: Literature) -> str:
    """Every misprint that is known, and the steps that show it."""
    by_id = {e["id"]: e for e in errata(records, literature)}
    steps = {step["id"]: (step, path(record)) for record in records for step in record["steps"]}
    rows = ["| erratum | formula | kind | what is right | shown by |", "|---|---|---|---|---|"]
    for key, entry in literature.catalogue["errata"].items():
        links = [_link(*steps[shown["step"]]) for shown in by_id.get(key, {}).get("steps", ())]
        name = f"[{key}](#{key.lower()})" if links else key
        formulas = ", ".join(_formula(name, literature) for name in corrected(entry))
        rows.append(
            f"| {name} | {formulas} | {entry['kind']} | {entry['says']} "
            f"| {', '.join(links) or 'not yet'} |"
        )
    known = [key for key, e in literature.catalogue["errata"].items() if e["kind"] != FALSE]
    done = sum(key in by_id for key in known)
    lines = [
        "# Errata",
        f"{done} of the {len(known)} mistakes known in the sources, and in copies of them, are "
        "shown by machine so far: what is printed is refuted, by numbers or by a proof of the "
        f"contrary, and what is right is proved.{_weak(by_id)} Where others find a mistake that is "
        "none, what they propose is refuted, and what is printed is proved.",
        "\n".join(rows),
    ]
    for key, shown in by_id.items():
        entry = literature.catalogue["errata"][key]
        lines += [f"## {key} {{ #{key.lower()} }}", _head(entry, literature)]
        homes = dict.fromkeys(one["step"].split("/")[0] for one in shown["steps"])
        lines.append(f"To see it again: `python -m lstm_sym check {' '.join(homes)} -v`")
        lines += [block for one in shown["steps"] for block in _shown(*steps[one["step"]])]
    return "\n\n".join(lines) + "\n"


def _weak(shown: Mapping[str, Record]) -> str:
    """Which of the errata that are shown are no more than weak, in a sentence."""
    names = [
        f"[{key}](#{key.lower()})"
        for key, entry in shown.items()
        if {one["verdict"] for one in entry["steps"]} == {"sharpened"}
    ]
    if not names:
        return ""
    return f" What {' and '.join(names)} says is true but weak: there the sharp form is proved."


def _head(entry: Record, literature: Literature) -> str:
    formulas = ", ".join(_formula(name, literature) for name in corrected(entry))
    follows = f" What follows: {_small(entry['follows'])}" if "follows" in entry else ""
    seen = f" Told in public: <{entry['seen']}>." if "seen" in entry else ""
    return f"{formulas}: {entry['says']}.{follows}{seen}"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _formula(name: str, literature: Literature) -> str:
    return f"[{name}](coverage.md#{name.lower()})" if name in literature.formulas else name


def _link(step: Record, home: str) -> str:
    return f"[{step['id']}]({home}#{step['label']})"


def _shown(step: Record, home: str) -> Iterator[str]:
    """One step that shows an erratum: what is printed, the counterexample, what holds."""
    erratum = step["erratum"]
    anchor = step["id"].replace("/", "--")
    yield f'<span id="{anchor}"></span>**{step["title"]}** ({_link(step, home)})'
    if erratum["printed_latex"]:
        way = WAYS[erratum["way"]]
        yield f"{way}, and {erratum['verdict']}:\n\n$$\n{erratum['printed_latex']}\n$$"
        yield f"Counterexample, its two sides: {markdown(erratum['counterexample'])}."
    elif erratum["counterexample"]:
        yield f"{FATE[erratum['verdict']]}: {erratum['says']}"
    else:
        yield f"A slip of notation, with nothing to refute: {erratum['says']}"
    for found in step["evidence"]:
        if found["checker"] == "measured":
            yield f"Measured: {markdown(found['detail'])}."
    holds = {"verified": "What holds, and is [proved]", "assumed": "What is meant, [by definition]"}
    yield f"{holds[step['status']]}({home}#{step['label']}):\n\n$$\n{step['latex']}\n$$"
