"""The list of all anchors ever published: ``python -m tests.browser.anchors SITE`` extends it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser import laws

LIST = Path(__file__).parents[1] / "anchors.txt"
# Pages that others link to: their anchors are permanent, but for the slug of the title.
PERMANENT = (
    "bibliography",
    "cells/",
    "comparisons/",
    "coverage",
    "derivations/",
    "errata",
    "explorers",
    "story/",
    "symbols",
    "timeline",
)
THEMES = ("__", "md-", "fn")


def published(site: Path) -> dict[str, set[str]]:
    """The anchors of every permanent page of a built site."""
    found = {}
    for path, page in laws.read(site).items():
        if path.startswith(PERMANENT):
            own = page.places - page.titles
            found[path] = {place for place in own if place and not place.startswith(THEMES)}
    return found


def listed() -> dict[str, set[str]]:
    """The anchors in the list: on each line a page, a colon, and its anchors."""
    lines = LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []
    parts = (line.partition(": ") for line in lines)
    return {page: set(places.split()) for page, _, places in parts}


def broken(site: Path) -> set[str]:
    """The anchors in the list that the site does not have."""
    here = published(site)
    return {
        f"{page}#{place}"
        for page, places in listed().items()
        for place in places
        if place not in here.get(page, ())
    }


def extend(site: Path) -> None:
    """Put what is new into the list; nothing is ever taken out."""
    old, new = listed(), published(site)
    pages = {page: old.get(page, set()) | new.get(page, set()) for page in sorted({*old, *new})}
    lines = [f"{page}: {' '.join(sorted(places))}" for page, places in pages.items()]
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    extend(Path(sys.argv[1]))
