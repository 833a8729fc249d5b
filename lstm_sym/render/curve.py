"""The graph of a function with its bounds, as a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..draw.svg import Drawing

Record = dict[str, Any]
Point = tuple[float, float]
WIDE, HIGH, SHORT = 560.0, 240.0, 12


def svg(told: Record, points: Sequence[Point]) -> str:
    """Return the picture of a record of a bound: its graph, its supremum and its infimum."""
    ends = {name: told[name] for name in ("inf", "sup") if "oo" not in told[name]["low"]}
    levels = {f"{name} {label(end)}": float(end["low"]) for name, end in ends.items()}
    frame = _Frame.of(points, [*levels.values()])
    title = f"{told['of']} of {told['expression']}"
    drawing = Drawing(title, "; ".join(levels) or "It has no bound.")
    drawing.text(0, -24, title, "start", 14, "")
    frame.axes(drawing)
    for says, y in levels.items():
        height = frame.y(y)
        drawing.line(((0, height), (WIDE, height)), "cut", arrow=False)
        drawing.text(WIDE, height - 10, says, "end", 13, "halo")
    for part in frame.parts(points):
        drawing.curve(part, "direct")
    return drawing.svg()


def label(end: Record) -> str:
    """A supremum or an infimum in few characters."""
    short = end["exact"] and len(end["exact"]) < SHORT
    return str(end["exact"]) if short else f"{float(end['low']):.6g}"


@dataclass(frozen=True)
class _Frame:
    """From numbers to places on the sheet."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def of(cls, points: Sequence[Point], levels: Sequence[float]) -> _Frame:
        xs, ys = [x for x, _ in points], [*(y for _, y in points), *levels]
        flat = max(ys) - min(ys) < 1e-9
        return cls(min(xs), max(xs), min(ys) - flat, max(ys) + flat)

    def x(self, x: float) -> float:
        return (x - self.left) / (self.right - self.left) * WIDE

    def y(self, y: float) -> float:
        return (self.high - y) / (self.high - self.low) * HIGH

    def axes(self, drawing: Drawing) -> None:
        """The axes, as far as they are in the picture, and the ends of the abscissa."""
        if self.low <= 0 <= self.high:
            drawing.line(((0, self.y(0)), (WIDE, self.y(0))), "faint", arrow=False)
        if self.left <= 0 <= self.right:
            drawing.line(((self.x(0), 0), (self.x(0), HIGH)), "faint", arrow=False)
        for x, anchor in ((self.left, "start"), (self.right, "end")):
            drawing.text(self.x(x), HIGH + 18, f"{x:.4g}", anchor, 13, "quiet")

    def parts(self, points: Sequence[Point]) -> list[list[Point]]:
        """The graph, broken where it jumps."""
        parts: list[list[Point]] = [[]]
        for x, y in points:
            if parts[-1] and abs(self.y(y) - parts[-1][-1][1]) > HIGH / 4:
                parts.append([])
            parts[-1].append((self.x(x), self.y(y)))
        return parts
