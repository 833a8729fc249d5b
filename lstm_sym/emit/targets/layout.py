"""How program text is laid out: long calls broken at their arguments, words that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from textwrap import wrap

WIDTH = 88


def speaks(text: str, word: str) -> bool:
    """Whether code speaks of a word, outside of comments and strings."""
    return re.search(rf"\b{re.escape(word)}\b", _bare(text)) is not None


def _bare(text: str) -> str:
    return re.sub(r"#[^\n]*|\"[^\"\n]*\"", "", text)


def commented(ids: Iterable[str]) -> list[str]:
    """The ids of equations as a comment."""
    return wrap(f"# {', '.join(ids)}", WIDTH - 20, subsequent_indent="#   ", break_on_hyphens=False)


def indented(lines: Iterable[str]) -> Iterator[str]:
    """The lines one level further in."""
    return (f"    {line}" if line else "" for line in lines)


def broken(lines: Iterable[str]) -> Iterator[str]:
    """The lines, those too long broken at the arguments of their outermost brackets."""
    for line in lines:
        if len(line) <= WIDTH or "#" in line:
            yield line
            continue
        left, _, right = line.partition(" = ")
        terms = _terms(right) if right else []
        if len(terms) > 1:
            space = " " * (len(line) - len(line.lstrip()))
            yield f"{left} = ("
            yield from broken(f"{space}    {term}" for term in terms)
            yield f"{space})"
            continue
        inside = _inside(line)
        if inside is None:
            yield line
            continue
        low, high = inside
        space = " " * (len(line) - len(line.lstrip()))
        yield line[: low + 1]
        parts = _parts(line[low + 1 : high])
        is_call = len(parts) > 1 or line[low] == "[" or line[low - 1].isidentifier()
        parts = [f"{part}," for part in parts] if is_call else _terms(parts[0])
        yield from broken(f"{space}    {part}" for part in parts)
        yield from broken([space + line[high:]])


def _inside(line: str) -> tuple[int, int] | None:
    """Where the longest outermost brackets open and close; None if there is nothing to break."""
    depth, low, found = 0, 0, []
    begin = len(line) - len(line.lstrip(" )]}"))
    for i, sign in enumerate(line):
        if i < begin:
            continue
        if sign in "([{":
            low = i if depth == 0 else low
            depth += 1
        elif sign in ")]}":
            depth -= 1
            is_index = (
                sign == "]" and low > 0 and (line[low - 1].isalnum() or line[low - 1] in "_)]")
            )
            if depth == 0 and not is_index and i > low + 1:
                found.append((low, i))
    return max(found, key=lambda ends: ends[1] - ends[0], default=None)


def _parts(text: str) -> list[str]:
    """The arguments: what stands between commas outside of brackets."""
    parts = [""]
    for sign, depth in zip(text, _depths(text), strict=True):
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _terms(text: str) -> list[str]:
    """The terms of a sum, each with its sign; a single term as its factors."""
    for signs in ("+-", "*@"):
        cuts = [0]
        for i, depth in enumerate(_depths(text)):
            if depth == 0 and text[i] in signs and text[i - 1 : i + 2] == f" {text[i]} ":
                cuts.append(i)
        if len(cuts) > 1:
            return [text[a:b].strip() for a, b in pairwise([*cuts, len(text)])]
    return [text]


def _depths(text: str) -> list[int]:
    """How deep in brackets each sign stands."""
    return list(accumulate((sign in "([{") - (sign in ")]}") for sign in text))
