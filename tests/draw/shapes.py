"""What a drawing says of itself, read from its file: boxes, lines, words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Sheet:
    """A drawing, parsed."""

    text: str

    @cached_property
    def root(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.text)

    @property
    def view(self) -> Box:
        x, y, w, h = map(float, self.root.attrib["viewBox"].split())
        return x, y, x + w, y + h

    @cached_property
    def boxes(self) -> list[Box]:
        """The nodes, but not the marks of what is cut."""
        found = []
        for e in self.root.iter():
            if "node" not in e.attrib.get("class", "").split():
                continue
            a = {k: float(v) for k, v in e.attrib.items() if k != "class"}
            if e.tag == SVG + "rect":
                found.append((a["x"], a["y"], a["x"] + a["width"], a["y"] + a["height"]))
            else:
                r = a["r"]
                found.append((a["cx"] - r, a["cy"] - r, a["cx"] + r, a["cy"] + r))
        return found

    @property
    def words(self) -> list[str]:
        return ["".join(e.itertext()) for e in self.root.iter(SVG + "text")]

    @cached_property
    def edges(self) -> dict[str, list[Point]]:
        """The lines between nodes, by what they say, with their corners."""
        return {
            e.attrib["data-edge"]: corners(e.attrib["d"])
            for e in self.root.iter(SVG + "path")
            if "data-edge" in e.attrib
        }


def corners(d: str) -> list[Point]:
    """The points of a path of straight lines with round corners."""
    found = []
    for command, numbers in re.findall(r"([MLQ])([^MLQ]*)", d):
        x, y, *_ = map(float, numbers.split())
        if command != "L" or len(found) == 0 or d.rstrip().endswith(numbers):
            found.append((x, y))
    return found


def inside(point: Point, box: Box, slack: float = 0.0) -> bool:
    (x, y), (a, b, c, d) = point, box
    return a - slack < x < c + slack and b - slack < y < d + slack
