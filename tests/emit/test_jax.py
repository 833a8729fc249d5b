"""The JAX program: its gradient is the derived one, under jit and vmap too."""

import numpy as np
import pytest

jax = pytest.importorskip("jax")

from jax.test_util import check_grads  # noqa: E402

from lstm_sym.cells import builtin, names  # noqa: E402
from lstm_sym.checks.programs import Batch  # noqa: E402
from lstm_sym.emit import code  # noqa: E402
from lstm_sym.emit.load import loaded  # noqa: E402

WHOLE = [name for name in names() if "hold(" not in builtin(name).text]


@pytest.fixture(autouse=True)
def double():
    """Double precision for these tests alone."""
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def module(cell):
    return loaded(code(cell, "jax"), f"jax {cell.name}")


def given(batch: Batch):
    states = {n: v if v.ndim == 3 else v[None] for n, v in batch.initial.items()}
    return batch.params, list(batch.x.values()), states


@pytest.mark.parametrize(
    "name", [n if n == "lstm" else pytest.param(n, marks=pytest.mark.slow) for n in WHOLE]
)
def test_check_grads_passes_last_states_and_all(name: str):
    batch = Batch(builtin(name), 0, 2)
    made = module(batch.cell)
    params, x, states = given(batch)
    learnt = {p.name: params.pop(p.name) for p in batch.cell.learnt}

    def run(learnt, x, states):
        return made.run(params | learnt, *x, states)

    check_grads(run, (learnt, x, states), order=1, modes=["rev"])


def test_jit_and_vmap_change_nothing():
    batch = Batch(builtin("gru-torch"), 0, 3)
    made = module(builtin("gru-torch"))
    params, (x,), states = given(batch)
    plain, _ = made.run(params, x, states)
    jitted, _ = jax.jit(made.run)(params, x, states)
    each = jax.vmap(made.run, in_axes=(None, 1, 1), out_axes=1)
    mapped, _ = each(params, x, states)
    assert np.allclose(plain["h"], jitted["h"], atol=1e-14)
    assert np.allclose(plain["h"], mapped["h"], atol=1e-14)

    def loss(x, states):
        return (each(params, x, states)[0]["h"] ** 2).sum()

    def whole(x, states):
        return (made.run(params, x, states)[0]["h"] ** 2).sum()

    assert np.allclose(jax.grad(loss)(x, states), jax.grad(whole)(x, states), atol=1e-12)
