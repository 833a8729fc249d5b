"""The pages that are about all derivations: coverage, errata, bibliography, and the contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import story
from .explorers import NEEDED
from .graph import PAGE as GRAPH
from .literature import Literature, numbered
from .pictures import PAGE as PICTURES
from .places import path
from .symbolpage import PAGE as SYMBOLS
from .words import html, markdown

Record = dict[str, Any]
Chapters = Sequence[tuple[str, Sequence[Record]]]


def contents(
    chapters: Chapters,
    literature: Literature,
    told: Sequence[Record] = (),
    dated: Sequence[Record] = (),
    drawn: bool = False,
) -> list[Record]:
    """The navigation: the pages ``told`` in prose, the chapters, and those of the timeline.

    ``drawn`` says whether there is a page of pictures.
    """
    found = [{"title": story.TITLE, "pages": list(told)}] if told else []
    found += [
        {"title": title, "pages": [{"title": _title(r), "path": path(r)} for r in records]}
        for title, records in chapters
        if records
    ]
    if dated:
        found.append({"title": "From cell to cell", "pages": list(dated)})
    records = [record for _, part in chapters for record in part]
    derived = [record for record in records if record["kind"] == "derivation"]
    if literature.folder is not None:
        pages = [
            ("Coverage", "coverage.md"),
            ("Errata", "errata.md"),
            ("What is verified, and how", "verified.md"),
            ("Bibliography", "bibliography.md"),
            *([("Pictures", PICTURES)] if drawn else []),
            *([("Explorers", "explorers.md")] if set(NEEDED) <= every(records).keys() else []),
            *([("What leans on what", GRAPH), ("Symbols", SYMBOLS)] if derived else []),
        ]
        found.append({"title": "Reference", "pages": [{"title": t, "path": p} for t, p in pages]})
    return found


def _title(record: Record) -> str:
    """A title as HTML: the theme puts it into its navigation as it is."""
    return html(record["title"]) if record["kind"] == "cell" else str(record["title"])


def shown(records: Sequence[Record]) -> dict[str, list[Record]]:
    """The steps that name each formula of the catalogue, with the page of each."""
    found: dict[str, list[Record]] = {}
    for record in records:
        for step in record["steps"]:
            for formula in step["formulas"]:
                found.setdefault(formula, []).append({**step, "path": path(record)})
        for formula in record["formulas"]:
            whole = {**record["steps"][0], "status": worst(record), "id": record["label"]}
            found.setdefault(formula, []).append({**whole, "path": path(record)})
    return found


def every(records: Sequence[Record]) -> dict[str, Record]:
    """All steps by their ids, with the page of each."""
    return {s["id"]: {**s, "path": path(record)} for record in records for s in record["steps"]}


def leaning(records: Sequence[Record]) -> dict[str, list[str]]:
    """The steps that lean on a step, by its id."""
    found: dict[str, list[str]] = {}
    for record in records:
        for step in record["steps"]:
            for used in dict.fromkeys(step["uses"]):
                found.setdefault(used, []).append(step["id"])
    return found


def worst(record: Record) -> str:
    """The status of a record: that of its weakest step."""
    states = {step["status"] for step in record["steps"]}
    return next(s for s in ("refuted", "undecided", "assumed", "verified") if s in states)


def is_done(entry: Record, steps: Sequence[Record]) -> bool:
    """A formula is done if every step that names it is verified; a definition may be assumed."""
    good = {"verified", "assumed"} if entry["kind"] == "definition" else {"verified"}
    return bool(steps) and all(step["status"] in good for step in steps)


def coverage(records: Sequence[Record], literature: Literature) -> dict[str, Record]:
    """For each source: how many formulas it has, how many are done, and which are missing."""
    steps = shown(records)
    found = {}
    for source, entries in literature.catalogue["formulas"].items():
        done = {e["id"] for e in entries if is_done(e, steps.get(e["id"], []))}
        missing = [e["id"] for e in entries if e["id"] not in done]
        found[source] = {"formulas": len(entries), "done": len(done), "missing": missing}
    return found


def coverage_page(records: Sequence[Record], literature: Literature) -> str:
    """Every formula of the sources: done, and where."""
    steps, counted = shown(records), coverage(records, literature)
    done, whole = (sum(c[k] for c in counted.values()) for k in ("done", "formulas"))
    lines = [
        "# Coverage",
        f"**{done} of {whole}** formulas of the literature are derived and verified here. The list "
        "was made before the derivations, so that it cannot count only what was done.",
        "| source | done | of |\n|---|--:|--:|\n"
        + "\n".join(
            f"| [{_heading(key, literature)}](#{key.lower()}) | {c['done']} | {c['formulas']} |"
            for key, c in counted.items()
        ),
    ]
    for key, entries in literature.catalogue["formulas"].items():
        lines.append(f"## {_heading(key, literature)} {{ #{key.lower()} }}")
        numbers = [numbered(literature.numbers.get(e["id"], {})) for e in entries]
        rows = ["| formula | place | what it says | shown by |", "|---|---|---|---|"]
        for e, number in zip(entries, numbers, strict=True):
            here = steps.get(e["id"], [])
            links = ", ".join(f"[{s['id']}]({s['path']}#{s['label']})" for s in here)
            if here and not is_done(e, here):
                links += " (not verified)"
            anchor = f'<span id="{e["id"].lower()}">{e["id"]}</span>'
            place = "; ".join(filter(None, (e["place"], number)))
            rows.append(f"| {anchor} | {place} | {markdown(e['says'])} | {links} |")
        lines.append("\n".join(rows))
    return "\n\n".join(lines) + "\n"


def bibliography_page(literature: Literature) -> str:
    """All sources."""
    lines = ["# Bibliography"]
    for key, fields in sorted(literature.references.items()):
        lines.append(f"## {key} {{ #{key.lower()} }}")
        lines.append(reference(fields))
    return "\n\n".join(lines) + "\n"


def reference(f: Mapping[str, str]) -> str:
    """A source as a sentence of Markdown."""
    where = f.get("journal") or f.get("booktitle") or f.get("howpublished") or f.get("school") or ""
    volume = f.get("volume", "") + (f"({f['number']})" if "number" in f else "")
    printed = ", ".join(
        part
        for part in (f"*{where}*" if where else "", volume, f.get("pages", ""), f.get("year", ""))
        if part
    )
    links = [
        f"<https://doi.org/{f['doi']}>" if "doi" in f else "",
        f"<https://arxiv.org/abs/{f['eprint']}>" if "eprint" in f else "",
        f"<{f['url']}>" if "url" in f and "doi" not in f else "",
    ]
    authors = "; ".join(" ".join(f.get("author", "").split()).split(" and "))
    said = (authors, f"**{f.get('title', '')}**", printed)
    return " ".join((*(_ended(part) for part in said if part), *filter(None, links)))


def _ended(part: str) -> str:
    """A part of a reference, with one mark at its end."""
    return part if part.rstrip("*")[-1] in ".?!" else f"{part}."


def _heading(key: str, literature: Literature) -> str:
    return markdown(literature.catalogue["sources"][key])
