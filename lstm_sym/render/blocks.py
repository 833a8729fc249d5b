"""What all pages are made of: a formula in its box, hypotheses as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Record = dict[str, Any]


def formula(step: Record, anchor: str = "") -> str:
    """The formula of a step in a box of its own, which can be linked to."""
    place = anchor or f"eq-{step['label']}"
    return f'<div class="eqn" id="{place}" markdown>\n$$\n{step["latex"]}\n$$\n</div>'


def sentence(hypotheses: Sequence[str]) -> str:
    """The hypotheses of a step as a sentence."""
    said = "; ".join(hypotheses)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def fold(kind: str, title: str, inside: str, opened: bool = False) -> str:
    """A box that can be folded; its kind says its colour and its sign."""
    lines = (f"    {line}".rstrip() for line in inside.splitlines())
    return "\n".join([f'???{"+" * opened} {kind} "{title}"', *lines])


def example(step: Record) -> str:
    """A step with numbers put in, in a box that is folded; "" if there is none."""
    if not step["example"]:
        return ""
    words = "One of its trials, to three digits:"
    return fold("example", "With numbers", f"{words}\n\n$$\n{step['example']}\n$$")
