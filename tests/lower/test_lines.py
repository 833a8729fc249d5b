"""Broken formulas lose nothing, fit where they can, and are broken outside of brackets first."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.lower.latex import latex
from lstm_sym.lower.latex.boxes import boxes, width
from lstm_sym.lower.latex.lines import lines
from tests.strategies import examples, vectors_of

ROWS = re.compile(r"\\begin\{aligned\} (.*) \\end\{aligned\}", re.DOTALL)


def rows(tex: str) -> list[str]:
    """The lines of a formula, without what aligns them."""
    found = ROWS.fullmatch(tex)
    return (
        [row.replace("&", "").replace("{}", "") for row in found[1].split(r" \\ ")]
        if found
        else [tex]
    )


def joined(tex: str) -> str:
    """A broken formula on one line, without spaces and the sizes of brackets."""
    said = "".join(re.sub(r"^\s*\\q?quad\s*(\\cdot(?![a-z]))?", "", row) for row in rows(tex))
    return bare(said.replace(r"\Bigl", "").replace(r"\Bigr", ""))


def bare(tex: str) -> str:
    tex = re.sub(r"\\(left|right)(?![a-z])|\\,|\\q?quad|\s", "", tex)
    return tex.replace(r"\cdot(?![a-z])", "")


@given(vectors_of(), st.floats(4, 30))
@examples(60)
def test_nothing_is_lost(e, room):
    tex = f"y_{{t}} = {latex(e)}"
    assert "".join(box.tex for box in boxes(tex)) == tex
    assert joined(lines(tex, room)) == bare(tex)


@given(vectors_of(), st.floats(4, 30))
@examples(60)
def test_what_fits_is_left_alone_and_what_does_not_is_broken(e, room):
    tex = f"y_{{t}} = {latex(e)}"
    broken = lines(tex, room)
    if width(tex) <= room:
        assert broken == tex
    else:
        assert max(map(width, rows(broken))) <= width(tex)


@given(st.integers(2, 30), st.floats(9, 30))
@examples(60)
def test_lines_of_short_terms_all_fit(many, room):
    tex = "y_{t} = " + " + ".join(f"a_{{{k}}} \\odot b_{{{k}}}" for k in range(many))
    assert all(width(row) <= room + 0.01 for row in rows(lines(tex, room)))


@pytest.mark.parametrize(
    ("tex", "room", "first"),
    [
        (
            r"\frac{d h_{t}}{d W_{l q}} + a_{t} = b_{t} + c_{t}",
            8,
            r"\frac{d h_{t}}{d W_{l q}} + a_{t}",
        ),
        (r"y_{t} = a \, b \, c + a \, (b + c) \, d", 7.5, r"y_{t} = a \, b \, c"),
        (r"y_{t} = a_{t} \qquad (k = 1)", 6, r"y_{t} = a_{t}"),
        (r"y_{t} = p \, \left(a_{t} + b_{t}\right)", 5.6, r"y_{t} = p \, \Bigl(a_{t}"),
    ],
)
def test_it_is_broken_where_it_hurts_least(tex, room, first):
    assert rows(lines(tex, room))[0].strip() == first


def test_only_the_brackets_of_the_line_are_fixed():
    tex = r"\left. (a + b + c + d) \right|_{a = f\left(2\right)}"
    assert lines(tex, 7).count(r"\left(") == 1
    assert r"\Bigr|_{a = f\left(2\right)}" in lines(tex, 7)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("i", "m"),
        ("a_{t}", "a_{t - 1}"),
        (r"\frac{a}{b}", "a b"),
        ("a^{2}_{t - 1}", "a^{2} a_{t - 1}"),
    ],
)
def test_widths_are_those_of_print(narrow, wide):
    assert width(narrow) < width(wide)
    assert width(f"{narrow} {wide}") == pytest.approx(width(narrow) + width(wide))


def test_a_matrix_is_as_wide_as_its_columns():
    one = r"\begin{matrix}a & b\\c & d\end{matrix}"
    assert width("a b") < width(one) < width("a b") + 2
