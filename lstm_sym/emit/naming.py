"""Names that a target can say: no keyword, no word of the program, no two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

from ..language.cell import Cell


class Naming:
    """Words for what a program speaks of, made once for each thing."""

    def __init__(self, taken: Collection[str]) -> None:
        self.taken = set(taken)
        self.words: dict[object, str] = {}

    def __call__(self, thing: object, wish: str) -> str:
        """Return the word for a thing: ``wish`` if it is free, otherwise what comes nearest."""
        if thing not in self.words:
            word = plain(wish)
            free = next(
                w
                for w in chain((word, f"{word}_"), (f"{word}_{k}" for k in count(2)))
                if w not in self.taken
            )
            self.taken.add(free)
            self.words[thing] = free
        return self.words[thing]


def headed(cell: Cell) -> str:
    """The title of a cell for the head of a program: nothing in it ends a comment or a string."""
    words = "".join(c if c.isalnum() or c in " .,;:()-+=" else " " for c in cell.title or cell.name)
    return " ".join(words.split())


def plain(wish: str) -> str:
    """Letters, digits and underscores of the ASCII alphabet; others by their Unicode names."""
    letters = (c if c.isascii() else f"_{unicodedata.name(c, 'sign').split()[-1]}_" for c in wish)
    word = re.sub(r"\W+", "_", "".join(letters).lower() if not wish.isascii() else wish)
    return f"v_{word}" if not word or word[0].isdigit() else word
