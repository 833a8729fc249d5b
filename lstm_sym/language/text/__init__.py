"""A cell as text: parsed by a grammar, never evaluated."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import PurePath

from ..cell import Cell
from .build import build
from .draft import draft
from .errors import TextError
from .files import STDIN, read
from .roles import roles
from .script import Script
from .sizes import sizes

__all__ = ["STDIN", "TextError", "load", "parse", "read"]


def parse(text: str, file: str = "<string>") -> Cell:
    """Return the cell that ``text`` writes; ``file`` names it, and is named in errors.

    Sizes are inferred: vectors that are added, multiplied or set equal have one size, and a matrix
    has the rows of what it makes and the columns of what it takes. Divisors whose sign does not
    follow are listed in ``Cell.nonzero``. Raises TextError, and no other error, for any text that
    is not a cell.
    """
    understood = roles(draft(Script.of(text, file)))
    stem = "cell" if file.startswith("<") else PurePath(file).stem
    return build(stem, understood, sizes(understood))


def load(path: str | PathLike[str]) -> Cell:
    """Return the cell in the file ``path``, named after it; TextError as ``parse``."""
    return parse(read(path), fspath(path))
