"""A record in the letters of others, and the switch of letters on its page.

What is written for what stands in the record: here only strings are exchanged, so that no page can
say anything else in other letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .places import path, relative
from .words import html

Record = dict[str, Any]
INLINE = re.compile(r"\\\((.*?)\\\)", re.DOTALL)
FOLDER = "letters"
OWN = "# in our own letters\n"


def put(record: Record, name: str) -> Record:
    """Return the record in a notation; as it is, if that has no letters for it."""
    if name not in record["notations"]:
        return record
    known = record["notations"][name]
    tex, text = known["latex"], known["text"]
    cell = record["cell"]
    return record | {
        "steps": [_step(step, tex, text) for step in record["steps"]],
        "cell": cell
        | {"symbols": [_symbol(row, tex) for row in cell["symbols"]], "text": source(record)},
        "notations": {},
    }


def source(record: Record) -> str:
    """The text of a cell, which is never exchanged: it says so where letters can be."""
    text: str = record["cell"]["text"]
    return OWN + text if text and record["notations"] else text


def _step(step: Record, tex: Mapping[str, str], text: Mapping[str, str]) -> Record:
    erratum = step["erratum"]
    if erratum is not None:
        shown = erratum["printed_latex"]
        erratum = erratum | {"printed_latex": tex.get(shown, shown)}
    return step | {
        "latex": tex.get(step["latex"], step["latex"]),
        "text": text.get(step["text"], step["text"]),
        "example": "",
        "symbols": [_symbol(row, tex) for row in step["symbols"]],
        "hypotheses": [_words(line, tex) for line in step["hypotheses"]],
        "assumes": [text.get(line, line) for line in step["assumes"]],
        "erratum": erratum,
    }


def _symbol(row: Record, tex: Mapping[str, str]) -> Record:
    symbol = tex.get(row["symbol"], row["symbol"])
    return row | {"symbol": symbol, "means": _words(row["means"], tex)}


def _words(line: str, tex: Mapping[str, str]) -> str:
    """A line with the formulas in it exchanged."""
    return INLINE.sub(lambda found: rf"\({tex.get(found[1], found[1])}\)", line)


def switch(record: Record) -> str:
    """The choice of letters on the page of a record; it shows itself where scripts run."""
    known = record["notations"]
    if not known:
        return ""
    choices = {"": "our own", **{name: one["title"] for name, one in known.items()}}
    options = "".join(f'<option value="{k}">{html(v)}</option>' for k, v in choices.items())
    data = relative(place(record), path(record))
    choice = f'<select autocomplete="off" data-of="{data}">{options}</select>'
    return f'<p class="letters" hidden><label>Letters of {choice}</label></p>'


def place(record: Record) -> str:
    """Where the letters for a record stand, beside its page."""
    return f"{FOLDER}/{record['label']}.js"


def script(record: Record) -> str:
    """The letters for a record, as a script that hands them to the switch."""
    known = {name: one["latex"] for name, one in record["notations"].items()}
    return f"lstmSymLetters({json.dumps(known, ensure_ascii=False, separators=(',', ':'))});\n"
