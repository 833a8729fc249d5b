"""The NumPy program: the gradient of any cell, in few calls, of which each names its equations."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.cells import builtin
from lstm_sym.checks.programs import EXACT, Batch, compared, ran
from lstm_sym.emit import code
from lstm_sym.emit.program import program
from tests.strategies import cells, examples


@examples(6)
@given(cells(), st.integers(0, 9), st.sampled_from([1, 8, 2**16]))
def test_a_program_of_any_cell_is_its_gradient_whatever_is_computed_at_once(
    cell, seed: int, room: int
):
    batch, made = Batch(cell, seed, 2), program(cell)
    made.backend.module.ROOM = made.backend.module.STEPS = room
    assert max(compared(batch, ran(made, batch)).values()) < EXACT


def test_gates_share_one_product_and_one_tanh_and_nothing_is_made_in_a_step():
    lines = code(builtin("lstm"), "numpy").splitlines()
    start = next(i for i, line in enumerate(lines) if "for t in range(first, last)" in line)
    step = []
    for line in lines[start + 1 :]:
        if not line.startswith("            "):
            break
        step.append(line.strip())
    calls = [line for line in step if line.startswith("np.")]
    assert all("out=" in call for call in calls)
    assert sum(call.startswith("np.matmul(") for call in calls) == 1
    assert sum(call.startswith("np.tanh(") for call in calls) == 2
    assert len(calls) <= 10


def test_large_inputs_saturate_without_a_warning():
    batch = Batch(builtin("lstm"), 0, 2)
    batch.x = {name: np.sign(v) * 1000 for name, v in batch.x.items()}
    found = ran(program(builtin("lstm")), batch)
    assert np.isfinite(found.loss)
    assert all(np.isfinite(v).all() for v in found.gradients.values())
