"""Formulas over several lines keep every sign, and prose on a terminal has no TeX."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.cli.lines import broken
from lstm_sym.cli.words import plain
from lstm_sym.lower.text import text
from tests.strategies import examples, operators, scalars, vectors_of


def formulas() -> st.SearchStrategy[str]:
    """Long formulas, as the terminal shows them."""
    return st.builds(
        lambda *parts: " = ".join(map(text, parts)), vectors_of(), st.one_of(operators(), scalars())
    )


def innermost(formula: str) -> str:
    """What the innermost bracket that is open after a formula belongs to; the sign before it."""
    opened: list[str] = []
    for k, sign in enumerate(formula):
        if sign in "([":
            opened.append(formula[k - 1 : k] + sign)
        elif sign in ")]":
            opened.pop()
    return opened[-1] if opened else ""


@examples(80)
@given(formulas(), st.integers(40, 78), st.integers(0, 4), st.integers(0, 8))
def test_lines_are_the_formula_broken_outside_of_numbers_and_indices(
    formula: str, width: int, first: int, rest: int
):
    lines = broken(formula, width, first, rest)
    assert "".join("".join(lines).split()) == "".join(formula.split())
    assert lines[0].startswith(" " * first)
    assert all(line.startswith(" " * rest) for line in lines[1:])
    so_far = ""
    for line, following in pairwise(lines):
        so_far += line.strip()
        assert not re.fullmatch(r"[\w\])']\[", innermost(so_far))
        assert not (re.search(r"[\d.]$", line) and re.match(r"\s*[\d.]", following))
        assert following.strip()[0] not in "+@=≤<→*/)]" or following.strip()[:2] == "-"
    words = [len(word) for word in re.split(r" |(?<=[^*]\*)(?=[^*])", formula)]
    assert all(len(line) <= width for line in lines) or max(words) + rest > width


@pytest.mark.parametrize("width", [20, 30, 78])
def test_a_formula_that_fits_is_one_line(width: int):
    formula = "c[t] = f[t]*c[t-1]"
    assert broken(formula, width, 2, 8) == [f"  {formula}"]


@pytest.mark.parametrize(
    ("formula", "lines"),
    [
        ("h[t] = f[t]*h[t-1] + g[t]*x[t]", ["h[t] = f[t]*h[t-1] +", "    g[t]*x[t]"]),
        ("a**2*sum[k=1..q] f[k]", ["a**2*sum[k=1..q]", "    f[k]"]),
        ("W[l[m-1],l[m]] @ (x + -1)", ["W[l[m-1],l[m]] @", "    (x + -1)"]),
        ("0.12345678901234567890123", ["0.12345678901234567890123"]),
    ],
)
def test_a_line_ends_after_an_operator(formula: str, lines: list[str]):
    assert broken(formula, 20, 0, 4) == lines


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (r"for all \(p \in \{1, 2, oo\}\)", "for all p in {1, 2, oo}"),
        (r"As \(q \to -\infty\): it falls", "As q -> -oo: it falls"),
        (r"\(u, v = 1, \dots, n\)", "u, v = 1, ..., n"),
        (r"To \(\mathrm{net}^{\mathrm{in}}\) it speaks", "To net^in it speaks"),
        (r"a weight, \(w \, \sigma'(wy + b)\)", "a weight, w sigma'(wy + b)"),
        (r"\(n^{q-1}\) paths", "n^(q-1) paths"),
        (r"\(\pm c\), \(\bar{h}_t\), \(\frac{1}{4}\)", "+- c, h_bar_t, 1/4"),
        ("100% {of} it_all", "100% {of} it_all"),
    ],
)
def test_the_mathematics_in_prose_is_plain(words: str, shown: str):
    assert plain(words) == shown
