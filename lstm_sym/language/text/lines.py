"""The logical lines of a script: one header or equation each, open brackets going on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from . import limits
from .characters import check_characters, describe
from .script import NEWLINE, Script

FREE = ("title", "source")
HEADERS = (
    *FREE,
    *("output", "backward", "layers", "directions"),
    *("constant", "matrix", "vector", "number"),
)

CLOSING = {"(": ")", "[": "]"}
MARK = re.compile(rf"[()\[\]=]|{NEWLINE}")
INK = re.compile(r"\S")
WORD = re.compile(r"[^\W\d]\w*")
SIGNAL = re.compile(r"\s*(=|\[\s*t\s*[]+-])")
TOKEN = re.compile(r"\w+|\*\*|[^\w\s]")


class Line(NamedTuple):
    """A header line, of which ``word`` is the first word and ``at`` follows it, or an equation."""

    word: str
    at: int
    end: int


def lines(script: Script) -> Iterator[Line]:
    """Return the logical lines of a script; TextError where one has no end or no sense."""
    equations = signs = at = 0
    while start := INK.search(script.code, at):
        line = _line(script, start.start())
        if not line.word:
            equations, signs = equations + 1, signs + _length(script, line)
        if equations > limits.EQUATIONS:
            raise script.fault(line.at, f"more than {limits.EQUATIONS:,} equations", "shorten it")
        if signs > limits.ALL_TOKENS:
            raise script.fault(line.at, f"more than {limits.ALL_TOKENS:,} signs", "shorten it")
        yield line
        at = line.end


def alone(script: Script) -> Line:
    """Return the whole of a script as one expression; TextError where it is none."""
    line = Line("", 0, _end(script, 0))
    check_characters(script, 0, len(script.code))
    rest = INK.search(script.code, line.end)
    if rest or (rest := re.search("=", script.code)):
        what = "an expression has no =" if rest[0] == "=" else "more than one line"
        raise script.fault(rest.start(), what, "write one expression")
    _length(script, line)
    return line


def _line(script: Script, at: int) -> Line:
    word = WORD.match(script.code, at)
    if word and word[0] in HEADERS:
        line = Line(word[0], word.end(), _end(script, word.end(), word[0] in FREE))
        _check_header(script, line)
    else:
        line = Line("", at, _end(script, at))
        check_characters(script, line.at, line.end)
        _check_equation(script, line)
    return line


def _end(script: Script, at: int, free: bool = False) -> int:
    """Where the logical line ends that begins at ``at``; free text ends with its line."""
    brackets: list[int] = []
    for mark in MARK.finditer(script.code, at):
        sign, here = mark[0], mark.start()
        if sign in "\r\n":
            if free or not brackets:
                return here
        elif free:
            continue
        elif sign == "=":
            if brackets:
                raise _open(script, brackets[-1], "close it before the next equation")
        elif sign in CLOSING:
            brackets.append(here)
            if len(brackets) > limits.DEPTH:
                raise script.fault(here, *too_deep())
        else:
            _close(script, brackets, here)
    if brackets:
        raise _open(script, brackets[-1], f"write {CLOSING[script.code[brackets[-1]]]}")
    return len(script.code)


def too_deep() -> tuple[str, str]:
    """What is wrong with an expression within an expression within ..."""
    return f"nested more than {limits.DEPTH} deep", "give an inner part an equation of its own"


def _open(script: Script, at: int, mend: str) -> Exception:
    return script.fault(at, f"{script.code[at]} is never closed", mend)


def _close(script: Script, brackets: list[int], here: int) -> None:
    sign = script.code[here]
    if not brackets:
        raise script.fault(here, f"{sign} closes nothing", "remove it")
    opened = script.code[brackets.pop()]
    if CLOSING[opened] != sign:
        raise script.fault(here, f"{sign} does not close {opened}", f"write {CLOSING[opened]}")


def _length(script: Script, line: Line) -> int:
    found = sum(1 for _ in TOKEN.finditer(script.code, line.at, line.end))
    if found > limits.TOKENS:
        what = f"an equation of more than {limits.TOKENS:,} signs"
        raise script.fault(line.at, what, "give a part of it an equation of its own")
    return found


def _check_header(script: Script, line: Line) -> None:
    word, rest = line.word, script.code[line.at : line.end]
    start, mend = line.at - len(word), f"write {USAGE[word]}"
    if SIGNAL.match(rest):
        raise script.fault(start, f"{word} is a header word", f"{mend}, or choose another name")
    if not rest.strip():
        raise script.fault(start, f"{word}: nothing follows", mend)
    if word not in FREE:
        check_characters(script, line.at, line.end)
    for at, c in enumerate(rest, line.at):
        if not c.isprintable() and c not in "\t\r\n":
            raise script.fault(at, f"unknown character {describe(c)}", "remove it")


def _check_equation(script: Script, line: Line) -> None:
    code = script.code[line.at : line.end]
    if "=" in code:
        return
    word = WORD.match(code)
    if word and (near := get_close_matches(word[0].lower(), HEADERS, 1)):
        raise script.fault(line.at, f"unknown header word {word[0]}", f"did you mean {near[0]}?")
    if word and re.match(r"[ \t]+\w", code[word.end() :]):
        mend = f"the words are {', '.join(HEADERS)}"
        raise script.fault(line.at, f"unknown header word {word[0]}", mend)
    raise script.fault(line.at, "no equation: there is no =", "write NAME[t] = EXPRESSION")


USAGE = {
    "title": "title WORDS",
    "source": "source KEY PLACE",
    "output": "output h",
    "backward": "backward h",
    "layers": "layers 2",
    "directions": "directions 2",
    "constant": "constant number alpha",
    "matrix": "matrix W[n, m]",
    "vector": "vector b[n]",
    "number": "number alpha",
}
