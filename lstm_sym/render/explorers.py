"""The explorers: a page, its scripts, and the formulas that they compute with; chapters show them.

Every formula is the right side of a claim, as a program that was written with the claim itself. The
tables, for readers without scripts, are computed by the same scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .blocks import formula
from .words import markdown

Record = dict[str, Any]
SCRIPTS = Path(__file__).parent / "scripts"
FOLDER, PAGE = "assets/scripts", "explorers.md"
WORDS = "chain, diag, each, paths, prod, sum, times, turned"

POWER = re.compile(r"(?:(?P<front>[−.0-9]+) · )?10\^(?P<exponent>[−.0-9]+)")

INTRO = (
    "Move a number and see what follows. Each picture is computed by the formulas printed above "
    "it: the machine wrote them as programs from the claims that it proved."
)
# By name: what is asked, and the steps whose right sides are computed with, the printed ones first.
EXPLORERS: dict[str, tuple[str, str, int, tuple[str, ...]]] = {
    "flow": (
        "How much of an error is left after many steps?",
        r"Every unit of a network of \(n\) hears all with the same weight, and the network is at "
        r"rest. Then one number decides: \(\tau\), which is \(n\) times what an edge passes. On a "
        "scale of powers of ten the flow is a straight line; it falls, rises or stays. At first "
        "the units have no net input and are held where the slope is steepest (a logistic one by "
        r"the bias \(-nw/2\)); move the bias, and they come to rest where it is flatter.",
        3,
        (
            "equal-weights/edge-sigma",
            "equal-weights/logarithm",
            "equal-weights/at-rest",
            "equal-weights/edge-tanh",
            "equal-weights/edge-identity",
            "slopes/logistic-bound",
            "slopes/tanh-bound",
            "constant-error-flow/identity-slope",
        ),
    ),
    "edge": (
        "Why does a larger weight not help?",
        r"An edge passes the weight times the slope. With the input \(y\) and the rest \(b\) held, "
        "more weight first passes more, then saturates the unit, whose slope goes to zero. At the "
        "best weight the derivative is zero.",
        2,
        (
            "equal-weights/edge-sigma",
            "coth-maximiser/derivative",
            "equal-weights/edge-tanh",
        ),
    ),
    "memory": (
        "How long does a memory cell remember, against a recurrent unit?",
        "The direct path of a memory cell is the product of its forget gates; here only its bias "
        "holds the gate open. Beside it, a tanh unit at rest, whose weight is all that it passes.",
        1,
        (
            "equal-weights/gates",
            "equal-weights/edge-tanh",
            "equal-weights/logarithm",
        ),
    ),
    "lattice": (
        "Which way does an error take?",
        "By all ways at once. Choose two units of a network of three and a number of steps, and "
        "see every path with the product of its edges. The sum over all of them is an entry of the "
        "product of Jacobians.",
        2,
        ("error-flow/path-sum", "error-flow/matrix-form"),
    ),
}
NEEDED = tuple(dict.fromkeys(step for *_, steps in EXPLORERS.values() for step in steps))


def files(steps: Mapping[str, Record]) -> dict[str, str]:
    """The formulas and the scripts by path; none if a step that is needed is not there.

    ``steps`` are the steps of all records, by id.
    """
    if not all(step in steps for step in NEEDED):
        return {}
    written = {f"{FOLDER}/{file.name}": _read(file) for file in sorted(SCRIPTS.glob("*.js"))}
    return written | {f"{FOLDER}/formulas.js": formulas(steps)}


def figures(scripts: Mapping[str, str]) -> dict[str, str]:
    """Each explorer by its name: where the scripts draw it, and the table for who runs none."""
    return {
        name: f'<figure class="explorer" data-explorer="{name}" markdown>\n\n'
        f"{_table(table)}\n\n</figure>"
        for name, table in (_tables(scripts) if scripts else {}).items()
    }


def loading(names: Iterable[str], up: str = "") -> str:
    """What a page loads for its explorers, once; ``up`` leads to the folder of all pages."""
    needed = ("words", "formulas", "stage", *names)
    return "\n".join(f'<script src="{up}{FOLDER}/{one}.js" defer></script>' for one in needed)


def formulas(steps: Mapping[str, Record]) -> str:
    """The script of all formulas that the explorers compute with."""
    lines = [
        "// Written by the machine from the claims of these steps.",
        '"use strict";',
        "",
        "const formulas = {};",
    ]
    functions: dict[str, None] = {}
    for name in NEEDED:
        said = steps[name]["programs"]["javascript"]
        inside = "".join(f"  {line}\n" for line in said["with"])
        functions |= dict.fromkeys(said["with"])
        of = f"{{ {', '.join(said['of'])} }}"
        lines += [
            f'formulas["{name}"] = ({of}, {{ {WORDS} }} = words) => {{',
            f"{inside}  return {said['is']};\n}};",
        ]
    names = [line.split()[1] for line in functions]
    lines += [
        "const activations = (() => {",
        *(f"  {line}" for line in functions),
        f"  return {{ {', '.join(names)} }};\n}})();",
    ]
    return "\n".join(lines) + "\n"


def page(steps: Mapping[str, Record], drawn: Mapping[str, str]) -> str:
    """The page of all explorers, each with its formulas and its figure."""
    parts = ["# Explorers", INTRO]
    for name, (question, about, shown, needed) in EXPLORERS.items():
        parts += [f"## {question} {{ #{name} }}", about]
        for step in (steps[one] for one in needed[:shown]):
            title = step["title"] or step["label"].replace("-", " ")
            place = f"{step['path']}#{step['label']}"
            parts += [formula(step, f"{name}-{step['label']}"), f"[{title}]({place})."]
        parts.append(drawn[name])
    parts.append(loading(EXPLORERS))
    return "\n\n".join(parts) + "\n"


def _tables(scripts: Mapping[str, str]) -> dict[str, Record]:
    """What the scripts say to readers who run none."""
    import quickjs

    context = quickjs.Context()
    for name in ("words", "formulas", "stage", *EXPLORERS):
        context.eval(scripts[f"{FOLDER}/{name}.js"])
    return {
        name: json.loads(context.eval(f"JSON.stringify(explorers.{name}.table())"))
        for name in EXPLORERS
    }


def _table(table: Record) -> str:
    rows: Sequence[Sequence[str]] = table["rows"]
    lines = [table["head"], ["--:"] * len(table["head"]), *rows]
    lines[2:] = [[_shown(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(cell: str) -> str:
    """A cell of a table; a power of ten as mathematics."""
    power = POWER.fullmatch(cell)
    if power is None:
        return markdown(cell)
    front = rf"{power['front']} \cdot " if power["front"] else ""
    return rf"\({front}10^{{{power['exponent']}}}\)".replace("−", "-")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
