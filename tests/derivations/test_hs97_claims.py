"""The chapters on the network of 1997: every formula is named, and no broken one is let through."""

from dataclasses import replace

import pytest

from derivations import (
    exact_derivatives,
    lagged_outputs,
    learning_cost,
    memory_cells,
    memory_errors,
    memory_updates,
    squashing,
    truncated_outputs,
    truncated_states,
    truncation,
)
from lstm_sym import AdjointOf, Definition, equal
from lstm_sym.checks.checkers import Context, erratum, examine
from lstm_sym.checks.evidence import Verdict, status
from tests.few import few

PAGES = (
    squashing,
    memory_cells,
    exact_derivatives,
    truncation,
    truncated_states,
    truncated_outputs,
    memory_errors,
    memory_updates,
    learning_cost,
    lagged_outputs,
)
STEPS = [(page.derivation, step) for page in PAGES for step in page.derivation.steps]
NAMED = {name for _, step in STEPS if step.source for name in step.source.formulas}
WANTED = (
    "4a 4b 4c 4d 4e 4f 4g 4h eq3 eq4 eq5 eq6 eq6b eq7 eq7b eq8 eq8b eq9 eq9b eq9c eq9d eq9e "
    "A1t1 A1t2 A1t3 A1t4 A1t5 A1t6 A1t7 eq10 eq10b eq11 eq12 eq13 eq14 eq15 A1store "
    "eq16 eq17 eq18 eq19 eq20 eq21 eq22 eq23 eq24 eq25 eq26 eq27 eq28 eq29 eq29b eq29c eq29d"
)
MISPRINTS = [(home, step) for home, step in STEPS if step.printed is not None]
EQUALITIES = [
    (home, step)
    for home, step in STEPS
    if step.claim.relation == "=" and step.claim.rhs != 0 and not isinstance(step.by, AdjointOf)
    and not (isinstance(step.by, Definition) and step.by.cell is None)
    and not step.claim.rhs.is_Matrix
]  # fmt: skip


def name(value):
    return getattr(value, "label", None)


def test_every_formula_of_the_appendix_is_named():
    assert {f"HS97-{k}" for k in WANTED.split()} <= NAMED


@pytest.mark.parametrize(("home", "step"), few(EQUALITIES, 40), ids=name)
def test_no_reason_shows_a_claim_that_is_doubled(home, step):
    wrong = equal(step.claim.lhs, 2 * step.claim.rhs)
    assert not all(o.met is True for o in step.by.obligations(wrong))


@pytest.mark.parametrize(("home", "step"), few(MISPRINTS, 6), ids=name)
def test_the_right_form_is_no_misprint(home, step):
    context = Context(home)
    assert erratum(step, context).verdict is Verdict.PROVED
    right = replace(step, printed=replace(step.printed, claim=step.claim))
    assert erratum(right, context).verdict is Verdict.REFUTED
    swapped = replace(step, claim=step.printed.claim, printed=None)
    assert status(examine(swapped, context)) == "refuted"


def alone(home, step, **changes):
    """The verdict on a claim by numbers alone, on a page that supposes something else."""
    bare = replace(step, by=Definition(), printed=None)
    page = replace(home.derivation, steps=(bare,), builds_on=(), **changes)
    return status(examine(bare, Context(page)))


WITHOUT = [
    (memory_cells, memory_cells.start, {"at_rest": ()}),
    (memory_cells, memory_cells.one_block, {"members": ()}),
    (memory_updates, memory_updates.heard["in"], {"loss": "every step"}),
    (truncated_outputs, truncated_outputs.outputs["inside"]["in"], {"members": ()}),
    (truncated_outputs, truncated_outputs.outputs["inside"]["out"], {"members": ()}),
]


@pytest.mark.parametrize(("home", "step", "changes"), WITHOUT)
def test_without_what_a_page_supposes_a_claim_is_refuted(home, step, changes):
    assert alone(home, step) != "refuted"
    assert alone(home, step, **changes) == "refuted"


@pytest.mark.parametrize(
    ("home", "changes"),
    [
        (memory_cells, {"members": ()}),
        (truncated_outputs, {"members": ()}),
        (truncated_outputs, {"at_rest": ()}),
        (memory_updates, {"loss": "every step"}),
    ],
)
def test_no_page_leans_on_a_step_that_supposes_more(home, changes):
    with pytest.raises(ValueError, match=r"supposes more|among the members"):
        replace(home.derivation, **changes)


def test_with_the_whole_gradient_a_weight_elsewhere_moves_a_cell():
    home = replace(truncated_outputs.derivation, cell=memory_cells.cell)
    assert status(examine(truncated_outputs.outputs["untouched"]["h"], Context(home))) == "refuted"
