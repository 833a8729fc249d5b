"""What is written: every file of a run, by its path under the output folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..draw.kinds import KINDS
from ..render import explorers, graph, notation, pictures, story, symbolpage, timeline
from ..render.book import book
from ..render.errata import errata_page
from ..render.ledger import ledger
from ..render.literature import Literature
from ..render.page import page
from ..render.places import page_of, path
from ..render.site import bibliography_page, contents, coverage_page, every, leaning
from ..render.tex import document
from ..render.verified import verified_page
from .files import dumped, replace
from .run import Result
from .tasks import all_names

Record = dict[str, Any]
FORMATS, BOOK = ("md", "tex", "json"), "tex/book.tex"
TIMING = '\n "timing": {'


class UnknownReference(ValueError):
    """A source that the bibliography or the catalogue does not have, or cannot be read."""


@dataclass(frozen=True)
class Beside:
    """What pages show beside the records.

    The models of the timeline, the chapters of the story by name, the drawings of cells by name and
    kind, the pictures that have a name.
    """

    models: Sequence[Record] = ()
    prose: Mapping[str, str] = field(default_factory=dict)
    drawn: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    named: Mapping[str, Record] = field(default_factory=dict)


NOTHING = Beside()


def files(
    chapters: Sequence[tuple[str, Sequence[Result]]],
    literature: Literature,
    mutants: Record,
    beside: Beside = NOTHING,
    formats: Sequence[str] = ("md", "json"),
    witnesses: Sequence[Record] = (),
    letters: str = "",
) -> dict[str, str]:
    """Return the text of every file, by path.

    ``letters`` is the notation of the pages and documents of records, where it has any for them;
    all that is about several records keeps the letters of the house.

    Raises UnknownReference if a source is not known, UnknownPart if a part of a chapter is not.
    """
    records = [result.record for _, results in chapters for result in results]
    _check_references(records, literature)
    found: dict[str, str] = {}
    shown = [notation.put(record, letters) for record in records]
    by_chapter = [(title, [result.record for result in results]) for title, results in chapters]
    if "md" in formats:
        steps, users = every(records), leaning(records)
        scripts = explorers.files(steps)
        moving = explorers.figures(scripts)
        found |= {
            path(record): page(record, literature, beside.drawn.get(record["label"], {}), users)
            for record in shown
        }
        found |= {notation.place(r): notation.script(r) for r in shown if r["notations"]}
        found |= pictures.files(beside.drawn, beside.named)
        if literature.folder is not None:
            found["coverage.md"] = coverage_page(records, literature)
            found["errata.md"] = errata_page(records, literature)
            found["verified.md"] = verified_page(records, mutants, witnesses)
            found["bibliography.md"] = bibliography_page(literature)
            found |= scripts
            if moving:
                found[explorers.PAGE] = explorers.page(steps, moving)
            found |= graph.files(records)
            found |= symbolpage.files(records)
        labelled = {record["label"]: record for record in records}
        found |= timeline.pages(beside.models, labelled, literature)
        shelf = story.Shelf(records, all_names(), beside.named, moving)
        told = story.pages(beside.prose, shelf)
        found["contents.json"] = dumped(
            contents(
                by_chapter,
                literature,
                story.contents(beside.prose, told),
                timeline.contents(beside.models),
                bool(beside.named),
            )
        )
        found |= told
    if "tex" in formats:
        found |= {f"tex/{record['label']}.tex": document(record) for record in shown}
        shelf = story.Shelf(records, all_names(), beside.named)
        found[BOOK] = book(by_chapter, beside.prose, shelf, literature)
    if "json" in formats:
        timing = {result.task.name: result.seconds for _, results in chapters for result in results}
        whole = ledger(records, literature, timing, mutants, witnesses)
        found["evidence.json"] = dumped(whole)
    return found


def write(folder: Path, found: Mapping[str, str]) -> list[str]:
    """Write every file that changed, all or none; return their paths."""
    changed = replace({folder / name: text for name, text in found.items()})
    return [path.relative_to(folder).as_posix() for path in changed]


def pages(name: str) -> list[str]:
    """The files that are about one cell alone, by path."""
    drawings = [pictures.place(name, kind) for kind in KINDS]
    return [page_of("cell", name), f"tex/{name}.tex", *drawings]


def drifted(folder: Path, found: Mapping[str, str]) -> list[str]:
    """Return the paths of files on disk that differ from what would be written."""
    return [name for name, text in found.items() if _steady(_read(folder / name)) != _steady(text)]


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except (OSError, ValueError):
        return ""


def _steady(text: str) -> str:
    """A text without the timing, which ends the ledger."""
    return text.partition(TIMING)[0]


def _check_references(records: Sequence[Record], literature: Literature) -> None:
    if literature.folder is None:
        return
    try:
        catalogue = literature.catalogue
    except ValueError as fault:
        raise UnknownReference(f"derivations/catalogue.toml: error: {fault}") from fault
    known = {e["id"] for entries in catalogue["formulas"].values() for e in entries}
    for record in records:
        for formula in record["formulas"]:
            if formula not in known:
                raise UnknownReference(
                    f"{record['label']}: error: {formula} is not in catalogue.toml"
                )
        for step in record["steps"]:
            if step["source"] and not literature.known(step["source"]["key"]):
                raise UnknownReference(
                    f"{step['id']}: error: {step['source']['key']} is not in references.bib"
                )
            for formula in step["formulas"]:
                if formula not in known:
                    raise UnknownReference(
                        f"{step['id']}: error: {formula} is not in catalogue.toml"
                    )
            erratum = step["erratum"]
            if erratum and erratum["id"] not in catalogue["errata"]:
                raise UnknownReference(
                    f"{step['id']}: error: {erratum['id']} is not in catalogue.toml"
                )
