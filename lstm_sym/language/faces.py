"""How a notebook shows an object of the language: written by a floor above, which knows LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FACES: dict[str, Callable[[Any], str]] = {}


class Shown:
    """An object that a notebook shows by what stands in ``FACES``; as its repr if nothing does."""

    def _repr_latex_(self) -> str | None:
        return _face("latex", self)

    def _repr_html_(self) -> str | None:
        return _face("html", self)

    def _repr_markdown_(self) -> str | None:
        return _face("markdown", self)


def _face(form: str, of: Any) -> str | None:
    write = FACES.get(form)
    return None if write is None else write(of)
