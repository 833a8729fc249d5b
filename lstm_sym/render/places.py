"""Where the page of a record stands."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def page_of(kind: str, label: str) -> str:
    """Where the page of a cell or of a derivation stands."""
    return f"{'cells' if kind == 'cell' else 'derivations'}/{label}.md"


def path(record: Record) -> str:
    """Where the page of a record stands."""
    return page_of(record["kind"], record["label"])


def relative(place: str, here: str) -> str:
    """A page and its anchor, as a link on the page ``here``."""
    page, _, anchor = place.partition("#")
    if page == here:
        return f"#{anchor}"
    folder, _, name = page.rpartition("/")
    near = folder == here.rpartition("/")[0]
    return f"{name}#{anchor}" if near else f"{'../' * here.count('/')}{place}"
