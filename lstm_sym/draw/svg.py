"""A few primitives of SVG: nodes, lines with arrow heads, words; as large as they reach.

Lengths are CSS pixels. Nothing bears an id, so that a page may hold many drawings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from .style import STYLE
from .words import SMALL, Words, joined, width

Point = tuple[float, float]
SIZE = 15.0
# The ends of a letter above and below its line, as multiples of its size.
RISE, DROP = 0.8, 0.34
SHIFT = {0: 0.0, -1: 0.26, 1: -0.36}
MARGIN = 10.0
ROUND = 7.0
HEAD = 7.0
LEAST = 0.92  # a phone may shrink a picture so far


def number(x: float) -> str:
    """A length in few digits, the same on every machine."""
    return f"{round(x, 1) + 0.0:g}"


@dataclass
class Drawing:
    """What is drawn so far, lines beneath nodes beneath words, and how far it reaches."""

    title: str
    desc: str = ""
    lines: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    ends: list[Point] = field(default_factory=list)

    def reach(self, *points: Point) -> None:
        """Let the sheet hold these points."""
        self.ends += points

    def node(self, x: float, y: float, w: float, h: float, kind: str = "", r: float = 7) -> None:
        """A box about its middle."""
        self.reach((x - w / 2, y - h / 2), (x + w / 2, y + h / 2))
        place = (
            f'x="{number(x - w / 2)}" y="{number(y - h / 2)}" '
            f'width="{number(w)}" height="{number(h)}" rx="{number(min(r, w / 2, h / 2))}"'
        )
        self.nodes.append(f'<rect class="{_names("node", kind)}" {place}/>')

    def panel(self, x: float, y: float, w: float, h: float, kind: str = "panel") -> None:
        """A quiet ground beneath everything, by its upper left corner."""
        self.reach((x, y), (x + w, y + h))
        place = f'x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}" rx="8"'
        self.lines.insert(0, f'<rect class="{kind}" {place}/>')

    def circle(self, x: float, y: float, r: float, kind: str = "node") -> None:
        """A circle."""
        self.reach((x - r, y - r), (x + r, y + r))
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(r)}"'
        self.nodes.append(f'<circle class="{kind}" {place}/>')

    def line(
        self,
        points: Sequence[Point],
        kind: str = "",
        arrow: bool = True,
        thick: float = 0.0,
        data: str = "",
    ) -> None:
        """A line through points with round corners, and an arrow head at its end."""
        points = _bare(points)
        self.reach(*points)
        shown = points
        if arrow:
            tip, back = points[-1], points[-2]
            size = max(HEAD, 2.2 * thick)
            shown = [*points[:-1], _towards(tip, back, size * 0.8)]
            self.lines.append(_head(tip, back, size, kind))
        wide = f' style="stroke-width:{number(thick)}px"' if thick else ""
        said = f' data-edge="{escape(data)}"' if data else ""
        self.lines.append(
            f'<path class="{_names("line", kind)}" d="{_rounded(shown)}"{wide}{said}/>'
        )

    def curve(self, points: Sequence[Point], kind: str = "", data: str = "") -> None:
        """A smooth graph through many points."""
        self.reach(*points)
        d = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
        said = f' data-edge="{escape(data)}"' if data else ""
        self.lines.append(f'<path class="{_names("line", kind)}" d="{d}"{said}/>')

    def cross(self, x: float, y: float, r: float = 6) -> None:
        """A mark where something is cut."""
        d = f"M{number(x - r)} {number(y - r)}l{number(2 * r)} {number(2 * r)}"
        d += f"m0 {number(-2 * r)}l{number(-2 * r)} {number(2 * r)}"
        self.reach((x - r, y - r), (x + r, y + r))
        self.nodes.append(f'<path class="line error" d="{d}"/>')

    def badge(self, x: float, y: float, words: str, r: float = 8.5) -> None:
        """A number in a small circle."""
        self.reach((x - r, y - r), (x + r, y + r))
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(r)}"'
        self.words.append(f'<circle class="badge" {place}/>')
        self.text(x, y, words, size=11, kind="flow")

    def text(
        self,
        x: float,
        y: float,
        words: Words | str,
        anchor: str = "middle",
        size: float = SIZE,
        kind: str = "math",
    ) -> float:
        """Words about the middle height y; return how wide they are at most."""
        spans = joined(words)
        wide = width(spans, size)
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        self.reach((left, y - size * RISE), (left + wide, y + size * (RISE + DROP) / 2))
        place = f'x="{number(x)}" y="{number(y + size * 0.34)}" font-size="{number(size)}"'
        side = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.words.append(f'<text class="{kind}" {place}{side}>{_spans(spans, size)}</text>')
        return wide

    def svg(self) -> str:
        """The whole drawing as a file."""
        left, right = (f(x for x, _ in self.ends) for f in (min, max))
        top, bottom = (f(y for _, y in self.ends) for f in (min, max))
        x, y = left - MARGIN, top - MARGIN
        w, h = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
        sheet = " ".join(map(number, (x, y, w, h)))
        least = f"max-width:{number(w)}px;min-width:{number(LEAST * w)}px"
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" '
            f'viewBox="{sheet}" width="{number(w)}" height="{number(h)}" style="{least}">',
            f"<title>{escape(self.title)}</title>",
            f"<desc>{escape(self.desc)}</desc>",
            f"<style>{STYLE}</style>",
            *self.lines,
            *self.nodes,
            *self.words,
            "</svg>",
        ]
        return "\n".join(parts) + "\n"


def _names(*kinds: str) -> str:
    return " ".join(filter(None, kinds))


def _spans(words: Words, size: float) -> str:
    """Words as tspans; every change of height is undone by the next."""
    out, height = "", 0.0
    for span in words:
        here = SHIFT[span.level] * size
        attributes = ' class="slanted"' if span.slanted else ""
        if here != height:
            attributes += f' dy="{number(here - height)}"'
        if span.level:
            attributes += f' font-size="{number(size * SMALL)}"'
        text = escape(span.text)
        out += f"<tspan{attributes}>{text}</tspan>" if attributes else text
        height = here
    return out


def _bare(points: Sequence[Point]) -> list[Point]:
    """The points without those on the way straight on, and none twice."""
    found: list[Point] = []
    for p in points:
        if found and math.dist(p, found[-1]) < 0.05:
            continue
        if len(found) > 1 and _straight(found[-2], found[-1], p):
            found.pop()
        found.append(p)
    return found


def _straight(a: Point, b: Point, c: Point) -> bool:
    area = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return abs(area) < 0.01 and ahead > 0


def _towards(a: Point, b: Point, by: float) -> Point:
    """The point so far from a on the way to b."""
    far = math.dist(a, b) or 1.0
    return a[0] + (b[0] - a[0]) * by / far, a[1] + (b[1] - a[1]) * by / far


def _rounded(points: Sequence[Point]) -> str:
    d = f"M{number(points[0][0])} {number(points[0][1])}"
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        r = min(ROUND, math.dist(a, b) / 2, math.dist(b, c) / 2)
        (x, y), (z, w) = _towards(b, a, r), _towards(b, c, r)
        d += f"L{number(x)} {number(y)}Q{number(b[0])} {number(b[1])} {number(z)} {number(w)}"
    return d + f"L{number(points[-1][0])} {number(points[-1][1])}"


def _head(tip: Point, back: Point, size: float, kind: str) -> str:
    x, y = _towards(tip, back, size)
    dx, dy = (tip[1] - y) * 0.45, (x - tip[0]) * 0.45
    corners = ((tip[0], tip[1]), (x + dx, y + dy), (x - dx, y - dy))
    d = "M" + "L".join(f"{number(a)} {number(b)}" for a, b in corners) + "Z"
    return f'<path class="{_names("head", kind)}" d="{d}"/>'
