"""What else is derived of a cell speaks of every weight, numbers too, and holds."""

import pytest

from lstm_sym.checks.report import reported
from lstm_sym.language.text import parse
from lstm_sym.proof.variants import FORWARD, variants

CELLS = {
    "a number that scales": "number a\nh[t] = a*h[t-1] + tanh(W @ x[t])",
    "a number alone": "number a\nh[t] = a*h[t-1] + x[t]",
    "a number under a matrix": "number a\nh[t] = tanh(W @ x[t] + U @ (a + h[t-1]) + U @ 1)",
    "a number within": "number a\nh[t] = tanh(U @ sigma(a + h[t-1]) + a**2*b)",
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_the_derivative_by_every_parameter_is_carried_forward(text: str):
    cell = parse(text)
    forward = [one for one in variants(cell) if one.title == FORWARD]
    labels = {step.label for one in forward for step in one.steps}
    assert {p.name for p in cell.learnt} == {label.split("-")[-1] for label in labels}
    assert reported(*forward)
