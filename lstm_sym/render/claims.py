"""What can be copied of a formula: the data of its step, in the page, for the buttons below it."""

from __future__ import annotations

import json
from typing import Any

Record = dict[str, Any]
KEYS = ("id", "title", "latex", "status", "hypotheses", "formulas", "uses")
PROGRAMS = ("numpy", "sympy")


def copied(step: Record) -> Record:
    """What a reader who copies a step as JSON is given."""
    known = {key: step[key] for key in KEYS}
    programs = step["programs"]
    return known | {target: programs[target] for target in PROGRAMS if target in programs}


def data(step: Record, anchor: str = "") -> str:
    """The step as data in the page; ``anchor`` is that of its box."""
    place = anchor or f"eq-{step['label']}"
    text = json.dumps(copied(step), ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace("&", "\\u0026").replace("\\(", "\\u005c(")
    return f'<script type="application/json" class="claim" data-of="{place}">{safe}</script>'
