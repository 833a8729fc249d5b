"""TextError: a fault of a text, shown as a compiler shows it."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

WIDTH = 100
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


class TextError(ValueError):
    """A text that is no cell: ``what`` is wrong, where, and the ``mend`` if there is one.

    ``line`` and ``column`` count from 1 and are None for a fault of the whole file; ``source`` is
    the text of the line.
    """

    def __init__(
        self,
        what: str,
        mend: str = "",
        file: str = "<string>",
        line: int | None = None,
        column: int | None = None,
        source: str = "",
    ) -> None:
        super().__init__(what, mend, file, line, column, source)
        self.what, self.mend, self.file = what, mend, file
        self.line, self.column, self.source = line, column, source

    def __str__(self) -> str:
        says = f"{self.what}; {self.mend}" if self.mend else self.what
        if self.line is None or self.column is None:
            return f"{self.file}: error: {says}"
        here = f"{self.file}:{self.line}:{self.column}: error: {says}"
        return "\n".join((here, *_drawing(self.source, self.column)))


def _drawing(source: str, column: int) -> tuple[str, str]:
    """The line, cut around the column if it is long, and a caret under the column."""
    shown = "".join(c if c.isprintable() or c == "\t" else UNKNOWN for c in source)
    start = max(0, column - 1 - WIDTH // 2) if len(shown) > WIDTH else 0
    head = "..." if start else ""
    tail = "..." if len(shown) > start + WIDTH else ""
    under = head + shown[start : column - 1]
    return head + shown[start : start + WIDTH] + tail, "".join(map(_blank, under)) + "^"


def _blank(c: str) -> str:
    """White space as wide as ``c`` on a terminal."""
    if c == "\t" or combining(c):
        return c if c == "\t" else ""
    return "  " if east_asian_width(c) in "WF" else " "
