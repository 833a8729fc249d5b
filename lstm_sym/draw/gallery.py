"""The named pictures of the site: what each shows, and the function that draws it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from importlib import import_module
from typing import Any

Record = dict[str, Any]
TITLE = re.compile("<title>(.*?)</title>")
# The modules that draw them, each one idea; in the order of reading.
MODULES = (
    "recurrent",
    "shapes",
    "layers",
    "first_item",
    "chain",
    "lattice",
    "curve",
    "carousel",
    "conflict",
    "block",
    "truncated",
    "dimensions",
    "demonstration",
)


@dataclass(frozen=True)
class Picture:
    """A picture: its name, what it shows in one sentence, and what draws it."""

    name: str
    shows: str
    draw: Callable[[], str]

    @property
    def code(self) -> str:
        """Where it is drawn."""
        return f"{self.draw.__module__}.{self.draw.__qualname__}"


def pictures() -> Mapping[str, Picture]:
    """Return all named pictures, in the order of reading."""
    modules = [import_module(f"{__package__}.pictures.{name}") for name in MODULES]
    return {p.name: p for module in modules for p in module.PICTURES}


def gallery() -> dict[str, Record]:
    """Draw all of them; by name the drawing, its title, what it shows, where it is drawn."""
    return {name: _drawn(p) for name, p in pictures().items()}


def _drawn(p: Picture) -> Record:
    svg = p.draw()
    (title,) = TITLE.findall(svg)
    return {"svg": svg, "title": unescape(title), "shows": p.shows, "code": p.code}
