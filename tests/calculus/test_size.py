"""What is derived is as large for one step as for a thousand, and for one unit as for many."""

import pytest
from sympy import Integer, preorder_traversal

from lstm_sym import T, derive


def nodes(e) -> int:
    return sum(1 for _ in preorder_traversal(e))


@pytest.mark.parametrize("name", ["lstm", "gru-torch"])
def test_a_gradient_has_as_many_nodes_for_a_thousand_steps_as_for_one(name: str):
    found = derive(name)
    for e in (*found.adjoint.values(), *found.gradient.values()):
        many = {nodes(e.xreplace({T: Integer(steps)})) for steps in (1, 10, 1000)}
        assert many == {nodes(e)}
