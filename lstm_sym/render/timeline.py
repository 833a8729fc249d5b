"""The timeline as a page: every model, what it added and took, and what that did to the error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .differencepage import page, summary
from .literature import Literature
from .places import page_of, path
from .words import html, markdown

Record = dict[str, Any]
# A model: its cell, the cell before it if any, its source, and what differs between the two.
Entry = dict[str, Any]
PAGE, TITLE = "timeline.md", "Timeline"
INTRO = (
    "What each network added to the one before it, or took away, and what became of the error on "
    "its way back. The equations are aligned and compared by machine. Of the error the derivative "
    "of a state by its own past is shown, as far as it leads through no matrix: on that way an "
    "error can last."
)


def pages(
    entries: Sequence[Entry], records: Mapping[str, Record], literature: Literature
) -> dict[str, str]:
    """Return the timeline and a page for every pair, by path; none if there is no pair.

    ``records`` are those of cells and derivations, by label.
    """
    pairs = [entry for entry in entries if entry["difference"]]
    if not pairs:
        return {}
    found = {_address(entry): page(entry["difference"], _step) for entry in pairs}
    dated = sorted(entries, key=lambda entry: _year(entry, records, literature))
    blocks = [f"# {TITLE}", INTRO]
    for entry in dated:
        blocks += _model(entry, records, literature)
    return {PAGE: "\n\n".join(blocks) + "\n", **found}


def contents(entries: Sequence[Entry]) -> list[Record]:
    """The pages of the timeline for the navigation: title and path of each."""
    pairs = [entry for entry in entries if entry["difference"]]
    rows = [{"title": TITLE, "path": PAGE}] if pairs else []
    for entry in pairs:
        title = f"{entry['after']} to {entry['cell']}"
        rows.append({"title": html(title), "path": _address(entry)})
    return rows


def _model(entry: Entry, records: Mapping[str, Record], literature: Literature) -> Iterator[str]:
    cell = records[entry["cell"]]
    key = _source(entry, records)
    year = _year(entry, records, literature)
    yield f"## {year}: {markdown(cell['title'])} {{ #{entry['cell']} }}"
    words = [f"[{entry['cell']}]({page_of('cell', entry['cell'])})"]
    if entry["after"]:
        words.append(f"after [{entry['after']}]({page_of('cell', entry['after'])})")
    words.append(f"[{key}](bibliography.md#{key.lower()})" if literature.known(key) else key)
    yield ", ".join(filter(None, words))
    if entry["difference"]:
        yield summary(entry["difference"])
        yield f"[What differs, formula by formula]({_address(entry)})"
    else:
        yield markdown(cell["about"])
    flow = records.get(entry.get("flow", ""))
    if flow is not None:
        yield f"[What becomes of its errors: {markdown(flow['title'])}]({path(flow)})"


def _source(entry: Entry, records: Mapping[str, Record]) -> str:
    return entry["source"] or (records[entry["cell"]]["source"] or {"key": ""})["key"]


def _year(entry: Entry, records: Mapping[str, Record], literature: Literature) -> str:
    return literature.references.get(_source(entry, records), {}).get("year", "")


def _address(entry: Entry) -> str:
    return f"comparisons/{entry['after']}-{entry['cell']}.md"


def _step(cell: str, step: str) -> str:
    return f"../{page_of('cell', cell)}#{step}"
