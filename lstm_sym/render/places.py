"""Where the page of a record stands."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def folder(record: Record) -> str:
    """The folder that the page of a record stands in."""
    return "cells" if record["kind"] == "cell" else "derivations"


def path(record: Record) -> str:
    """Where the page of a record stands."""
    return f"{folder(record)}/{record['label']}.md"
