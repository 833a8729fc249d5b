"""The JAX program: its gradient is the derived one, under jit and vmap too."""

import numpy as np
import pytest

jax = pytest.importorskip("jax")

from jax import numpy as jnp  # noqa: E402
from jax.test_util import check_grads  # noqa: E402

from lstm_sym.cells import builtin, names  # noqa: E402
from lstm_sym.emit import code  # noqa: E402
from lstm_sym.emit.load import loaded  # noqa: E402
from lstm_sym.language.text import parse  # noqa: E402
from tests.emit.runs import Batch, worst  # noqa: E402
from tests.emit.test_numpy import UNSEEN  # noqa: E402

FEW = ("gru-torch", "rnn-bidirectional")
EXACT = 1e-12


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


def gradients(made, batch: Batch):
    steps = () if batch.x else (len(batch.steps),)

    def loss(params, x, first):
        outputs, _ = made.run(params, *x, first, *steps)
        return sum(jnp.vdot(batch.dh[n], v) for n, v in outputs.items())

    params, x, states = jax.grad(loss, (0, 1, 2))(*given(batch))
    found = {p.name: params[p.name] for p in batch.cell.learnt}
    found |= dict(zip(batch.x, x, strict=True)) | states
    right = batch.right()
    return {name: np.asarray(g).reshape(right[name].shape) for name, g in found.items()}


@pytest.mark.parametrize(
    "name", [n if n in FEW else pytest.param(n, marks=pytest.mark.slow) for n in names()]
)
def test_a_program_is_the_gradient_by_the_complex_step(name: str):
    made = module(builtin(name))
    for seed, many in ((0, 1), (1, 3)):
        batch = Batch(builtin(name), seed, many)
        assert worst(gradients(made, batch), batch.right()) < EXACT


def test_so_is_that_of_a_cell_never_seen_before():
    batch = Batch(parse(UNSEEN), 3, 2)
    assert worst(gradients(module(parse(UNSEEN)), batch), batch.right()) < EXACT


def test_check_grads_passes_last_states_and_all():
    batch = Batch(builtin("lstm"), 0, 2)
    made = module(builtin("lstm"))
    check_grads(lambda p, x, s: made.run(p, *x, s), given(batch), order=1, modes=["rev"])


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
