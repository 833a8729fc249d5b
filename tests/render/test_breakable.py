"""Long formulas between words can be broken; short ones and what they say stay the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.render.breakable import LONG, breakable

SUM = " + ".join(rf"\left\lVert U_{{{k}}} \right\rVert_{{2}}" for k in range(9))
PIECES = st.lists(st.sampled_from([r"\left(", r"\right)", r"\left[", r"\right]", "a", "+"]))


def test_a_short_formula_stays():
    assert breakable(r"\(\left(a + b\right)\)") == r"\(\left(a + b\right)\)"


def test_a_long_bracket_gets_a_fixed_size():
    assert breakable(rf"\(\left({SUM}\right)\)") == rf"\(\bigl({SUM}\bigr)\)"


def test_a_matrix_is_told_by_its_rows():
    matrix = rf"\left[\begin{{matrix}}1 & {SUM}\\x & y\end{{matrix}}\right]"
    told = breakable(rf"\(K = {matrix}\)")
    assert "matrix}" not in told
    assert told.startswith(r"\(K = \) the matrix of the rows \(\bigl(1,")
    assert told.endswith(r"\(\bigl(x,\allowbreak\; y\bigr)\)")
    assert SUM in told


@given(PIECES)
def test_brackets_that_were_in_pairs_stay_so(pieces):
    formula = rf"\({''.join(pieces)}{'+ a' * LONG}\)"
    told = breakable(formula)
    assert told.count(r"\bigl(") == told.count(r"\bigr)")
    assert told.replace(r"\bigl", r"\left").replace(r"\bigr", r"\right") == formula
