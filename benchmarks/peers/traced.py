"""The gradient of an LSTM as JAX traces it."""

from __future__ import annotations

from typing import Any

import jax
from jax import numpy as jnp


def traced(n: int, m: int, T: int) -> Any:
    """The jaxpr of the gradient of the scan."""

    def loss(params: Any, x: Any, d: Any) -> Any:
        W, U, b = params

        def step(state: Any, now: Any) -> Any:
            h, c = state
            i, f, g, o = jnp.split(W @ now + U @ h + b, 4)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        zero = jnp.zeros(n)
        return jnp.vdot(jax.lax.scan(step, (zero, zero), x)[1], d)

    params = jnp.zeros((4 * n, m)), jnp.zeros((4 * n, n)), jnp.zeros(4 * n)
    jax.clear_caches()
    return jax.make_jaxpr(jax.grad(loss))(params, jnp.zeros((T, m)), jnp.zeros((T, n)))
