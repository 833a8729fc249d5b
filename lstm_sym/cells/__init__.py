"""The networks: data, one file each, in the text that a user would write."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from ..language.cell import Cell, CellError
from ..language.text import parse

__all__ = ["builtin", "names"]

SUFFIX = ".cell"


def names() -> list[str]:
    """Return the names of the built-in cells, sorted."""
    found = (PurePath(entry.name) for entry in files(__name__).iterdir())
    return sorted(path.stem for path in found if path.suffix == SUFFIX)


@cache
def builtin(name: str) -> Cell:
    """Return the built-in cell ``name``; CellError with the nearest names if there is none."""
    if name not in names():
        near = get_close_matches(name.lower(), names(), 3)
        mend = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names())}"
        raise CellError(f"there is no built-in cell {name}", mend)
    file = name + SUFFIX
    return parse(files(__name__).joinpath(file).read_text("utf-8"), file)
