"""The chapters of the story and the first page: files of prose beside the derivations."""

from __future__ import annotations

from ..render.story import FOLDER
from .tasks import home


def story() -> dict[str, str]:
    """The text of every chapter by the name of its file, in reading order, and of the first page.

    {} if there are none.
    """
    folder = home()
    files = sorted((folder / FOLDER).glob("*.md")) if folder else []
    return {file.stem: file.read_text(encoding="utf-8") for file in files}
