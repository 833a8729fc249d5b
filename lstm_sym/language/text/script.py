"""Script: a text whose every place is one number, the offset of a character."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from . import limits
from .errors import TextError

NEWLINE = r"\r\n|\r|\n"
EXCERPT = 40
LONGEST = 300
EXAMPLE = "write one such as h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"


@dataclass(frozen=True)
class Script:
    """The text of a cell and the file that it came from."""

    text: str
    file: str

    @classmethod
    def of(cls, text: str, file: str) -> Script:
        """Return ``text`` as a script; TextError if it cannot be a text of any cell."""
        script = cls(text.removeprefix("\ufeff"), file)
        if len(text) > limits.BYTES:
            raise script.fault(None, *too_large())
        if lone := re.search("[\ud800-\udfff\0]", script.text):
            raise script.fault(lone.start(), f"a character U+{ord(lone[0]):04X}: this is no text")
        if not script.code.strip():
            what = "only comments, no equation" if script.text.strip() else "the file is empty"
            raise script.fault(None, what, EXAMPLE)
        return script

    @cached_property
    def code(self) -> str:
        """The text with every comment blanked, each character at its old place."""
        return re.sub(r"#[^\r\n]*", lambda comment: " " * len(comment[0]), self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(NEWLINE, self.text))]

    def line(self, at: int) -> int:
        """The number of the line at offset ``at``."""
        return bisect_right(self._starts, at)

    def column(self, at: int) -> int:
        """The column of offset ``at`` in its line."""
        return at - self._starts[self.line(at) - 1] + 1

    def excerpt(self, at: int, end: int) -> str:
        """The code between two offsets, as one short line."""
        code = " ".join(self.code[at:end].split())
        return code if len(code) <= EXCERPT else code[: EXCERPT - 3] + "..."

    def fault(self, at: int | None, what: str, mend: str = "") -> TextError:
        """The error at offset ``at``, or of the whole file."""
        what = what if len(what) <= LONGEST else what[: LONGEST - 3] + "..."
        if at is None:
            return TextError(what, mend, self.file)
        source = re.split(NEWLINE, self.text[at - self.column(at) + 1 :], maxsplit=1)[0]
        return TextError(what, mend, self.file, self.line(at), self.column(at), source)


def too_large() -> tuple[str, str]:
    """What is wrong with a text above the limit."""
    return f"more than {limits.BYTES:,} bytes", "a cell is a few lines; is this the right file?"
