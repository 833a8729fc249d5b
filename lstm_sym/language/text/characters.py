"""Which characters an equation is written in, and what to write for the others."""

from __future__ import annotations

import re
from unicodedata import name as title

from .script import Script

GREEK = {
    chr(c): (word.capitalize() if "CAPITAL" in title(chr(c)) else word)
    for c in (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA))
    if c not in (0x3A2, 0x3C2)
    for word in [title(chr(c)).split()[-1].lower().replace("lamda", "lambda")]
}

FOREIGN = re.compile(rf"[^A-Za-z0-9_{''.join(GREEK)} \t\r\n+\-*/@.,()\[\]=⊙]")

MENDS = {
    "^": "write ** for a power",
    **dict.fromkeys("−–—‐", "write -"),
    **dict.fromkeys("·×∘∗•⋅", "write *"),
    **dict.fromkeys("÷∕⁄", "write /"),
    **dict.fromkeys("'′’ᵀᵗ⊤", "write W.T for a transpose"),
    **dict.fromkeys("²³⁴⁵⁶⁷⁸⁹", "write ** for a power"),
    **dict.fromkeys("₀₁₂₃₄₅₆₇₈₉ₜᵢ", "write W_1 for an index in a name, h[t] for a time"),
    **dict.fromkeys("{}", "write ( ) or [ ]"),
    ";": "write every equation on a line of its own",
    ":": "write h[t] = EXPRESSION",
    "\N{NO-BREAK SPACE}": "write a plain space",
}


def check_characters(script: Script, at: int, end: int) -> None:
    """Raise TextError at the first character that is foreign to equations."""
    if found := FOREIGN.search(script.code, at, end):
        c = found[0]
        mend = MENDS.get(c, "equations are written in ASCII and Greek letters")
        raise script.fault(found.start(), f"unknown character {describe(c)}", mend)


def describe(c: str) -> str:
    """A character and, unless it is plain, its number and name."""
    shown = c if c.isprintable() else ""
    if c.isascii() and shown:
        return shown
    return " ".join(filter(None, (shown, f"U+{ord(c):04X}", title(c, "").lower())))


def spelled(name: str) -> str:
    """A name with its Greek letters spelled: β_1 is beta_1."""
    return "".join(GREEK.get(c, c) for c in name)
