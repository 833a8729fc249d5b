r"""lines(tex, room): a formula that is too long for a line, broken where it hurts least.

Relations and side conditions go before sums, sums before products, and what is outside of brackets
before what is inside. Of all ways to break it the one with the least penalty is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .boxes import Box, boxes, width

PENALTY = {"relation": 1.0, "aside": 1.0, "sum": 2.0, "product": 4.0}
DEEPER, LINE, OVERFLOW, RAGGED = 3.0, 3.0, 500.0, 0.02
INDENT = {r"\quad": 1.0, r"\qquad": 2.0}
# A product that is a thin space is a dot where a line begins with it, wider by so much.
THIN, DOT = r"\,", 0.55
# A left side so short has its sums stand behind it; a longer one has them below.
SHORT = 4.5
FENCE = re.compile(r"^\\(l|r)(?:eft|ight)(?![a-z])")
# What a relation or an operator needs in front of it to be one, where a line begins with it.
NOTHING = "{}"


@dataclass(frozen=True)
class Place:
    """Before which box a line may end, what that costs, and how the next one is indented."""

    at: int
    penalty: float = 0.0
    indent: str = r"\quad"


@dataclass(frozen=True)
class Row:
    """A line: its pieces, how it is indented, how wide it is with that."""

    boxes: Sequence[Box]
    indent: str
    wide: float


def lines(tex: str, room: float) -> str:
    r"""Return LaTeX of which no line is wider than room em, as far as it can be broken.

    A formula that fits is returned as it is, any other as an ``aligned`` environment.
    """
    if width(tex) <= room:
        return tex
    pieces = boxes(tex)
    head = _head(pieces)
    front = "".join(box.tex for box in pieces[:head]).strip()
    ways = [(*_rows(pieces, room), "")]
    if head:
        across = sum(box.wide for box in pieces[:head])
        ways.insert(0, (*_rows(pieces[head:], room - across), front + NOTHING))
    _, rows, front = min(ways, key=lambda way: way[0])
    if len(rows) == 1:
        return tex
    shown = [f"& {row.indent} {_written(row.boxes)}" for row in rows]
    shown[0] = f"{front}& {_written(rows[0].boxes)}"
    return r"\begin{aligned} " + r" \\ ".join(shown) + r" \end{aligned}"


def _head(pieces: Sequence[Box]) -> int:
    """How many boxes a short left side has, with its relation; none where it is longer."""
    wide = 0.0
    for k, box in enumerate(pieces):
        wide += box.wide
        if wide > SHORT:
            return 0
        if box.kind == "relation":
            return k + 1
    return 0


def _places(pieces: Sequence[Box]) -> list[Place]:
    depth, found = 0, [Place(0)]
    for k, box in enumerate(pieces):
        depth += (box.kind == "open") - (box.kind == "close")
        inside = depth and box.kind in ("relation", "aside")
        if k and box.kind in PENALTY and not inside and pieces[k - 1].kind not in PENALTY:
            indent = r"\qquad" if depth or box.kind == "product" else r"\quad"
            found.append(Place(k, PENALTY[box.kind] + DEEPER * depth + LINE, indent))
    return [*found, Place(len(pieces))]


def _rows(pieces: Sequence[Box], room: float) -> tuple[float, list[Row]]:
    """The least penalty and its lines; all but the first are indented."""
    places = _places(pieces)
    reach = [0.0]
    for box in pieces:
        reach.append(reach[-1] + box.wide)

    def wide(i: int, j: int) -> float:
        front = INDENT[places[i].indent] + (DOT if pieces[places[i].at].tex.strip() == THIN else 0)
        return reach[places[j].at] - reach[places[i].at] + (front if i else 0.0)

    def penalty(i: int, j: int, least: float) -> float:
        missed = sum(max(0.0, end.penalty - least) for end in (places[i], places[j]))
        spare = room - wide(i, j)
        return places[j].penalty + missed + (RAGGED * spare if spare > 0 else -OVERFLOW * spare)

    best: list[tuple[float, int]] = [(0.0, 0)]
    for j in range(1, len(places)):
        ways, least = [], float("inf")
        for i in range(j - 1, -1, -1):
            ways.append((best[i][0] + penalty(i, j, least), i))
            least = min(least, places[i].penalty)
        best.append(min(ways))
    cuts = [len(places) - 1]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    rows = [
        Row(pieces[places[i].at : places[j].at], places[i].indent, wide(i, j))
        for i, j in pairwise(reversed(cuts))
    ]
    return best[-1][0], rows


def _written(row: Sequence[Box]) -> str:
    """A line; a bracket that opens or closes in another line is of a fixed size."""
    shown, opened = [box.tex for box in row], list[int]()
    for k, box in enumerate(row):
        if box.kind == "open":
            opened.append(k)
        elif box.kind == "close":
            if opened:
                opened.pop()
            else:
                shown[k] = _fixed(box.tex)
    for k in opened:
        shown[k] = _fixed(row[k].tex)
    if row[0].tex.strip() in (THIN, r"\qquad"):
        shown[0] = r"\cdot " if row[0].kind == "product" else ""
    tex = "".join(shown).strip()
    return NOTHING + tex if row[0].kind in PENALTY else tex


def _fixed(bracket: str) -> str:
    """A bracket whose partner stands in another line; one that is not seen is left out."""
    fixed = FENCE.sub(r"\\Big\1", bracket)
    return "" if fixed.strip() == r"\Bigl." else fixed
