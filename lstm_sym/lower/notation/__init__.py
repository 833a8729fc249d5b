"""Notations: the letters in which a paper or a library writes what the cells of the house compute.

A notation is data, one file for each. It gives names of signals and parameters other names, and
says where marks and times stand; a printer asks it whenever it comes to a name, and at no other
place, so that a formula is the same whatever the letters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ...language.vectors import BAR

PLACES = ("below", "above", "call")


@dataclass(frozen=True)
class Notation:
    """How names are written.

    ``names`` gives other names to those of a cell, ``errors`` a letter of their own to the errors
    of some of these, ``spelled`` is how a whole name is written in LaTeX. ``time`` stands below or
    above a signal, or as in a call; above, or in a call, the mark of a letter stands below, unless
    the letter is one of ``lifted``. In ``error``, ``gradient`` and ``direct`` the sign # is what
    the error, the derivative of the loss, or what the loss says, is of; where they are empty, they
    are written as the house does.
    """

    name: str = ""
    title: str = ""
    time: str = "below"
    names: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    lifted: frozenset[str] = frozenset()
    loss: str = "L"
    error: str = ""
    gradient: str = ""

    def named(self, name: str) -> str:
        """The name of a signal, a parameter, or an error of one."""
        if name.endswith(BAR):
            own = self.names.get(base := name.removesuffix(BAR), base)
            return self.errors.get(own, own + BAR)
        return self.names.get(name, name)


OWN = Notation(title="our own")


def notations(cell: str | None = None) -> dict[str, Notation]:
    """All notations by name, or those that have letters for a cell, with these; in fixed order.

    Raises ValueError for a file that is no notation.
    """
    found = {name: _of(name, file, cell) for name, file in _files().items()}
    return {name: one for name, one in found.items() if one is not None}


def _of(name: str, file: Mapping[str, Any], cell: str | None) -> Notation | None:
    """A notation with its letters for a cell; None if it has none."""
    tables = [part for part in file["letters"] if cell is None or cell in part["cells"]]
    if not tables:
        return None
    known = tables[0] if cell is not None else {"names": {}}
    if file["time"] not in PLACES:
        raise ValueError(f"{name}: time stands {', '.join(PLACES)}, not {file['time']}")
    return Notation(
        name,
        file["title"],
        file["time"],
        known["names"],
        {**file.get("errors", {}), **known.get("errors", {})},
        file.get("spelled", {}),
        frozenset(file.get("lifted", ())),
        file.get("loss", "L"),
        file.get("error", ""),
        file.get("gradient", ""),
    )


def cells(name: str) -> list[str]:
    """The names of the cells that a notation has letters for."""
    return sorted({cell for part in _files()[name]["letters"] for cell in part["cells"]})


@cache
def _files() -> dict[str, Any]:
    """What the files say, by the name of the notation."""
    found = (file for file in files(__package__ or "").iterdir() if file.name.endswith(".toml"))
    return {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
        for file in sorted(found, key=lambda file: file.name)
    }
