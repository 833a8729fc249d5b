"""The literature as data: the bibliography, the catalogue of formulas, the errata."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


@dataclass(frozen=True)
class Literature:
    """What ``references.bib`` and ``catalogue.toml`` of a folder say; empty if there is none."""

    folder: Path | None

    @cached_property
    def catalogue(self) -> Entry:
        """Sources, formulas by source, and errata by id."""
        if self.folder is None:
            return {"sources": {}, "formulas": {}, "errata": {}}
        return tomllib.loads((self.folder / "catalogue.toml").read_text(encoding="utf-8"))

    @cached_property
    def references(self) -> dict[str, dict[str, str]]:
        """The fields of every entry of the bibliography, by key; LaTeX accents decoded."""
        if self.folder is None:
            return {}
        from bibtexparser.entrypoint import parse_string
        from bibtexparser.middlewares import LatexDecodingMiddleware

        text = (self.folder / "references.bib").read_text(encoding="utf-8")
        library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
        return {e.key: {f.key: str(f.value) for f in e.fields} for e in library.entries}

    @cached_property
    def formulas(self) -> dict[str, Entry]:
        """The formulas of all sources, by id."""
        return {e["id"]: e for entries in self.catalogue["formulas"].values() for e in entries}

    @cached_property
    def numbers(self) -> dict[str, dict[str, str]]:
        """The numbers of the formulas that have one in the preprint and another in the journal."""
        return {
            name: {kind: e[kind] for kind in ("preprint", "journal")}
            for name, e in self.formulas.items()
            if "journal" in e
        }

    def known(self, key: str) -> bool:
        """Whether the bibliography has a key."""
        return key in self.references


NONE = Literature(None)


def numbered(numbers: Entry) -> str:
    """Say the two numbers of a formula; "" for one that has none."""
    return f"journal ({numbers['journal']}), preprint ({numbers['preprint']})" if numbers else ""
