"""Every symbol of every formula has a row, read off the formula, and no letter means two things."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Symbol

from derivations import CONTENTS, error_flow, flow_norms
from lstm_sym import builtin, cell, sum_over, t
from lstm_sym.language.activations import Elementwise
from lstm_sym.language.operators import Matrix
from lstm_sym.language.sums import PathSum
from lstm_sym.language.text.remarks import remarks
from lstm_sym.language.vectors import Vector
from lstm_sym.lower.latex import Printer
from lstm_sym.proof.derive import derived
from lstm_sym.proof.step import Derivation, equal
from lstm_sym.render import symbolpage
from lstm_sym.render.places import path
from lstm_sym.render.record import formula, order
from lstm_sym.render.record.places import places
from lstm_sym.render.record.symbols import Symbols
from tests.cli.command import ROOT
from tests.few import few

MODULES = [import_module(f"derivations.{name}") for _, names in CONTENTS for name in names]
DERIVATIONS = [module.derivation for module in MODULES]
CELLS = [derived(builtin(name)) for name in ("lstm", "hs97", "rnn-stacked")]


def symbols_of(home: Derivation) -> Symbols:
    kind = "cell" if home in CELLS else "derivation"
    return Symbols(home, Printer(order(home.cell)), places(home, kind))


def table(home: Derivation, step) -> list[dict[str, str]]:
    symbols = symbols_of(home)
    return symbols.of_step(step, formula(step.claim, symbols.printer))


@pytest.mark.parametrize("home", few([*DERIVATIONS, *CELLS], 20), ids=lambda home: home.label)
def test_everything_that_a_formula_speaks_of_has_a_row_and_one_meaning(home):
    symbols = symbols_of(home)
    printer = symbols.printer
    for step in home.steps:
        every = symbols.every(step, formula(step.claim, printer))
        means: dict[str, set[tuple[str, str]]] = {}
        for row in every:
            assert row["means"] or row["remark"], (step.label, row["symbol"])
            assert "#" not in row["symbol"] + row["shape"], (step.label, row["symbol"])
            means.setdefault(row["symbol"], set()).add((row["means"], row["shape"]))
        assert {s: m for s, m in means.items() if len(m) > 1} == {}, step.label
        for claim in (*step.claims, *step.given):
            for side in (claim.lhs, claim.rhs):
                assert spoken(side, printer) <= set(means), step.label


@pytest.mark.parametrize("home", [*DERIVATIONS, *CELLS], ids=lambda home: home.label)
def test_a_size_is_a_size_in_every_formula(home):
    printer = symbols_of(home).printer
    sides = [side for step in home.steps for side in (step.claim.lhs, step.claim.rhs)]
    dims = set().union(*(v.dim.free_symbols for side in sides for v in side.atoms(Vector)))
    widths = {n for side in sides for e in side.atoms(PathSum) for n in e.width.free_symbols}
    named = {printer.doprint(n) for n in (dims | widths) if n not in home.means}
    for step in home.steps:
        for row in table(home, step):
            assert row["symbol"] not in named or row["means"] != "number of steps", step.label


def spoken(e, printer: Printer) -> set[str]:
    """All vectors, matrices, activations and free symbols of an expression, as they are printed."""
    found = {v.func(*v.args[:2], t) if v.time is not None else v for v in e.atoms(Vector)}
    found |= {W.T if W.is_transposed else W for W in e.atoms(Matrix)}
    found |= e.free_symbols
    return set(map(printer.doprint, found)) | {type(y).tex for y in e.atoms(Elementwise)}


def test_the_shape_is_that_of_the_expression():
    home = error_flow.derivation
    shapes = {row["symbol"]: row["shape"] for row in table(home, home["path-sum"])}
    assert shapes[r"a_{t}"] == r"\mathbb{R}^{n}"
    assert shapes["W"] == r"\mathbb{R}^{n \times n}"
    assert shapes["u"] == shapes["l_{m}"] == r"1, \dots, n"
    assert shapes["m"] == r"1, \dots, q"
    assert shapes["q"] == r"\ge 1"


def test_a_bound_letter_is_told_with_its_range():
    home = error_flow.derivation
    step = replace(
        home["net"], claim=equal(sum_over(lambda k: k, 2, 7, "j"), Symbol("z", real=True))
    )
    (row,) = [row for row in table(home, step) if row["symbol"] == "j"]
    assert row["shape"] == r"2, \dots, 7"
    assert "bound" in row["means"]


def test_a_symbol_leads_to_its_definition():
    found = {
        row["symbol"]: row["place"] for row in table(error_flow.derivation, error_flow.path_sum)
    }
    assert found[r"a_{t}"] == "derivations/error-flow.md#net"
    assert found["W"] == "cells/rnn-logistic.md#symbols"
    assert found[r"\bar{a}_{t}"] == "notation.md#errors"
    home = flow_norms.derivation
    found = {row["symbol"]: row["place"] for row in table(home, home["flow-bound"])}
    assert found[r"f'_{\mathrm{max}}"] == "derivations/flow-norms.md#largest-slopes"


def test_the_remark_of_a_cell_is_its_meaning_and_stays_as_it_is():
    text = "h[t] = tanh(U @ h[t-1] + W @ x[t])  # what <b>I</b> keep\nmatrix W  # from outside"
    home = derived(cell(text))
    rows = {row["symbol"]: row for row in table(home, home["forward-h"])}
    assert rows["h_{t}"]["remark"] == "what <b>I</b> keep"
    rows = {row["symbol"]: row for row in table(home, home["forward-a_h"])}
    assert rows["W"]["remark"] == "from outside"
    assert rows["U"]["remark"] == ""
    assert rows["U"]["means"].startswith("weights from")


NAME = st.from_regex(r"[a-zA-Z]\w{0,4}", fullmatch=True).filter(lambda name: name.isascii())
COMMENT = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "Zs")), max_size=20)


@given(NAME, COMMENT)
def test_a_remark_is_the_comment_behind_an_equation(name, comment):
    said = " ".join(comment.split())
    found = remarks(f"{name} [ t ] = {name}[t-1]  # {comment}")
    assert found == ({name: said} if said else {})
    assert remarks(f"# {name}[t] = 1 # {comment}") == {}
    assert remarks(f"{name}[t] = {name}[t-1]") == {}


def test_a_declaration_of_several_names_has_one_remark_for_all():
    found = remarks("constant matrix A[n, m] B  # fixed\nnumber alpha # a rate\ntitle x # y")
    assert found == {"A": "fixed", "B": "fixed", "alpha": "a rate"}


def test_the_page_on_notation_has_every_place_that_is_linked(kept):
    text = (ROOT / "docs/notation.md").read_text(encoding="utf-8")
    anchors = set(re.findall(r"\{ #([\w-]+) \}", text))
    linked = {
        row["place"].partition("#")[2]
        for record in kept
        for step in record["steps"]
        for row in step["symbols"]
        if row["place"].startswith("notation.md")
    }
    assert linked
    assert linked <= anchors


def test_the_page_of_all_symbols_has_each_meaning_once_and_leads_to_a_step_that_has_it(kept):
    text = symbolpage.files(kept)["symbols.md"]
    lines = [line for line in text.splitlines() if line.startswith(r"| \(")]
    assert len(set(lines)) == len(lines) > 100
    steps = {f"{path(r)}#{s['label']}": s for r in kept for s in r["steps"]}
    for line in lines:
        symbol = line.split(r"\) | ")[0].removeprefix(r"| \(")
        for place in re.findall(r"\]\((derivations/[^)]+)\)", line.rpartition(" | ")[2]):
            assert symbol in {row["symbol"] for row in steps[place]["symbols"]}
    shown = {line.split(r"\) | ")[0].removeprefix(r"| \(") for line in lines}
    of_derivations = [r for r in kept if r["kind"] == "derivation"]
    rows = [row for r in of_derivations for s in r["steps"] for row in s["symbols"]]
    assert {row["symbol"] for row in rows if not symbolpage.MADE.match(row["means"])} == shown
    assert symbolpage.files([r for r in kept if r["kind"] == "cell"]) == {}


def test_a_limit_says_what_tends_where(kept):
    limits = [s for record in kept for s in record["steps"] if s["relation"] == "→"]
    assert limits
    told = re.compile(r" \\quad \(\S+ \\to \S+\)( \\end\{aligned\})?$")
    assert [s["id"] for s in limits if not told.search(s["latex"])] == []
