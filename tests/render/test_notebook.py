"""In a notebook, a cell and what follows from it show all their formulas, and nothing else."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sympy import Rational

import lstm_sym
from lstm_sym.cells import builtin
from lstm_sym.checks.report import Refuted, Undecided, Verified, reported
from lstm_sym.proof.derive import derived
from lstm_sym.proof.step import Claim
from lstm_sym.render import notebook
from lstm_sym.render.typeset import native

NAMES = ["rnn", "lstm", "rnn-bidirectional", "minlstm", "slstm-stabilised"]


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_shows_its_equations_in_every_form(name):
    cell = lstm_sym.cell(name)
    latex, markdown, html = cell._repr_latex_(), cell._repr_markdown_(), cell._repr_html_()
    assert latex.count(" \\\\\n") == len(cell.equations) - 1
    assert markdown.count("$$") == 2 * len(cell.equations)
    root = ElementTree.fromstring(f"<body>{html.replace('&ApplyFunction;', '')}</body>")
    assert len(root.findall(".//math")) == len(cell.equations)
    assert cell.title in markdown
    assert root.findtext(".//strong") == cell.title


@pytest.mark.parametrize("name", NAMES[:3])
def test_what_follows_shows_every_step(name):
    found = lstm_sym.derive(name)
    lines = [line for _, lines in notebook.groups(found.derivation) for line in lines]
    assert len(lines) == len(found.derivation.steps)
    html, markdown = found._repr_html_(), found._repr_markdown_()
    for line in lines:
        assert line in found.latex()
        assert line in markdown
        assert native(line, True) in html
    for kind in ("Forward", "Errors", "Gradients", "One step of the state"):
        assert f"*{kind}*" in markdown


def test_words_of_anybody_are_words():
    cell = lstm_sym.cell("title <b>&bold\nh[t] = tanh(U @ h[t-1])")
    assert "<strong>&lt;b&gt;&amp;bold</strong>" in cell._repr_html_()


def test_a_report_is_verified_refuted_or_undecided():
    whole = derived(builtin("rnn"))
    found = reported(whole)
    assert isinstance(found, Verified)
    assert found
    assert set(found.verdicts.values()) == {"verified", "assumed"}
    error = whole["error-a"]

    def changed(claim):
        return replace(whole, steps=(replace(error, claim=claim),))

    wrong = reported(changed(Claim(error.claim.lhs, "=", Rational(1, 2) * error.claim.rhs)))
    assert isinstance(wrong, Refuted)
    assert not wrong
    assert wrong.counterexample.startswith("error-a: ")
    assert " against " in wrong.counterexample
    late = whole.cell.signal("h")(whole.cell.time + 100)
    unknown = reported(changed(Claim(late, "=", late)))
    assert isinstance(unknown, Undecided)
    assert unknown.reason.startswith("error-a: ")
    assert not unknown
