r"""boxes(tex): what stands side by side in a formula, and how wide each is in print.

Widths are in em, from the metrics of Computer Modern; a subscript and a superscript stand above
each other, the two sides of a fraction too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
LETTER = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SLANT = (
    *(53, 43, 43, 52, 47, 55, 49, 58, 35, 44, 55, 32, 88, 60, 49, 50, 48, 47, 47, 36, 57, 50, 74),
    *(57, 53, 49, 75, 81, 76, 86, 79, 78, 79, 91, 52, 65, 92, 68, 108, 91, 79, 78, 79, 77, 67),
    *(72, 79, 80, 108, 91, 80, 75),
)
SLANTED = dict(zip(LETTER, SLANT, strict=True))
CAPITAL, NARROW = dict.fromkeys("ABCDEFGHJKLMNOPQRSTUVWXYZ", 72), dict.fromkeys("fijl I", 29)
UPRIGHT = CAPITAL | NARROW | dict.fromkeys("rst", 39) | {"m": 83, "w": 72}
OPEN, CLOSE = frozenset("([") | {r"\{", r"\left"}, frozenset(")]") | {r"\}", r"\right"}
RELATIONS = frozenset("=<>") | {r"\le", r"\ge", r"\to", r"\ne", r"\in"}
SUMS = frozenset("+-") | {r"\pm"}
PRODUCTS = {r"\,", r"\odot", r"\cdot", r"\cdots", r"\times"}
SPACES = {
    " ": 0,
    r"\,": 17,
    r"\:": 22,
    r"\;": 28,
    r"\ ": 33,
    r"\quad": 100,
    r"\qquad": 200,
    r"\!": -17,
}
LETTERS = {r"\mathrm", r"\text", r"\operatorname", r"\mathbf"}
ACCENTS = {r"\bar", r"\overline", r"\hat", r"\tilde", r"\vec"}
WORDS = {
    r"\tanh",
    r"\sinh",
    r"\cosh",
    r"\coth",
    r"\exp",
    r"\log",
    r"\ln",
    r"\cos",
    r"\sin",
    r"\det",
}
TALL = {r"\sum": 144, r"\prod": 128, r"\max": 189, r"\min": 167, r"\lim": 139, r"\sup": 134}
SIGNS = {r"\dots": 117, r"\infty": 100, r"\top": 78, r"\lVert": 50, r"\rVert": 50}
SCALE = (1.0, 1.0, 0.7, 0.5)


@dataclass
class Box:
    """A piece of a formula: its TeX, its width in em, and what it is to its neighbours."""

    tex: str
    wide: float
    kind: str = "letter"


def width(tex: str) -> float:
    """How wide a formula is in print, in em."""
    return _width(tex, 0)


def boxes(tex: str) -> list[Box]:
    """The pieces of a displayed formula, in order; their TeX side by side is the formula."""
    return _Reader(tex, 0).boxes()


def _width(tex: str, style: int) -> float:
    rows = [0.0]
    for box in _Reader(tex, style).boxes():
        if box.tex.startswith(r"\\"):
            rows.append(0.0)
        else:
            rows[-1] += box.wide
    return max(rows)


def _table(raw: str, style: int) -> float:
    """A matrix is as wide as the widest entry of each column."""
    body = raw[raw.index("}") + 1 : -len(r"\end")]
    rows = [row.split("&") for row in body.split(r"\\")]
    columns = [
        max(_width(entry, max(1, style)) for entry in column) for column in zip(*rows, strict=False)
    ]
    return sum(columns) + len(columns) - 1


def _upright(word: str) -> float:
    return sum(UPRIGHT.get(letter, 50) for letter in word)


class _Reader:
    """Reads tokens in one style: displayed, in a line, of a script, of a script's script."""

    def __init__(self, tex: str, style: int):
        self.tokens: Iterator[str] = iter(TOKEN.findall(tex))
        self.style = style

    def boxes(self) -> list[Box]:
        found: list[Box] = []
        base, scripts = 0.0, {"_": 0.0, "^": 0.0}
        for token in self.tokens:
            if token.isspace() and found:
                found[-1].tex += token
            elif token in scripts and found:
                raw = self.argument()
                found[-1].tex += token + raw
                scripts[token] = _width(raw, min(3, max(2, self.style + 1)))
                above = max(scripts.values())
                tall = found[-1].kind == "tall" and self.style == 0
                found[-1].wide = max(base, above) if tall else base + above
            else:
                found.append(self.box(token))
                base, scripts = found[-1].wide, {"_": 0.0, "^": 0.0}
        for before, box in pairwise([Box("", 0, "open"), *found]):
            if box.kind == "sum" and before.kind in ("open", "relation", "sum", "product", "space"):
                box.kind, box.wide = "letter", 0.78 * SCALE[self.style]
        return found

    def argument(self) -> str:
        """The next token, or what stands in braces, with them."""
        raw = next(self.tokens, "")
        while raw.isspace():
            raw = next(self.tokens, "")
        depth = int(raw == "{")
        while depth:
            token = next(self.tokens, "}")
            depth += (token == "{") - (token == "}")
            raw += token
        return raw

    def box(self, token: str) -> Box:
        """A piece that begins with a token."""
        scale = SCALE[self.style] / 100
        spaced = scale if self.style < 2 else 0.0
        if token == "{":
            raw = token + _rest(self.tokens)
            return Box(raw, _width(raw[1:-1], self.style))
        if token == r"\frac":
            over, under = self.argument(), self.argument()
            below = 1 if self.style == 0 else min(3, self.style + 1)
            wide = max(_width(over, below), _width(under, below))
            return Box(token + over + under, wide + 24 * scale)
        if token in ACCENTS | {r"\sqrt", r"\substack"}:
            raw = self.argument()
            more = 95 * scale if token == r"\sqrt" else 0.0
            return Box(token + raw, _width(raw[1:-1] if raw[0] == "{" else raw, self.style) + more)
        if token in LETTERS:
            raw = self.argument()
            return Box(token + raw, _upright(raw.strip("{}")) * scale)
        if token in (r"\left", r"\right"):
            fence = self.argument()
            wide = 33 if "vert" in fence or fence == "|" else 58
            return Box(token + fence, wide * scale, "open" if token == r"\left" else "close")
        if token == r"\begin":
            raw = token + self.argument()
            while not raw.endswith(r"\end"):
                raw += next(self.tokens, r"\end")
            return Box(raw + self.argument(), _table(raw, self.style))
        if token in SPACES:
            kind = "product" if token == r"\," else "space"
            return Box(token, SPACES[token] * scale, "aside" if token == r"\qquad" else kind)
        if token in OPEN | CLOSE:
            return Box(token, 39 * scale, "open" if token in OPEN else "close")
        if token in RELATIONS:
            wide = 100 if token == r"\to" else 67 if token == r"\in" else 78
            return Box(token, wide * scale + 56 * spaced, "relation")
        if token in SUMS | PRODUCTS:
            wide = {r"\cdot": 28, r"\cdots": 117}.get(token, 78)
            kind = "sum" if token in SUMS else "product"
            return Box(token, wide * scale + 44 * spaced, kind)
        if token in TALL:
            return Box(token, TALL[token] * scale + 17 * spaced, "tall")
        if token in WORDS:
            return Box(token, _upright(token[1:]) * scale)
        plain = {",": 44, ".": 28, "'": 28, "|": 28, "&": 0}
        wide = (
            SIGNS.get(token)
            or SLANTED.get(token)
            or plain.get(token, 55 if token[0] == "\\" else 50)
        )
        return Box(token, wide * scale)


def _rest(tokens: Iterator[str]) -> str:
    """What follows an open brace, to its end."""
    raw, depth = "", 1
    while depth:
        token = next(tokens, "}")
        depth += (token == "{") - (token == "}")
        raw += token
    return raw
