"""The networks: data, one file each, in the text that a user would write; a folder is a family."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePath

from ..language.cell import Cell, CellError
from ..language.text import parse

__all__ = ["builtin", "names"]

SUFFIX = ".cell"


@cache
def _files() -> Mapping[str, Traversable]:
    folders = (entry for entry in files(__name__).iterdir() if entry.is_dir())
    found = ((PurePath(file.name), file) for folder in folders for file in folder.iterdir())
    return {path.stem: file for path, file in found if path.suffix == SUFFIX}


def names() -> list[str]:
    """Return the names of the built-in cells, sorted."""
    return sorted(_files())


@cache
def builtin(name: str) -> Cell:
    """Return the built-in cell ``name``; CellError with the nearest names if there is none."""
    if name not in _files():
        near = get_close_matches(name.lower(), names(), 3)
        mend = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names())}"
        raise CellError(f"there is no built-in cell {name}", mend)
    return parse(_files()[name].read_text("utf-8"), name + SUFFIX)
