"""The symbols of formulas as a table: what each means, linked to where it is defined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .blocks import fold
from .places import relative
from .words import markdown

Record = dict[str, Any]
HERE = "symbols"  # the anchor of the list on the page of a cell


def union(steps: Iterable[Record]) -> list[Record]:
    """The symbols of several steps, each once."""
    found: dict[str, Record] = {}
    for step in steps:
        for symbol in step["symbols"]:
            found.setdefault(symbol["symbol"], symbol)
    return list(found.values())


def told(steps: Iterable[Record], here: str) -> str:
    """The table of the symbols of several steps: a symbol of two meanings has two rows."""
    rows = {tuple(symbol.items()): symbol for step in steps for symbol in step["symbols"]}
    return table(sorted(rows.values(), key=lambda symbol: symbol["symbol"].lower()), here)


def table(symbols: Iterable[Record], here: str) -> str:
    """The table of some symbols on the page ``here``."""
    rows = [f"| \\({s['symbol']}\\) | {meaning(s, here)} | {shape(s)} |" for s in symbols]
    return "\n".join(["| symbol | meaning | shape, range |", "|---|---|---|", *rows])


def folded(symbols: Iterable[Record], here: str) -> str:
    """The same in a box that is folded."""
    return fold("abstract", "Symbols", table(symbols, here))


def meaning(symbol: Record, here: str) -> str:
    """What a symbol means, linked to where it is defined."""
    words = ", ".join(filter(None, (markdown(symbol["remark"]), symbol["means"])))
    place = symbol["place"]
    own = place == f"{here}#{HERE}"
    return f"[{words}]({relative(place, here)})" if place and words and not own else words


def shape(symbol: Record) -> str:
    """The shape of a symbol, or its range."""
    return f"\\({symbol['shape']}\\)" if symbol["shape"] else ""
