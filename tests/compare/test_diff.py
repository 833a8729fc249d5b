"""diff: what came, went and changed is found, whatever the parts are called."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy.matrices.expressions.matexpr import MatrixExpr

from lstm_sym.calculus.flow import step_jacobian
from lstm_sym.calculus.normal import same
from lstm_sym.cells import builtin, names
from lstm_sym.compare.alignment import alignment
from lstm_sym.compare.difference import Difference
from lstm_sym.compare.glance import glance
from lstm_sym.compare.system import system
from lstm_sym.language.cell import Cell, t
from lstm_sym.language.operators import Diag
from lstm_sym.language.text import parse
from tests.compare.cells import disguises
from tests.few import few
from tests.strategies import examples

ALIKE = ("same", "renamed")
LSTM = builtin("lstm")


def fates(d: Difference) -> dict[str, str]:
    """What became of every equation, by the name in B, or in A if it is removed."""
    return {(row.after or row.before)[0]: row.kind for row in d.forward}


@pytest.mark.parametrize("name", few(names()))
def test_a_cell_does_not_differ_from_itself(name: str):
    cell = builtin(name)
    d = Difference(cell, cell)
    assert {row.kind for row in (*d.forward, *d.errors)} == {"same"}
    assert {row.kind for row in d.flow} <= {"same"}
    assert glance(d).paths == ()


def renamed(cell: Cell) -> Cell:
    """The same text with every name another, gates and all."""
    text = cell.text.split("\n", 4)[-1]
    for old, new in {"i": "u", "f": "k", "o": "q", "g": "v", "c": "s", "h": "y"}.items():
        for mark in ("[t]", "[t-1]"):
            text = text.replace(f"{old}{mark}", f"{new}{mark}")
        for weight in "WUb":
            text = text.replace(f"{weight}_{old}", f"{weight}_{new}")
    return parse(text)


def test_gates_are_found_under_other_names():
    d = Difference(LSTM, renamed(LSTM))
    assert d.naming.signals == {
        **{"x": "x", "y": "h", "s": "c"},
        **{
            f"{a}{new}": f"{a}{old}"
            for old, new in zip("ifog", "ukqv", strict=True)
            for a in ("", "a_")
        },
    }
    assert d.naming.weights["W_k"] == "W_f"
    assert {row.kind for row in (*d.forward, *d.errors, *d.flow)} == {"renamed"}


@given(data=st.data())
@examples(5)
def test_every_vector_of_a_cell_in_disguise_has_its_own_part(data: st.DataObject):
    other = data.draw(disguises(LSTM))
    pairs = alignment(system(LSTM), system(other))
    assert len(pairs) == len(set(pairs.values())) == len(system(LSTM).vectors)


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("rnn", "lstm97", {"i": "added", "o": "added", "g": "added", "c": "added", "h": "changed"}),
        ("lstm97", "lstm", {"f": "added", "c": "changed", "i": "same", "o": "same"}),
        ("lstm", "lstm-vanilla", {"i": "changed", "f": "changed", "o": "changed", "c": "same"}),
        ("lstm", "gru-cho", {"r": "added", "z": "changed", "i": "removed", "c": "removed"}),
    ],
)
def test_the_story_is_told(before: str, after: str, wanted: dict[str, str]):
    d = Difference(builtin(before), builtin(after))
    found = fates(d)
    assert {name: found[name] for name in wanted} == wanted
    back = fates(Difference(builtin(after), builtin(before)))
    turned = {"added": "removed", "removed": "added"}
    assert {name for name, kind in found.items() if kind in turned} <= {
        name for name, kind in back.items() if kind in turned
    }


def test_the_path_of_the_error_through_the_story():
    cells = ["rnn", "lstm97", "lstm", "lstm-vanilla", "gru-cho"]
    told = [[carousel(name) for name in pair] for pair in pairwise(cells)]
    plain = {"rnn": [], "lstm97": [("c[t]", "1", 0, True)], "lstm": [("c[t]", "f[t]", 0, True)]}
    peepholes = [("c[t]", str(step(builtin("lstm-vanilla"), "c").args[0]), 0, False)]
    chain = [*plain.values(), peepholes, [("h[t]", "z[t]", 3, True)]]
    assert told == [list(pair) for pair in pairwise(chain)]


def carousel(name: str) -> list[tuple[str, str, int, bool]]:
    """What of the error of a cell leads through no matrix."""
    found = glance(Difference(builtin(name), builtin(name))).after
    return [(str(c.state), str(c.factor), c.matrices, c.is_within_one) for c in found]


def step(cell: Cell, name: str) -> MatrixExpr:
    """The whole derivative of a state by its own past."""
    (u,) = cell[name]
    return step_jacobian(cell.explicit(), u(t), u(t - 1))


@pytest.mark.parametrize(
    ("keep", "is_within_one"),
    [
        ("f[t]", True),
        ("(1 - f[t])", True),
        ("f[t]*i[t]", True),
        ("f[t]/(f[t] + i[t])", True),
        ("2*f[t]", False),
        ("(f[t] + i[t])", False),
        ("(f[t] - i[t])", False),
        ("g[t]", False),
    ],
)
def test_a_factor_between_0_and_1_is_proved_to_be_one(keep: str, is_within_one: bool):
    cell = parse(LSTM.text.replace("f[t]*c[t-1]", f"{keep}*c[t-1]"))
    (found,) = glance(Difference(cell, cell)).after
    assert same(Diag(found.factor, found.state.dim), step(cell, "c"))
    assert found.is_within_one is is_within_one


def test_only_the_paths_through_a_new_gate_are_new():
    g = glance(Difference(builtin("lstm97"), LSTM))
    added = {row.after[1].label for row in g.paths if row.kind == "added" and row.after}
    assert added == {"through gate f", "through gate f, then c"}
    assert not [row for row in g.paths if row.kind == "removed"]


def test_what_is_changed_is_no_renaming():
    for line, other in (("i[t]*g[t]", "i[t]*tanh(g[t])"), ("f[t]*c[t-1]", "f[t]*c[t-2]")):
        d = Difference(LSTM, parse(LSTM.text.replace(line, other)))
        assert fates(d)["c"] == "changed"
        assert any(row.kind not in ALIKE for row in d.flow)
