"""A pair of axes: where numbers stand on the sheet, linear or by powers of ten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from .svg import Drawing, Point
from .words import formula

TICK = 13.0


@dataclass(frozen=True)
class Axes:
    """A rectangle by its upper left corner, and the numbers at its edges; ``log`` is upwards."""

    left: float
    top: float
    wide: float
    high: float
    across: tuple[float, float]
    upwards: tuple[float, float]
    log: bool = False

    def at(self, x: float, y: float) -> Point:
        """Where a pair of numbers stands; beyond the edges, at the edge."""
        low, high = (_height(v, self.log) for v in self.upwards)
        share = (_height(max(y, self.upwards[0]), self.log) - low) / (high - low)
        first, last = self.across
        return (
            self.left + (x - first) / (last - first) * self.wide,
            self.top + self.high * (1 - min(max(share, 0.0), 1.0)),
        )

    def frame(self, drawing: Drawing, xs: Iterable[float], ys: Iterable[float]) -> None:
        """The axes, with numbers at some places."""
        corner, below = self.upwards[0], self.top + self.high
        drawing.line((self.at(self.across[0], corner), self.at(self.across[1], corner)), "faint")
        drawing.line(((self.left, below), (self.left, self.top - 6)), "faint")
        for x in xs:
            drawing.text(self.at(x, corner)[0], below + 14, f"{x:g}", size=TICK, kind="quiet")
        for y in ys:
            words = formula(f"10^{{{round(log10(y))}}}") if self.log else f"{y:g}"
            drawing.text(self.left - 8, self.at(0, y)[1], words, "end", TICK, "quiet")

    def graph(self, drawing: Drawing, points: Sequence[tuple[float, float]], kind: str) -> None:
        """A line through points; a logarithm of nothing ends it."""
        shown = [p for p in points if not self.log or p[1] >= self.upwards[0]]
        if len(shown) > 1:
            drawing.curve([self.at(x, y) for x, y in shown], kind)

    def mark(self, drawing: Drawing, x: float) -> None:
        """A dashed line upwards."""
        low, high = self.upwards
        drawing.line((self.at(x, low), self.at(x, high)), "cut", arrow=False)


def decades(low: float, high: float, every: int = 1) -> list[float]:
    """The powers of ten between two numbers."""
    return [10.0**k for k in range(ceil(log10(low)), floor(log10(high)) + 1, every)]


def spread(values: Iterable[float], room: float = 0.05) -> tuple[float, float]:
    """The least and the greatest, with some room."""
    found = sorted(values)
    margin = (found[-1] - found[0]) * room or 1.0
    return found[0] - margin, found[-1] + margin


def _height(v: float, log: bool) -> float:
    return log10(v) if log else v
