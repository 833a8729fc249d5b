"""The graph of a function with its bounds, drawn as an SVG that is legible on light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

Record = dict[str, Any]
Point = tuple[float, float]
WIDTH, HEIGHT, MARGIN, SHORT = 640, 320, 40, 12
STYLE = """
svg { color: #1f2430; font: 13px system-ui, sans-serif; }
.graph { fill: none; stroke: #3f51b5; stroke-width: 2; }
.bound { stroke: #c2185b; stroke-dasharray: 6 4; }
.axis { stroke: currentColor; opacity: .35; }
text { fill: currentColor; }
@media (prefers-color-scheme: dark) {
  svg { color: #e6e8ee; } .graph { stroke: #9fa8da; } .bound { stroke: #f48fb1; }
}
"""


def svg(told: Record, points: Sequence[Point]) -> str:
    """Return the picture of a record of a bound: its graph, its supremum and its infimum."""
    ends = {name: told[name] for name in ("inf", "sup") if "oo" not in told[name]["low"]}
    levels = {f"{name} {label(end)}": float(end["low"]) for name, end in ends.items()}
    frame = _Frame(points, [*levels.values()])
    title = f"{told['of']} of {told['expression']}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        *frame.axes(),
        *(frame.level(y, says) for says, y in levels.items()),
        *(f'<path class="graph" d="{part}"/>' for part in frame.paths(points)),
        f'<text x="{MARGIN}" y="16">{escape(title)}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def label(end: Record) -> str:
    """A supremum or an infimum in few characters."""
    return (
        str(end["exact"]) if end["exact"] and len(end["exact"]) < 12 else f"{float(end['low']):.6g}"
    )


class _Frame:
    """From numbers to places on the sheet."""

    def __init__(self, points: Sequence[Point], levels: Sequence[float]) -> None:
        xs, ys = [x for x, _ in points], [*(y for _, y in points), *levels]
        self.left, self.right = min(xs), max(xs)
        self.low, self.high = min(ys), max(ys)
        if self.high - self.low < 1e-9:
            self.low, self.high = self.low - 1, self.high + 1

    def x(self, x: float) -> float:
        span = (x - self.left) / (self.right - self.left)
        return round(MARGIN + span * (WIDTH - 2 * MARGIN), 2)

    def y(self, y: float) -> float:
        span = (self.high - y) / (self.high - self.low)
        return round(MARGIN + span * (HEIGHT - 2 * MARGIN), 2)

    def axes(self) -> list[str]:
        """The axes, as far as they are in the picture, and the ends of the abscissa."""
        found = []
        if self.low <= 0 <= self.high:
            found.append(self._line("axis", MARGIN, self.y(0), WIDTH - MARGIN, self.y(0)))
        if self.left <= 0 <= self.right:
            found.append(self._line("axis", self.x(0), MARGIN, self.x(0), HEIGHT - MARGIN))
        ends = ((self.left, "start"), (self.right, "end"))
        return [
            *found,
            *(
                f'<text x="{self.x(x)}" y="{HEIGHT - 8}" text-anchor="{anchor}">{x:.4g}</text>'
                for x, anchor in ends
            ),
        ]

    def level(self, y: float, says: str) -> str:
        """A dashed line at the height y, and what it is."""
        line = self._line("bound", MARGIN, self.y(y), WIDTH - MARGIN, self.y(y))
        at = f'x="{WIDTH - MARGIN}" y="{self.y(y) - 5}" text-anchor="end"'
        return f"{line}<text {at}>{escape(says)}</text>"

    def paths(self, points: Sequence[Point]) -> list[str]:
        """The graph, broken where it jumps."""
        parts: list[list[Point]] = [[]]
        leap = (self.high - self.low) / 4
        for point in points:
            if parts[-1] and abs(point[1] - parts[-1][-1][1]) > leap:
                parts.append([])
            parts[-1].append(point)
        return ["M" + " L".join(f"{self.x(x)} {self.y(y)}" for x, y in part) for part in parts]

    def _line(self, name: str, a: float, b: float, c: float, d: float) -> str:
        return f'<line class="{name}" x1="{a}" y1="{b}" x2="{c}" y2="{d}"/>'
