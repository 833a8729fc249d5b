"""Words of a user's as they stand: nothing in them is a command, of Markdown, HTML or LaTeX.

What the derivations say is written by us and may hold mathematics; the title, the comment and the
source of a cell may be anybody's, and what a check found may hold any sign.
"""

from __future__ import annotations

import re

from .breakable import breakable

SIGNS = {sign: f"&#{ord(sign)};" for sign in "\\`{}[]<>&#$|~^\"'"} | {"_": r"\_", "*": r"\*"}
# What makes a list, a heading, a box or a definition of a line that begins with it.
FIRST = re.compile(r"^(?:[-+=:?!]|\d+(?=[.)]))")
TEX = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "∂": r"$\partial$",
    "⁺": "$^{+}$",
    "→": r"$\to$",
    "≤": r"$\le$",
    **{sign: "\\" + sign for sign in "&%$#_{}"},
}
INLINE = re.compile(r"(\\\(.*?\\\))")


def markdown(words: str) -> str:
    """Return one line of Markdown that shows just these words."""
    line = " ".join(words.split())
    shown = "".join(SIGNS.get(sign, sign) for sign in line)
    return FIRST.sub(lambda first: "".join(f"&#{ord(sign)};" for sign in first[0]), shown)


def html(words: str) -> str:
    """Return HTML that shows just these words, in text and in an attribute."""
    return "".join(f"&#{ord(sign)};" if sign in SIGNS else sign for sign in " ".join(words.split()))


def tex(words: str) -> str:
    """Return LaTeX that shows just these words."""
    return "".join(TEX.get(sign, sign) for sign in words)


def tex_prose(words: str) -> str:
    r"""Return LaTeX for words with inline mathematics between ``\(`` and ``\)``."""
    parts = INLINE.split(words)
    return "".join(breakable(part) if part.startswith(r"\(") else tex(part) for part in parts)


def fenced(text: str, language: str = "") -> str:
    """Return a block of code that holds the text, whatever backticks are in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
