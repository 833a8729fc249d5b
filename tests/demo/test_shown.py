"""The pages say of the demonstration what its files say, and its files are of one run."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from lstm_sym import demo
from lstm_sym.demo import seeds
from lstm_sym.demo.learning import Settings
from lstm_sym.render import book, story
from lstm_sym.render.demonstration import LAGS, TABLES

FOLDER = Path(demo.__file__).parent
RESULT = json.loads((FOLDER / "result.json").read_text("utf-8"))
OTHERS = json.loads((FOLDER / "seeds.json").read_text("utf-8"))
CHAPTER = Path(__file__).parents[2] / "derivations" / "story" / "12-demonstration.md"
KINDS = ("lstm", "rnn")


def cells(table):
    """The rows of a table beneath its head, cell by cell."""
    lines = [line.strip("| ").split(" | ") for line in table.splitlines()]
    assert len({len(line) for line in lines}) == 1
    return lines[2:]


def clear(one):
    return f"{one['mean']:.4f}", f"{one['above 0.9']} of {one['contexts']}"


def test_the_run_is_the_default_one():
    assert {kind: one["settings"] for kind, one in RESULT.items()} == {
        kind: asdict(Settings(kind)) for kind in KINDS
    }
    (row,) = cells(TABLES["settings"]())
    told = {k: str(v) for k, v in asdict(Settings()).items() if k != "kind"}
    assert row == [*told.values()]
    assert Settings().hidden < 100
    assert Settings().steps < 1000
    assert Settings().rate > 0.001


def test_clarity_is_that_of_the_result():
    for row, kind in zip(cells(TABLES["clarity"]()), KINDS, strict=True):
        one = RESULT[kind]["clarity"]
        assert row[1:] == [clear(one)[0], f"{one['least']:.4f}", clear(one)[1]]


def test_rows_of_seeds_are_those_of_their_file_and_clear_but_for_one_in_five():
    first = {"seed": 0} | {kind: RESULT[kind]["clarity"] for kind in KINDS}
    rows = [first, *OTHERS]
    assert [one["seed"] for one in rows] == [0, 1, 2, 3, 4]
    for row, one in zip(cells(TABLES["seeds"]()), rows, strict=True):
        assert row == [str(one["seed"]), *clear(one["lstm"]), *clear(one["rnn"])]
    assert sum(one["lstm"]["mean"] > 0.9 for one in rows) >= 4


def test_a_row_is_read_from_a_result_of_one_seed(tmp_path):
    file = tmp_path / "result.json"
    file.write_text(json.dumps(RESULT))
    assert json.loads(seeds.gathered([file])) == [seeds.row(RESULT)]
    two = RESULT | {"rnn": {"settings": {"seed": 1}}}
    with pytest.raises(ValueError, match="too many"):
        seeds.row(two)


def test_errors_and_bounds_are_those_of_the_result_and_the_chapter_says_who_hears_more():
    flows = [RESULT[kind]["flow"] for kind in KINDS]
    for row, lag in zip(cells(TABLES["reach"]()), LAGS, strict=True):
        k = flows[0]["lags"].index(lag)
        found = [flow[what][k] for flow in flows for what in ("norms", "bounds")]
        assert row[0] == str(lag)
        assert [float(cell) for cell in row[1:]] == pytest.approx(found, rel=0.06)
    lags, lstm, rnn = flows[0]["lags"], *(flow["norms"] for flow in flows)
    more = [q for q, one, other in zip(lags, lstm, rnn, strict=True) if other > one]
    assert more == [q for q in lags if q <= more[-1]]
    assert f"Up to\na lag of {more[-1]} it is the recurrent network" in CHAPTER.read_text("utf-8")
    assert all(flow["bounds"][-1] > flow["bounds"][0] for flow in flows)


def test_the_chapter_shows_every_table_and_the_book_has_it_too():
    named = re.findall(r"\{\{ demonstration (\w+) \}\}", CHAPTER.read_text("utf-8"))
    assert sorted(named) == sorted(TABLES)
    for name in named:
        assert "".join(book.PARTS["demonstration"](name, None)).count(r"\hline") > 2
        assert [*story.PARTS["demonstration"](name, None)] == [TABLES[name]()]
    assert set(book.PARTS) == set(story.PARTS)
