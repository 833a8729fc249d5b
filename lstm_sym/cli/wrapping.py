"""Words that fit a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

WIDTH = 78


def wrapped(words: str, first: str = "", rest: str = "") -> Iterator[str]:
    """Break a text into lines; ``first`` and ``rest`` begin them."""
    yield from textwrap.wrap(
        words, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
