"""The story: chapters of prose, into which what was derived is put by its name.

A line ``{{ formula error-flow/path-sum }}`` stands for that step's formula, with its link and its
evidence; ``misprint`` for what was printed in its place, ``cell`` and ``symbols`` for the text and
the symbols of a cell, ``evidence`` for what was found of a step, ``picture`` for a drawing,
``explorer`` for one that answers, ``demonstration`` for a table of what its networks have learnt.
So no chapter says a formula that was not checked. The first page of all is told in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from . import demonstration, evidence, explorers, pictures, symboltable
from .blocks import fold, formula, sentence
from .page import misprint
from .places import path
from .words import fenced, markdown

Record = dict[str, Any]
FOLDER, TITLE = "story", "The story"
START = "index"
PUT = re.compile(r"^\{\{ (\w+) (\S+) \}\}$", re.MULTILINE)


class UnknownPart(ValueError):
    """A chapter names something that is not there."""


@dataclass(frozen=True)
class Shelf:
    """What chapters may name: what was derived, the names of all that could be, what is drawn."""

    records: Sequence[Record]
    names: Collection[str]
    pictures: Mapping[str, Record]
    explorers: Mapping[str, str] = field(default_factory=dict)
    here: str = f"{FOLDER}/"

    @property
    def up(self) -> str:
        """What leads from the page to the folder of all pages."""
        return "../" * self.here.count("/")

    @cached_property
    def by_name(self) -> dict[str, Record]:
        """The records by name."""
        return {record["label"]: record for record in self.records}

    def record(self, name: str) -> Record:
        """What was derived under a name; NotDerived if it was not, UnknownPart if it cannot be."""
        if name in self.by_name:
            return self.by_name[name]
        if name in self.names:
            raise NotDerived(name)
        raise UnknownPart(f"nothing is called {name}")

    def step(self, name: str) -> tuple[Record, Record]:
        """A step, and the record it stands in."""
        record = self.record(name.partition("/")[0])
        for step in record["steps"]:
            if step["id"] == name:
                return record, step
        raise UnknownPart(f"no step is called {name}")


class NotDerived(LookupError):
    """A chapter names what was not derived in this run nor before."""


def pages(chapters: Mapping[str, str], shelf: Shelf) -> dict[str, str]:
    """Return the chapters by path, but those that name what was not derived.

    Raises UnknownPart with file and line if a name is not known.
    """
    found = {}
    for name, text in chapters.items():
        try:
            found[_path(name)] = _told(name, text, replace(shelf, here=_path(name)))
        except NotDerived:
            continue
    return found


def contents(chapters: Mapping[str, str], told: Collection[str]) -> list[Record]:
    """The chapters that are told, for the navigation."""
    return [
        {"title": _title(text), "path": _path(name)}
        for name, text in chapters.items()
        if _path(name) in told and name != START
    ]


def _told(name: str, text: str, shelf: Shelf) -> str:
    moving: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        kind, what = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        if kind == "explorer":
            moving[what] = None
        try:
            if kind not in PARTS:
                raise UnknownPart(f"{kind} is no part of a chapter: {', '.join(PARTS)}")
            return "\n\n".join(PARTS[kind](what, shelf))
        except UnknownPart as fault:
            raise UnknownPart(f"derivations/{FOLDER}/{name}.md:{line}: error: {fault}") from None

    told = PUT.sub(put, text)
    return f"{told}\n{explorers.loading(moving, shelf.up)}\n" if moving else told


def _formula(name: str, shelf: Shelf) -> Iterator[str]:
    record, step = shelf.step(name)
    place = f"[Its own place]({shelf.up}{path(record)}#{step['label']})."
    words = " ".join(filter(None, (step["reason"], sentence(step["hypotheses"]), place)))
    symbols = symboltable.table(step["symbols"], shelf.here)
    yield formula(step, anchor=name.replace("/", "-"))
    inside = [words, symbols, *([f"$$\n{step['example']}\n$$"] if step["example"] else [])]
    yield fold("from", f"{name}. {evidence.summary(step)}", "\n\n".join(inside))


def _misprint(name: str, shelf: Shelf) -> Iterator[str]:
    _, step = shelf.step(name)
    if not step["erratum"]:
        raise UnknownPart(f"nothing is misprinted in {name}")
    yield misprint(step)


def _evidence(name: str, shelf: Shelf) -> Iterator[str]:
    _, step = shelf.step(name)
    yield "\n".join(evidence.table(step))


def _cell(name: str, shelf: Shelf) -> Iterator[str]:
    record = shelf.record(name)
    yield fenced(record["cell"]["text"])
    yield _from(f"[{name}]({shelf.up}{path(record)}): what is derived from it")


def _symbols(name: str, shelf: Shelf) -> Iterator[str]:
    yield symboltable.table(shelf.record(name)["cell"]["symbols"], shelf.here)


def _picture(name: str, shelf: Shelf) -> Iterator[str]:
    if not shelf.pictures:
        raise NotDerived(name)
    if name not in shelf.pictures:
        raise UnknownPart(f"no picture is called {name}; there are {', '.join(shelf.pictures)}")
    shows = markdown(shelf.pictures[name]["shows"])
    yield f"![{shows}]({shelf.up}{pictures.FOLDER}/{name}.svg)"


def _explorer(name: str, shelf: Shelf) -> Iterator[str]:
    if name not in explorers.EXPLORERS:
        raise UnknownPart(
            f"no explorer is called {name}; there are {', '.join(explorers.EXPLORERS)}"
        )
    if not shelf.explorers:
        raise NotDerived(name)
    question, *_ = explorers.EXPLORERS[name]
    yield shelf.explorers[name]
    yield _from(f"Its formulas: [{question}]({shelf.up}{explorers.PAGE}#{name})")


def _demonstration(name: str, _: Shelf) -> Iterator[str]:
    if name not in demonstration.TABLES:
        raise UnknownPart(f"no table is called {name}; there are {', '.join(demonstration.TABLES)}")
    yield demonstration.TABLES[name]()


def _from(words: str) -> str:
    return f'<p class="from" markdown>{words}</p>'


def _path(name: str) -> str:
    return f"{START}.md" if name == START else f"{FOLDER}/{name.partition('-')[2]}.md"


def _title(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ")


PARTS: dict[str, Callable[[str, Shelf], Iterator[str]]] = {
    "formula": _formula,
    "misprint": _misprint,
    "evidence": _evidence,
    "cell": _cell,
    "symbols": _symbols,
    "picture": _picture,
    "explorer": _explorer,
    "demonstration": _demonstration,
}
