"""Where a formula comes from, and by which number it is known there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .literature import Literature, numbered
from .words import markdown

Record = dict[str, Any]


def cited(source: Record, literature: Literature) -> str:
    """The source of a derivation of ours, linked to the bibliography."""
    return ", ".join(filter(None, (_key(source["key"], literature), source["where"])))


def cited_plainly(source: Record, literature: Literature) -> str:
    """The same for a cell, whose place may be anybody's words."""
    key, where = source["key"], markdown(source["where"])
    name = _key(key, literature) if literature.known(key) else markdown(key)
    return ", ".join(filter(None, (name, where)))


def catalogued(formulas: Sequence[str], literature: Literature) -> str:
    """The formulas by id, linked to the list of all, each with its numbers."""
    return "; ".join(_formula(name, literature) for name in formulas)


def numbering(formulas: Sequence[str], literature: Literature) -> str:
    """The ids of the formulas in words, each with its numbers."""
    known = ((name, numbered(literature.numbers.get(name, {}))) for name in formulas)
    return "; ".join(f"{name}: {numbers}" if numbers else name for name, numbers in known)


def _key(key: str, literature: Literature) -> str:
    return f"[{key}](../bibliography.md#{key.lower()})" if literature.known(key) else key


def _formula(name: str, literature: Literature) -> str:
    link = f"[{name}](../coverage.md#{name.lower()})" if name in literature.formulas else name
    numbers = numbered(literature.numbers.get(name, {}))
    return f"{link}: {numbers}" if numbers else link
