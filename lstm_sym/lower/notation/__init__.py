"""Notations: the letters in which a paper or a library writes what the cells of the house compute.

A notation is data, one file for each. It gives names of signals and parameters other names, and
says where marks and times stand; a printer asks it whenever it comes to a name, and at no other
place, so that a formula is the same whatever the letters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from ...language.vectors import BAR, TARGET

PLACES = ("below", "above", "call")
UNITS = ("beside", "kind")
MINUS = "-"


@dataclass(frozen=True)
class Notation:
    """How names are written.

    ``names`` gives other names to those of a cell, ``numbers`` to times and indices, ``errors`` a
    letter of their own to the errors of some of these, with a minus before it if it stands for
    minus the derivative of the loss, ``targets`` one to what some ought to be; ``spelled`` is how a
    whole name is written in LaTeX. ``time`` stands below or above a signal, or as in a call; above,
    or in a call, the mark of a letter stands below, unless the letter is one of ``lifted``. A unit
    stands beside the mark, or where ``units`` are of a ``kind``, below it; weights then stand in
    brackets, the later unit first. In ``error`` and ``gradient`` the sign # is what the error, or
    the derivative of the loss, is of; where they are empty, they are written as the house does.
    """

    name: str = ""
    title: str = ""
    time: str = "below"
    units: str = "beside"
    names: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    lifted: frozenset[str] = frozenset()
    loss: str = "L"
    error: str = ""
    gradient: str = ""

    def named(self, name: str) -> str:
        """The name of a signal, a parameter, an error of one, or what one ought to be."""
        if name.endswith(BAR):
            own = self.names.get(base := name.removesuffix(BAR), base)
            return self.errors.get(own, own + BAR).removeprefix(MINUS)
        if name.endswith(TARGET):
            own = self.names.get(base := name.removesuffix(TARGET), base)
            return self.targets.get(own, own + TARGET)
        return self.names.get(name, name)

    def number(self, name: str) -> str:
        """The name of a time or an index, with its primes."""
        bare = name.rstrip("'")
        return self.numbers.get(bare, bare) + name[len(bare) :]

    @cached_property
    def minus(self) -> frozenset[str]:
        """The errors of the house whose letter stands for minus the derivative of the loss."""
        own = {new: old for old, new in self.names.items()}
        signed = (name for name, letter in self.errors.items() if letter.startswith(MINUS))
        return frozenset(own.get(name, name) + BAR for name in signed)


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
    units = file.get("units", UNITS[0])
    if units not in UNITS:
        raise ValueError(f"{name}: units stand {', '.join(UNITS)}, not {units}")
    return Notation(
        name,
        file["title"],
        file["time"],
        units,
        known.get("names", {}),
        {**file.get("numbers", {}), **known.get("numbers", {})},
        {**file.get("errors", {}), **known.get("errors", {})},
        known.get("targets", {}),
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
