"""The page of all symbols: what each means, its shape, and where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from .places import path
from .symboltable import meaning, shape

Record = dict[str, Any]
Row = tuple[str, Record, dict[str, str]]
PAGE, FEW, SIGNS = "symbols.md", 4, "Signs"

INTRO = (
    "Every letter and sign of the derivations, read off their formulas: what it means, its shape "
    "or range, and where it is used. What it means leads to where it is defined. A letter may mean "
    "something else elsewhere, as in the papers that the formulas are from; below each formula "
    "stands what it means there. A bar marks [an error](notation.md#errors). "
    "The letters of a [cell]({first}) stand on the page of the cell."
)
MARKUP = re.compile(
    r"\\(?:mathrm|mathbf|operatorname|bar|overline|frac|partial|cdot|odot|top|lVert|rVert)(?![a-z])"
)
LETTER = re.compile(r"\\([A-Za-z]+)|[A-Za-z]")
# What is made of another symbol has no row of its own.
MADE = re.compile(r"^(?:error of|derivative of the loss by|what the loss says to) ")


def files(records: Sequence[Record]) -> dict[str, str]:
    """The page by its path; none if there is no derivation."""
    derived = [record for record in records if record["kind"] == "derivation"]
    cells = [record for record in records if record["kind"] == "cell"]
    return {PAGE: page(derived, path((cells or records)[0]))} if derived else {}


def page(records: Sequence[Record], first: str) -> str:
    """The page, letter by letter; ``first`` is the page of a cell."""
    parts = ["# Symbols", INTRO.format(first=first)]
    for letter, rows in groupby(sorted(_rows(records), key=_order), key=lambda row: row[0]):
        head = ["| symbol | meaning | shape, range | used in |", "|---|---|---|---|"]
        anchor = f"letter-{letter.lower()}"
        parts += [f"## {letter} {{ #{anchor} }}", "\n".join([*head, *map(_line, rows)])]
    return "\n\n".join(parts) + "\n"


def _rows(records: Sequence[Record]) -> Iterator[Row]:
    """Each meaning of each symbol, under the letter that it begins with, and the pages it is on."""
    found: dict[tuple[str, ...], Row] = {}
    for record in records:
        for step in record["steps"]:
            for symbol in step["symbols"]:
                if not MADE.match(symbol["means"]):
                    key = tuple(symbol[part] for part in ("symbol", "means", "remark", "shape"))
                    row = found.setdefault(key, (_letter(symbol["symbol"]), symbol, {}))
                    row[2].setdefault(f"{path(record)}#{step['label']}", record["title"])
    return iter(found.values())


def _letter(symbol: str) -> str:
    """Under what a symbol is looked up: a capital, the name of a Greek letter, or as a sign."""
    found = LETTER.search(MARKUP.sub(" ", symbol))
    if not found:
        return SIGNS
    return found[1].lower() if found[1] else found[0].upper()


def _order(row: Row) -> tuple[bool, int, str, str]:
    """Signs last, Greek after Latin."""
    letter, symbol, _ = row
    return letter == SIGNS, len(letter) > 1, letter, symbol["symbol"].swapcase()


def _line(row: Row) -> str:
    _, symbol, places = row
    pages: dict[str, str] = {}
    for place, title in places.items():
        pages.setdefault(title, place)
    shown = [f"[{title}]({place})" for title, place in list(pages.items())[:FEW]]
    more = [f"{len(pages) - FEW} more"] if len(pages) > FEW else []
    used = ", ".join([*shown, *more])
    return f"| \\({symbol['symbol']}\\) | {meaning(symbol, PAGE)} | {shape(symbol)} | {used} |"
