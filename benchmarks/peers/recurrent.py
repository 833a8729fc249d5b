"""The gradient of a recurrent layer by every road that is installed, on one problem.

A road is a function of nothing that returns the gradients of the stacked parameters; with it comes
what makes arrays of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

import lstm_sym

Road = Callable[[], Any]
Array = np.ndarray


@dataclass(frozen=True)
class Kind:
    """A cell of ours, what its parameters are stacked to, a layer of PyTorch, and one step."""

    cell: str
    stacks: tuple[tuple[str, ...], ...]
    layer: str
    step: Callable[..., tuple[Any, ...]]
    states: int


def lstm(f: Any, state: Any, x: Any, W: Any, U: Any, b: Any) -> tuple[Any, ...]:
    h, c = state
    i, j, g, o = f.split(x @ W.T + h @ U.T + b, 4)
    c = f.sigmoid(j) * c + f.sigmoid(i) * f.tanh(g)
    return f.sigmoid(o) * f.tanh(c), c


def peephole(f: Any, state: Any, x: Any, W: Any, U: Any, b: Any, p: Any) -> tuple[Any, ...]:
    h, c = state
    i, j, g, o = f.split(x @ W.T + h @ U.T + b, 4)
    to_i, to_j, to_o = f.split(p, 3)
    c = f.sigmoid(j + to_j * c) * c + f.sigmoid(i + to_i * c) * f.tanh(g)
    return f.sigmoid(o + to_o * c) * f.tanh(c), c


def gru(f: Any, state: Any, x: Any, W: Any, U: Any, b: Any, d: Any) -> tuple[Any, ...]:
    (h,) = state
    r, z, g = f.split(x @ W.T + b, 3)
    to_r, to_z, to_g = f.split(h @ U.T + d, 3)
    r, z = f.sigmoid(r + to_r), f.sigmoid(z + to_z)
    return ((1 - z) * f.tanh(g + r * to_g) + z * h,)


def _stacks(gates: str, *words: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.format(g) for g in gates) for word in words)


KINDS = {
    "lstm": Kind("lstm", _stacks("ifgo", "W_{}", "U_{}", "b_{}"), "LSTM", lstm, 2),
    "gru": Kind("gru-torch", _stacks("rzn", "W_i{}", "W_h{}", "b_i{}", "b_h{}"), "GRU", gru, 1),
    "peephole": Kind(
        "lstm-vanilla",
        (*_stacks("ifgo", "W_{}", "U_{}", "b_{}"), *_stacks("ifo", "p_{}")),
        "",
        peephole,
        2,
    ),
}


@dataclass
class Problem:
    """A kind of cell with numbers: sizes n, m, T, B and a dtype."""

    kind: Kind
    n: int
    m: int
    T: int
    B: int
    dtype: str
    threads: int
    params: dict[str, Array] = field(init=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(0)
        cell = lstm_sym.builtin(self.kind.cell)
        dims = {"n": self.n, "m": self.m}

        def drawn(*shape: int, scale: float = 1.0) -> Array:
            return (scale * rng.standard_normal(shape)).astype(self.dtype)

        self.params = {
            p.name: drawn(
                *(dims[str(d)] for d in (p.shape if hasattr(p, "shape") else (p.dim,))),
                scale=self.n**-0.5,
            )
            for p in cell.parameters
        }
        self.x, self.dh = drawn(self.T, self.B, self.m), drawn(self.T, self.B, self.n)

    @property
    def stacked(self) -> list[Array]:
        """The parameters, one above the other."""
        return [np.concatenate([self.params[n] for n in names]) for names in self.kind.stacks]

    @property
    def flops(self) -> float:
        """Multiplications and additions of the matrix products, forward and backward."""
        n, m, gates = self.n, self.m, len(self.kind.stacks[0])
        return self.T * self.B * 2 * gates * n * (2 * (n + m + 1) + n)


def roads(problem: Problem) -> Iterator[tuple[str, Road, Callable[[Any], list[Array]]]]:
    """Every road that there is: its name, itself, and what makes arrays of its result."""
    for target in ("numpy", "c"):
        made = lstm_sym.derive(problem.kind.cell).compile(
            target, problem.dtype, _threads(problem, target)
        )
        yield (
            f"emitted {'NumPy' if target == 'numpy' else 'C'}",
            partial(_ours, made, problem),
            lambda grads: [
                np.concatenate([grads[name] for name in names]) for names in problem.kind.stacks
            ],
        )
    if find_spec("torch"):
        yield from _torch(problem)
    if find_spec("jax"):
        yield from _jax(problem)


def missing() -> list[str]:
    """The peers that are not installed."""
    return [name for name in ("torch", "jax") if not find_spec(name)]


def _threads(problem: Problem, target: str) -> int | None:
    return problem.threads if target == "c" else None


def _ours(made: Any, problem: Problem) -> dict[str, Array]:
    return made(problem.params, problem.x, problem.dh)[1]


def _torch(problem: Problem) -> Iterator[tuple[str, Road, Callable[[Any], list[Array]]]]:
    import torch

    torch.set_num_threads(problem.threads)
    x, dh = torch.from_numpy(problem.x), torch.from_numpy(problem.dh)
    leaves = [torch.from_numpy(v).requires_grad_() for v in problem.stacked]

    def plain(grads: Any) -> list[Array]:
        return [g.numpy() for g in grads]

    if problem.kind.layer:
        layer = getattr(torch.nn, problem.kind.layer)(problem.m, problem.n).to(x.dtype)
        with torch.no_grad():
            layer.bias_hh_l0.zero_()
            for p, v in zip(layer.parameters(), leaves, strict=False):
                p.copy_(v)

        def whole() -> Any:
            return torch.autograd.grad(layer(x)[0], list(layer.parameters()), dh)

        yield f"PyTorch nn.{problem.kind.layer}", whole, lambda g: plain(g)[: len(leaves)]

    class Words:
        sigmoid, tanh = torch.sigmoid, torch.tanh

        @staticmethod
        def split(z: Any, many: int) -> Any:
            return z.chunk(many, -1)

    def loop() -> Any:
        state = (x.new_zeros((problem.B, problem.n)),) * problem.kind.states
        outputs = []
        for now in x:
            state = problem.kind.step(Words, state, now, *leaves)
            outputs.append(state[0])
        return torch.autograd.grad(torch.stack(outputs), leaves, dh)

    yield "PyTorch loop", loop, plain


def _jax(problem: Problem) -> Iterator[tuple[str, Road, Callable[[Any], list[Array]]]]:
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)

    class Words:
        sigmoid, tanh = jax.nn.sigmoid, jnp.tanh

        @staticmethod
        def split(z: Any, many: int) -> Any:
            return jnp.split(z, many, -1)

    def loss(leaves: Any, x: Any, dh: Any) -> Any:
        def step(state: Any, now: Any) -> Any:
            state = problem.kind.step(Words, state, now, *leaves)
            return state, state[0]

        first = (jnp.zeros((problem.B, problem.n), x.dtype),) * problem.kind.states
        return jnp.vdot(jax.lax.scan(step, first, x)[1], dh)

    gradient = jax.jit(jax.grad(loss))
    given = (
        [jnp.asarray(v) for v in problem.stacked],
        jnp.asarray(problem.x),
        jnp.asarray(problem.dh),
    )
    yield (
        "JAX jit(grad(scan))",
        lambda: jax.block_until_ready(gradient(*given)),
        lambda grads: [np.asarray(g) for g in grads],
    )
