"""The catalogue of source formulas is complete, consistent and points only at what exists."""

import re
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "derivations"
CATALOGUE = tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))
SOURCES, FORMULAS, ERRATA = (CATALOGUE[name] for name in ("sources", "formulas", "errata"))
ENTRIES = [entry for entries in FORMULAS.values() for entry in entries]
IDS = [entry["id"] for entry in ENTRIES]
BIB_KEYS = re.findall(r"(?m)^@\w+\{(\w+),", (FOLDER / "references.bib").read_text("utf-8"))

KINDS = {"definition", "theorem", "inequality", "algorithm", "count", "claim"}
MISTAKES = {"sign", "index", "transpose", "time", "constant", "logic", "wording", "count"}
MISTAKES |= {"notation", "sharpness", "consistency", "false"}


def corrected(erratum):
    """Return the formulas that an erratum corrects, one or several."""
    return erratum["formulas"] if "formulas" in erratum else [erratum["formula"]]


def test_counts():
    assert len(IDS) == 350
    assert len(ERRATA) == 50
    assert len(FORMULAS["HS97"]) == 110
    assert len(FORMULAS["SM19"]) == 103


def test_names_are_unique():
    assert len(set(IDS)) == len(IDS)
    assert len(set(BIB_KEYS)) == len(BIB_KEYS)


def test_each_source_lists_its_own_formulas():
    assert FORMULAS.keys() == SOURCES.keys()
    for source in FORMULAS.keys() - {"MODERN", "X"}:
        assert all(entry["id"].startswith(source + "-") for entry in FORMULAS[source]), source


def test_entries_are_complete_and_of_a_known_kind():
    for entry in ENTRIES:
        numbers = entry.keys() & {"preprint", "journal"}
        assert entry.keys() - numbers == {"id", "place", "kind", "says"}, entry
        assert len(numbers) in (0, 2), entry
        assert entry["kind"] in KINDS, entry
        assert entry["place"], entry
        assert 3 <= len(entry["says"].split()) <= 12, entry


def test_the_journal_numbers_the_equations_of_1997_by_section_and_appendix():
    numbers = {int(e["preprint"]): e["journal"] for e in FORMULAS["HS97"] if "journal" in e}
    assert numbers == {1: "3.1", 2: "3.2"} | {n: f"A.{n - 2}" for n in range(3, 42)}
    for entry in FORMULAS["HS97"]:
        number = re.fullmatch(r"HS97-eq(\d+)", entry["id"])
        assert not number or entry["preprint"] == number[1]


def test_errata_name_existing_formulas_and_a_known_kind():
    for name, erratum in ERRATA.items():
        assert erratum["kind"] in MISTAKES, name
        assert erratum["says"], name
        assert corrected(erratum), name
        assert set(corrected(erratum)) <= set(IDS), name


def test_mistakes_that_were_told_in_public_are_ten_and_more_each_at_an_address_of_its_own():
    seen = [erratum["seen"] for erratum in ERRATA.values() if "seen" in erratum]
    assert all(re.fullmatch(r"https://[\w.-]+(/[\w.-]+)+", address) for address in seen)
    assert len(set(seen)) == len(seen) >= 10


def test_every_source_is_in_the_bibliography():
    papers = {re.split(r"\W", entry["place"])[0] for entry in FORMULAS["MODERN"]}
    assert (SOURCES.keys() - {"MODERN", "X"}) | papers <= set(BIB_KEYS)
