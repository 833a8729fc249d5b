"""page(record): a derivation or a cell and its evidence, as one Markdown page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

Record = dict[str, Any]
Known = Callable[[str], bool]

CHECKS = {
    "replay": "reason replayed",
    "by_components": "plain SymPy on components",
    "sample": "random numbers",
    "complex_step": "complex step",
    "erratum": "the printed formula",
    "measured": "measured",
    "uses": "what it leans on",
}
KINDS = {"verified": "success", "assumed": "note", "undecided": "question", "refuted": "failure"}
ABOUT = {
    "Forward": "What the cell computes at time \\(t\\), in this order.",
    "Errors": "The error of a vector \\(v\\) is \\(\\bar v = dL/dv\\), as a column.",
    "Gradients": "Every parameter is used at every time; what it did is added up.",
    "One step of the state": "The derivative of each state by each state before it.",
}


def page(record: Record, known: Known = lambda key: False) -> str:
    """Return the page of a record; ``known`` says whether the bibliography has a key."""
    parts = [f"# {record['title']}", record["about"]]
    if record["source"]:
        parts.append(f"After {_cited(record['source'], known)}.")
    if record["kind"] == "cell":
        parts += [*_cell(record["cell"]), *_groups(record["steps"])]
    else:
        parts += [block for step in record["steps"] for block in _step(step, known)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _step(step: Record, known: Known) -> Iterator[str]:
    yield f"## {step['title'] or step['label']} {{ #{step['label']} }}"
    yield _formula(step)
    yield _reason(step, known)
    if step["erratum"]:
        yield _misprint(step, known)
    yield _evidence(KINDS[step["status"]], summary(step), [step])


def _groups(steps: list[Record]) -> Iterator[str]:
    for group, members in groupby(steps, key=lambda step: step["group"]):
        inside = list(members)
        yield f"## {group}"
        yield ABOUT[group]
        yield from (_formula(step, anchor=step["label"]) for step in inside)
        states = {step["status"] for step in inside}
        worst = next(s for s in ("refuted", "undecided", "assumed", "verified") if s in states)
        yield f"{inside[0]['reason']}"
        yield _evidence(
            KINDS[worst], summary(inside[0]) if len(states) == 1 else "Not all verified", inside
        )


def _formula(step: Record, anchor: str = "") -> str:
    place = anchor or f"eq-{step['label']}"
    return f'<div class="eqn" id="{place}" markdown>\n$$\n{step["latex"]}\n$$\n</div>'


def _reason(step: Record, known: Known) -> str:
    words = [step["reason"]]
    used = [f"[{_title(use)}]({_address(use, step['id'])})" for use in step["uses"]]
    if used:
        words.append(f"Uses {', '.join(used)}.")
    if step["hypotheses"]:
        said = "; ".join(step["hypotheses"])
        words.append(f"{said[0].upper()}{said[1:]}.")
    if step["source"]:
        words.append(f"Source: {_cited(step['source'], known)}.")
    return " ".join(words)


def _title(use: str) -> str:
    _, label = use.split("/")
    return label.replace("-", " ")


def _address(use: str, here: str) -> str:
    home, label = use.split("/")
    return f"#{label}" if home == here.split("/")[0] else f"{home}.md#{label}"


def _cited(source: Record, known: Known) -> str:
    key, where = source["key"], source["where"]
    name = f"[{key}](../bibliography.md#{key.lower()})" if known(key) else key
    return f"{name}, {where}" if where else name


def _misprint(step: Record, known: Known) -> str:
    erratum = step["erratum"]
    where = (
        f"{step['source']['key']}, {step['source']['where']}" if step["source"] else "the source"
    )
    if not erratum["counterexample"]:
        head = (
            f"Erratum {erratum['id']}: a slip of notation in {where} is {erratum['verdict']} here"
        )
        inside = [erratum["says"]]
    elif erratum["says"]:
        head = f"Erratum {erratum['id']}: what {where} says is {erratum['verdict']} by this"
        inside = [erratum["says"]]
    else:
        head = f"Erratum {erratum['id']}: as printed in {where}, it is {erratum['verdict']}"
        detail = _cell_text(erratum["counterexample"])
        inside = ["$$", erratum["printed_latex"], "$$", "", f"{detail[:1].upper()}{detail[1:]}."]
    return "\n".join([f'!!! warning "{head}"', *(f"    {line}".rstrip() for line in inside)])


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
    return {"assumed": "A definition", "undecided": "Undecided", "refuted": "Refuted"}[
        step["status"]
    ]


def _evidence(kind: str, title: str, steps: list[Record]) -> str:
    """A folded table: for one step a row for each check, for several a column for each check."""
    table = _by_check(steps[0]) if len(steps) == 1 else _by_step(steps)
    return "\n".join([f'??? {kind} "{title}"', *(f"    {row}" for row in table)])


def _by_check(step: Record) -> Iterator[str]:
    yield from ("| check | verdict | what it found |", "|---|---|---|")
    for e in step["evidence"]:
        yield f"| {CHECKS[e['checker']]} | {e['verdict']} | {_cell_text(e['detail'])} |"


def _by_step(steps: list[Record]) -> Iterator[str]:
    checks = list(dict.fromkeys(e["checker"] for step in steps for e in step["evidence"]))
    yield f"| step | {' | '.join(CHECKS[check] for check in checks)} |"
    yield "|---" * (len(checks) + 1) + "|"
    for step in steps:
        found = {
            e["checker"]: f"{e['verdict']}: {_cell_text(e['detail'])}" for e in step["evidence"]
        }
        cells = " | ".join(found.get(check, "") for check in checks)
        yield f"| [{step['label']}](#{step['label']}) | {cells} |"


def _cell_text(detail: str) -> str:
    return detail.replace("|", r"\|").replace("*", r"\*").replace("_", r"\_")


def _cell(cell: Record) -> Iterator[str]:
    if cell["text"]:
        yield f"```\n{cell['text']}\n```"
    rows = ["| parameter | |", "|---|---|"]
    for p in cell["parameters"].values():
        shape = r" \times ".join(p["shape"])
        size = rf"\in \mathbb{{R}}^{{{shape}}}" if shape else r"\in \mathbb{R}"
        rows.append(f"| \\({p['latex']} {size}\\) | {'learnt' if p['learnt'] else 'constant'} |")
    sizes = ", ".join(
        rf"\({name}_t \in \mathbb{{R}}^{{{n}}}\)"
        for name, n in cell["sizes"].items()
        if len(name) == 1
    )
    kinds = {"states": "States", "inputs": "Inputs", "outputs": "Seen by the loss"}
    yield " ".join(f"{word}: {_names(cell[kind])}." for kind, word in kinds.items())
    if sizes:
        yield f"Sizes: {sizes}."
    if len(rows) > 2:
        yield "\n".join(rows)


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
