"""What stands beside the equations: title, source, outputs, layers and declarations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lark import Token, Tree

from ...source import Source
from . import limits
from .lines import USAGE, WORD, Line
from .script import Script
from .syntax import Syntax

SIZES = {"matrix": 2, "vector": 1, "number": 0}


@dataclass(frozen=True)
class Declared:
    """What is said of a name: its kind, its sizes (names or whole numbers) if they are given."""

    name: str
    kind: str
    sizes: tuple[str | int, ...]
    constant: bool
    at: int


@dataclass
class Header:
    """The header of a script, filled line by line; ``at`` tells where a word stands."""

    script: Script
    title: str = ""
    source: Source | None = None
    outputs: dict[str, int] = field(default_factory=dict)
    backward: dict[str, int] = field(default_factory=dict)
    declared: dict[str, Declared] = field(default_factory=dict)
    layers: int = 1
    directions: int = 1
    at: dict[str, int] = field(default_factory=dict)

    def read(self, line: Line) -> None:
        """Take in a header line; TextError if it cannot be read or says a thing again."""
        if line.word in SIZES:
            self._declare(line, constant=False)
        elif line.word == "constant":
            self._declare(self._kind(line), constant=True)
        else:
            self._once(line)
            READERS[line.word](self, line)

    def _once(self, line: Line) -> None:
        here = line.at - len(line.word)
        there = self.at.setdefault(line.word, here)
        if there != here:
            what = f"{line.word} is given twice, first in line {self.script.line(there)}"
            raise self.script.fault(here, what, "keep one")

    def _title(self, line: Line) -> None:
        self.title = self._words(line)

    def _source(self, line: Line) -> None:
        """``source KEY WHERE... [ID ID ...]``: the ids are formulas of the catalogue."""
        words, _, ids = self._words(line).partition(" [")
        key, _, where = words.partition(" ")
        self.source = Source(key, where, tuple(ids.removesuffix("]").split()))

    def _words(self, line: Line) -> str:
        return " ".join(self.script.code[line.at : line.end].split())

    def _layers(self, line: Line) -> None:
        self.layers = self._whole(line, limits.LAYERS)

    def _directions(self, line: Line) -> None:
        self.directions = self._whole(line, 2)

    def _whole(self, line: Line, most: int) -> int:
        syntax = Syntax(self.script, line)
        (number,) = syntax.tree("whole").children
        return syntax.whole(number, 1, most, line.word)

    def _output(self, line: Line) -> None:
        self._names(line, self.outputs)

    def _backward(self, line: Line) -> None:
        self._names(line, self.backward)

    def _names(self, line: Line, found: dict[str, int]) -> None:
        syntax = Syntax(self.script, line)
        for token in syntax.tree("names").children:
            name = syntax.name(token)
            if name in found:
                raise syntax.fault(token, f"{line.word} {name} is named twice", "keep one")
            found[name] = syntax.span(token)[0]

    def _kind(self, line: Line) -> Line:
        word = re.compile(rf"\s*({WORD.pattern})").match(self.script.code, line.at, line.end)
        if not word or word[1] not in SIZES:
            what = "constant stands before matrix, vector or number"
            raise self.script.fault(line.at - len(line.word), what, f"write {USAGE['constant']}")
        return Line(word[1], word.end(), line.end)

    def _declare(self, line: Line, constant: bool) -> None:
        syntax = Syntax(self.script, line)
        items = syntax.tree("declared").children
        for item in (item for item in items if isinstance(item, Tree)):
            name, *sizes = item.children
            found = Declared(
                syntax.name(name),
                line.word,
                tuple(_size(syntax, size) for size in sizes),
                constant,
                syntax.span(name)[0],
            )
            self._check(syntax, item, found)
            self.declared[found.name] = found

    def _check(self, syntax: Syntax, item: Tree[Token], found: Declared) -> None:
        if len(found.sizes) not in (0, SIZES[found.kind]):
            what = f"{syntax.quote(item)}: a {found.kind} has {COUNTS[SIZES[found.kind]]}"
            raise syntax.fault(item, what, f"write {USAGE[found.kind]}")
        if found.name in self.declared:
            line = self.script.line(self.declared[found.name].at)
            what = f"{found.name} is declared twice, first in line {line}"
            raise syntax.fault(item, what, "keep one")


def _size(syntax: Syntax, token: Token | Tree[Token]) -> str | int:
    if isinstance(token, Token) and token.type == "NAME":
        return syntax.name(token)
    return syntax.whole(token, 1, limits.SIZE, "the size")


COUNTS = ("no size", "one size", "two sizes")

READERS = {
    "title": Header._title,
    "source": Header._source,
    "layers": Header._layers,
    "directions": Header._directions,
    "output": Header._output,
    "backward": Header._backward,
}
