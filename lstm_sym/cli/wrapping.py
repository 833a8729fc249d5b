"""Lines that fit a terminal: words wrapped, formulas broken where it hurts least."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import accumulate

WIDTH = 78
HARD = "\N{NO-BREAK SPACE}"
PLAIN = {
    "dots": "...",
    "ge": ">=",
    "le": "<=",
    "ne": "!=",
    "in": "in",
    "bar": "the error of",
}


def wrapped(words: str, first: str = "", rest: str = "") -> Iterator[str]:
    """Break a text into lines; ``first`` and ``rest`` begin them."""
    lines = textwrap.wrap(
        words, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
    yield from (line.replace(HARD, " ") for line in lines)


def unbroken(formula: str) -> str:
    """A formula that is broken outside of brackets, or as little inside as makes it fit."""
    depths = list(accumulate((sign in "([") - (sign in ")]") for sign in formula))
    for least in range(1, max(depths) + 2):
        signs = zip(formula, depths, strict=True)
        kept = "".join(HARD if sign == " " and depth >= least else sign for sign, depth in signs)
        kept = kept.replace(" @ ", f"{HARD}@{HARD}")
        if max(map(len, kept.split(" "))) <= WIDTH - 8:
            return kept
    return formula


def plain(words: str) -> str:
    """Inline mathematics as a terminal can show it."""
    words = words.replace(r"\(", "").replace(r"\)", "").replace(r"\mathbb{R}", "R")
    return re.sub(r"\\([a-z]+)( ?)", lambda name: PLAIN.get(name[1], name[0]) + name[2], words)
