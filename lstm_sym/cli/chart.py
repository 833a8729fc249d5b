"""A small chart of characters: several curves over one axis, for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Curve = Sequence[float | None]
MARKS = "●○·×"
HEIGHT, LEFT = 12, 9


def chart(
    at: Sequence[int], curves: Mapping[str, Curve], width: int = 76, height: int = HEIGHT
) -> list[str]:
    """Draw powers of ten over ``at``; each curve has a mark of its own, the first is on top.

    What is None, or no number, is left out. Nothing is drawn if there is nothing to see.
    """
    known = [y for curve in curves.values() for y in curve if y is not None]
    if not known:
        return []
    low, high = _ends(known)
    columns = width - LEFT
    field = [[" "] * columns for _ in range(height)]
    for mark, curve in reversed(list(zip(MARKS, curves.values(), strict=False))):
        for x, y in zip(at, curve, strict=True):
            if y is not None:
                row = round((high - y) / (high - low) * (height - 1))
                field[row][_column(x, at, columns)] = mark
    lines = [
        f"{_label(k, low, high, height):>{LEFT - 2}} ┤{''.join(r)}".rstrip()
        for k, r in enumerate(field)
    ]
    ends = f"{at[0]}{at[-1]:>{columns - len(str(at[0]))}}"
    legend = "   ".join(f"{mark} {name}" for mark, name in zip(MARKS, curves, strict=False))
    return [*lines, " " * (LEFT - 2) + " └" + "─" * columns, " " * LEFT + ends, " " * LEFT + legend]


def linear(xs: Sequence[float], ys: Sequence[float], width: int = 76, height: int = 9) -> list[str]:
    """Draw one curve over equally spaced numbers, its ordinate linear."""
    columns = width - LEFT
    low, high = _ends(ys)
    field = [[" "] * columns for _ in range(height)]
    for k, y in enumerate(ys):
        column = round(k / max(len(ys) - 1, 1) * (columns - 1))
        field[round((high - y) / (high - low) * (height - 1))][column] = MARKS[0]
    lines = [f"{'':>{LEFT - 2}} ┤{''.join(row)}".rstrip() for row in field]
    for row, y in ((0, high), (height - 1, low)):
        lines[row] = f"{y:>{LEFT - 2}.3g}" + lines[row][LEFT - 2 :]
    left, right = f"{xs[0]:.4g}", f"{xs[-1]:.4g}"
    ends = f"{left}{right:>{columns - len(left)}}"
    return [*lines, " " * (LEFT - 2) + " └" + "─" * columns, " " * LEFT + ends]


def _ends(known: Sequence[float]) -> tuple[float, float]:
    low, high = min(known), max(known)
    return (low, high) if high - low > 1e-9 else (low - 1, high + 1)


def _column(x: int, at: Sequence[int], columns: int) -> int:
    span = at[-1] - at[0]
    return round((x - at[0]) / span * (columns - 1)) if span else 0


def _label(row: int, low: float, high: float, height: int) -> str:
    """The power of ten at a row: at the ends, and at every third row between."""
    if row % 3 and row != height - 1:
        return ""
    y = high - (high - low) * row / (height - 1)
    return f"1e{y:+.0f}" if high - low > 6 else f"{10.0**y:.2g}"
