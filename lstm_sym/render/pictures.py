"""Drawings on pages: a line of Markdown for each, and the page of the named pictures.

A drawing is a file; a page shows it as an image, so that nothing of ours is needed to read it. The
hook of the site puts the file itself into the page, where it takes the colours of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .words import markdown

Record = dict[str, Any]
FOLDER, PAGE = "figures", "pictures.md"
INTRO = (
    "All pictures are drawn by code from the cells, and every number in them is computed. A page "
    "shows one as an image, by its name: `![caption](figures/rnn.svg)`."
)


def place(label: str, kind: str) -> str:
    """Where the drawing of a cell stands."""
    return f"{FOLDER}/cells/{label}/{kind}.svg"


def files(cells: Mapping[str, Mapping[str, str]], named: Mapping[str, Record]) -> dict[str, str]:
    """Every drawing by its path, and the page of those that have names."""
    found = {
        place(label, kind): svg for label, drawn in cells.items() for kind, svg in drawn.items()
    }
    found |= {f"{FOLDER}/{name}.svg": picture["svg"] for name, picture in named.items()}
    return found | ({PAGE: page(named)} if named else {})


def figure(label: str, kind: str, shows: str) -> str:
    """The drawing of a cell on the cell's own page."""
    return f"![{markdown(shows)}](../{place(label, kind)})"


def page(named: Mapping[str, Record]) -> str:
    """The page of the named pictures."""
    return "\n\n".join(["# Pictures", INTRO, *_pictures(named)]) + "\n"


def _pictures(named: Mapping[str, Record]) -> Iterator[str]:
    for name, picture in named.items():
        yield f"## {markdown(picture['title'])} {{ #{name} }}"
        yield f"![{markdown(picture['shows'])}]({FOLDER}/{name}.svg)"
        yield f"`{FOLDER}/{name}.svg`, drawn by `{picture['code']}`."
