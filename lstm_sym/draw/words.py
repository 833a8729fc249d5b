r"""Formulas in a picture: what the printer writes in LaTeX, as spans of Unicode.

There is one way to write a symbol, the printer's; a picture only sets what it wrote. Subscripts and
superscripts are kept, fractions lie down, and a command that is not known is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import lookup

from ..lower.latex.names import GREEK

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}_^]|\s+|\d+(?:\.\d+)?|.")
SIGNS = {
    "odot": " ⊙ ",
    "cdot": " · ",
    "cdots": " ⋯ ",
    "dots": " … ",
    "partial": "∂",
    "top": "⊤",
    "ast": "∗",
    "times": " × ",
    "infty": "∞",
    "le": " ≤ ",
    "ge": " ≥ ",
    "lvert": "|",
    "rvert": "|",
    "max": "max",
    "min": "min",
    "tanh": "tanh",
    "exp": "exp",
    "log": "log",
    "prime": "′",
}


def _letter(word: str) -> str:
    case = "CAPITAL" if word[0].isupper() else "SMALL"
    return lookup(f"GREEK {case} LETTER {word.upper().replace('LAMBDA', 'LAMDA')}")


LETTER = {word: _letter(word) for word in sorted(GREEK)}
SPOKEN = {letter: word for word, letter in LETTER.items()}
SPACE = {",", ":", ";", "!", " ", "quad", "qquad"}
GROUPS = {"mathrm", "operatorname", "text", "mathbf"}
INFIX = {"+": " + ", "-": " − ", "=": " = ", "<": " < ", ">": " > "}
OPEN = ("", "(", "[", "|")
SMALL, THIN = 0.72, "\u2009"
NARROW, WIDE = frozenset("ijlIftr()[]|.,:;′'!· \u2009"), frozenset("mwMWΩ⊙∂ΣΠ⋯…→")


@dataclass(frozen=True)
class Span:
    """Letters of one kind: upright or slanted, below the line (-1), on it, or above it (1)."""

    text: str
    slanted: bool = False
    level: int = 0

    @property
    def width(self) -> float:
        """How wide it is at most, as a multiple of the size of the letters."""
        return sum(map(_em, self.text)) * (SMALL if self.level else 1)


Words = tuple[Span, ...]


def plain(words: str) -> Words:
    """Words of prose."""
    return (Span(words),)


@lru_cache(maxsize=4096)
def formula(tex: str) -> Words:
    """Return what the printer wrote as spans; ValueError for a command that is not known."""
    return tuple(_merged(_Reader(TOKEN.findall(tex)).spans(0)))


def joined(*parts: Words | str) -> Words:
    """Formulas and words, one after the other."""
    spans = (span for part in parts for span in (plain(part) if isinstance(part, str) else part))
    return tuple(_merged(spans))


def width(words: Words, size: float) -> float:
    """How wide words are at most."""
    return round(size * sum(span.width for span in words), 1)


def spoken(words: Words) -> str:
    """The same on one line, as a screen reader would be given it."""
    out, level = "", 0
    for span in words:
        mark = {0: "", -1: "_", 1: "^"}[span.level] if span.level != level else ""
        out += mark + "".join(SPOKEN.get(sign, sign) for sign in span.text)
        level = span.level
    return out.replace(THIN, " ")


def _em(sign: str) -> float:
    if "\u0300" <= sign <= "\u036f":
        return 0.0
    if sign in NARROW:
        return 0.4
    return 0.98 if sign in WIDE else 0.74 if sign.isupper() else 0.62


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if last is not None and last.level and not span.level and span.text[0].isalnum():
            span = Span(THIN + span.text, span.slanted)
        if last is not None and (last.slanted, last.level) == (span.slanted, span.level):
            last = Span(last.text + span.text, span.slanted, span.level)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


class _Reader:
    """Reads tokens, one after the other."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def spans(self, level: int, upright: bool = False) -> list[Span]:
        found: list[Span] = []
        while self.at < len(self.tokens) and self.tokens[self.at] != "}":
            found += self.part(level, upright, found)
        return found

    def group(self, level: int, upright: bool = False) -> list[Span]:
        """What stands in braces, or the one token that comes."""
        if self.tokens[self.at] != "{":
            return self.part(level, upright, [])
        self.at += 1
        found = self.spans(level, upright)
        self.at += 1
        return found

    def part(self, level: int, upright: bool, before: list[Span]) -> list[Span]:
        token = self.tokens[self.at]
        if token == "{":
            return self.group(level, upright)
        self.at += 1
        if token in "_^":
            return self.group(level or (-1 if token == "_" else 1), upright)
        if token.startswith("\\"):
            return self.command(token[1:], level, upright)
        if token.isspace():
            return [Span(" ", False, level)] if upright else []
        if token in INFIX:
            text = INFIX[token]
            last = "".join(span.text for span in before).rstrip()[-1:]
            return [Span(text.strip() if level or last in OPEN else text, False, level)]
        slanted = token.isalpha() and not upright
        return [Span(token + " " * (token == "," and not level), slanted, level)]

    def command(self, name: str, level: int, upright: bool) -> list[Span]:
        if name in SPACE:
            return [Span(" ", False, level)]
        if name in ("left", "right", "big", "Big"):
            return []
        if name in GROUPS:
            return self.group(level, upright=True)
        if name in ("bar", "overline"):
            over = "\u0304" if name == "bar" else "\u0305"
            return [
                Span("".join(sign + over for sign in s.text), s.slanted, s.level)
                for s in self.group(level, upright)
            ]
        if name == "frac":
            above, below = (self.lying(self.group(level, upright)) for _ in "ab")
            return [*above, Span("/", False, level), *below]
        if name in GREEK or name in LETTER:
            return [Span(LETTER[name], not upright and name.islower(), level)]
        if name in SIGNS:
            text = SIGNS[name]
            return [Span(text.strip() if level else text, False, level)]
        if name in ("{", "}", "|", "%"):
            return [Span(name, False, level)]
        raise ValueError(f"a picture cannot show \\{name}")

    @staticmethod
    def lying(spans: list[Span]) -> list[Span]:
        """Part of a fraction that lies down: a sum or a product stands in brackets."""
        level = spans[0].level if spans else 0
        if " " in "".join(s.text for s in spans if s.level == level).strip():
            return [Span("(", False, level), *spans, Span(")", False, level)]
        return spans
