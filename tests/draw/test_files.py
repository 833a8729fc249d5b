"""Laws of every file that is drawn: whole, legible, without colours of its own, always the same."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import combinations

import pytest

from lstm_sym.cells import builtin, names
from lstm_sym.draw.diagram import Node
from lstm_sym.draw.figures import figures
from lstm_sym.draw.gallery import pictures
from lstm_sym.draw.graph import graph
from lstm_sym.draw.svg import Drawing
from lstm_sym.draw.words import formula, spoken, width
from lstm_sym.language.text import parse
from lstm_sym.lower.latex import Printer
from tests.cli.command import ROOT
from tests.draw.shapes import Sheet, inside
from tests.few import few

NAMED = sorted(pictures())
DRAWN = [("cell", name) for name in names()] + [("picture", name) for name in NAMED]
_kept: dict[tuple[str, str], dict[str, str]] = {}


def drawn(kind: str, name: str) -> dict[str, str]:
    if (kind, name) not in _kept:
        one = kind == "picture"
        _kept[kind, name] = {name: pictures()[name].draw()} if one else figures(builtin(name))
    return _kept[kind, name]


@pytest.mark.parametrize(("kind", "name"), few(DRAWN, 20))
def test_a_file_is_whole_and_has_no_colour_and_no_id(kind: str, name: str):
    for text in drawn(kind, name).values():
        sheet = Sheet(text)
        first, second, *_ = sheet.root
        assert [first.tag[-5:], second.tag[-4:]] == ["title", "desc"]
        assert first.text
        assert len(second.text or "") > 20
        assert sheet.root.attrib["role"] == "img"
        assert not re.search(r"#[0-9a-fA-F]{3}|rgb|hsl", text)
        assert not any("id" in e.attrib for e in sheet.root.iter())
        assert "\n\n" not in text
        assert "nan" not in text
        assert "inf" not in " ".join(e.attrib.get("d", "") for e in sheet.root.iter())


@pytest.mark.parametrize(("kind", "name"), few(DRAWN, 12))
def test_all_that_is_drawn_lies_on_the_sheet(kind: str, name: str):
    for text in drawn(kind, name).values():
        sheet = Sheet(text)
        a, b, c, d = sheet.view
        for points in sheet.edges.values():
            assert all(inside(p, (a, b, c, d)) for p in points)
        for x, y, z, w in sheet.boxes:
            assert a < x < z < c
            assert b < y < w < d


@pytest.mark.parametrize(("kind", "name"), DRAWN)
def test_no_node_covers_another(kind: str, name: str):
    for text in drawn(kind, name).values():
        for (a, b, c, d), (x, y, z, w) in combinations(Sheet(text).boxes, 2):
            assert c < x or z < a or d < y or w < b


@pytest.mark.parametrize("name", few(names(), 12))
def test_every_vector_and_every_reading_is_in_the_file(name: str):
    cell, files = builtin(name), drawn("cell", name)
    assert {"step", "unrolled"} <= files.keys()
    for kind, last in (("step", 0), ("unrolled", 1)):
        sheet, whole = Sheet(files[kind]), graph(cell, 0, last)
        assert len(sheet.boxes) == len(whole.nodes)
        said = {"".join(s.text for s in words) for words in whole.words.values()}
        assert said <= set(sheet.words)
        assert len(sheet.edges) == len(whole.edges)


@pytest.mark.parametrize("name", names())
def test_the_paths_of_the_error_have_their_derivatives(name: str):
    sheet = Sheet(drawn("cell", name)["flow"])
    numbers = [word for word in sheet.words if word.isdigit()]
    many = len(sheet.edges)
    assert sorted(numbers) == sorted([str(k) for k in range(1, many + 1)] * 2)
    assert sum("∂" in word and " = " in word for word in sheet.words) == many


@pytest.mark.slow
def test_a_file_is_the_same_in_every_process():
    code = (
        "from lstm_sym.cells import builtin\nfrom lstm_sym.draw.figures import figures\n"
        "import sys; sys.stdout.write(''.join(figures(builtin('hs97')).values()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout == "".join(drawn("cell", "hs97").values())


@pytest.mark.parametrize("name", names())
def test_every_formula_of_a_cell_can_be_set(name: str):
    cell = builtin(name)
    printer = Printer([s.name for s in (*cell.inputs, *cell.computed)])
    for u, e in cell.equations.items():
        for part in (u, e):
            words = formula(printer.doprint(part))
            assert width(words, 15) > 0
            assert "\\" not in spoken(words)
            assert "{" not in spoken(words)


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        ("h_{t - 1}", "h_t−1"),
        (r"\mathrm{net}^{\mathrm{in}}_{t}", "net^in_t"),
        (r"\sigma\left(W_{i} x_{t}\right)", "sigma(W_i x_t)"),
        (r"\frac{d a}{d b}", "da/db"),
        (r"\frac{a + b}{c}", "(a + b)/c"),
        ("-x + y", "−x + y"),
        (r"1 - y^{2}", "1 − y^2"),
    ],
)
def test_a_formula_lies_on_one_line(tex: str, said: str):
    assert spoken(formula(tex)) == said


def test_a_command_that_is_not_known_is_an_error():
    with pytest.raises(ValueError, match="cannot show"):
        formula(r"\unknown{x}")


def test_a_cell_with_many_signals_has_no_picture():
    lines = [f"a{k}[t] = a{k - 1}[t]" for k in range(1, 80)]
    cell = parse("\n".join(["a0[t] = x[t] + a0[t-1]", *lines]))
    assert not figures(cell).keys() & {"step", "unrolled"}


def test_words_of_a_user_are_only_words():
    cell = parse("title <script>&\nh[t] = h[t-1] + x[t]")
    for text in figures(cell).values():
        assert "<script>" not in text
        assert "<script>&" in (Sheet(text).root[0].text or "")


def test_the_sheet_grows_with_what_is_drawn():
    drawing = Drawing("title", "desc")
    drawing.text(0, 0, "a word")
    assert Node("a") == Node("a", 0)
    (a, b, c, d) = Sheet(drawing.svg()).view
    assert a < -15
    assert c > 15
    assert b < 0 < d
