"""How a program of each target is run on a batch: its loss, gradients, outputs and last states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...calculus.extremes import MissingExtra
from ...emit import code
from ...emit.backends import NumpyBackend
from ...emit.compiler import NoCompiler, compiler
from ...emit.frameworks import check_there
from ...emit.load import loaded
from ...emit.native import CBackend
from ...emit.program import Program
from ...language.cell import Cell
from .batch import Batch

Array = NDArray[Any]


@dataclass(frozen=True)
class Found:
    """What a program says of a batch; every array in the shape of the batch."""

    loss: float
    gradients: Mapping[str, Array]
    outputs: Mapping[str, Array]
    last: Mapping[str, Array]


Road = Callable[[Batch], Found]


def road(cell: Cell, target: str, text: str | None = None) -> Road:
    """Return what runs the program of a cell, or ``text`` in its place.

    Raises KeyError for an unknown target, MissingExtra if what runs it is not there.
    """
    _check_there(target)
    return {"numpy": _own, "c": _own, "torch": _torch, "jax": _jax}[target](cell, target, text)


def _check_there(target: str) -> None:
    check_there(target)
    if target == "c":
        try:
            compiler()
        except NoCompiler as fault:
            raise MissingExtra(f"c needs a C compiler: {fault}; apt install gcc") from fault


def ran(program: Program, batch: Batch, **options: Any) -> Found:
    """What a compiled program says of a batch; ``options`` are those of its call."""
    options |= {"final": batch.final} if batch.final else {}
    x = batch.x or None
    loss, grads = program(
        batch.params, x, batch.dh, initial=batch.initial, also=batch.also, **options
    )
    outputs, last = program.forward(batch.params, x, initial=batch.initial, steps=len(batch.steps))
    return Found(loss, grads, outputs, last)


def _own(cell: Cell, target: str, text: str | None) -> Road:
    own = CBackend if target == "c" else NumpyBackend
    return partial(ran, Program(cell, own(cell, "float64", text=text)))


def _torch(cell: Cell, target: str, text: str | None) -> Road:
    import torch

    module = loaded(text or code(cell, target), f"{target} program of {cell.name}")
    leaf = partial(torch.tensor, requires_grad=True)

    def run(batch: Batch) -> Found:
        params, inputs, states = (
            {name: leaf(v) for name, v in arrays.items()}
            for arrays in (batch.params, batch.x, _long(batch.initial))
        )
        outputs, last = module.run(params, *inputs.values(), states, *_steps(batch))
        loss = sum((torch.tensor(v) * outputs[n]).sum() for n, v in batch.dh.items())
        loss += sum((torch.tensor(v) * last[n]).sum() for n, v in _long(batch.final).items())
        loss.backward()
        leaves = {p.name: params[p.name] for p in batch.cell.learnt} | inputs | states
        grads = {n: torch.zeros_like(v) if v.grad is None else v.grad for n, v in leaves.items()}
        plain = ({n: v.detach().numpy() for n, v in d.items()} for d in (grads, outputs, last))
        return _found(batch, loss.item(), *plain)

    return run


def _jax(cell: Cell, target: str, text: str | None) -> Road:
    import jax
    from jax import numpy as jnp

    module = loaded(text or code(cell, target), f"{target} program of {cell.name}")

    def run(batch: Batch) -> Found:
        def loss(params: Any, x: Any, first: Any) -> Any:
            outputs, last = module.run(params, *x, first, *_steps(batch))
            said: Any = sum(jnp.vdot(v, outputs[n]) for n, v in batch.dh.items())
            said += sum(jnp.vdot(v, last[n]) for n, v in _long(batch.final).items())
            return said, (outputs, last)

        with jax.enable_x64(True):
            slopes = jax.value_and_grad(loss, (0, 1, 2), has_aux=True)
            given = batch.params, list(batch.x.values()), _long(batch.initial)
            (said, (outputs, last)), (params, x, states) = slopes(*given)
        grads = {p.name: params[p.name] for p in batch.cell.learnt}
        grads |= dict(zip(batch.x, x, strict=True)) | states
        return _found(batch, float(said), grads, outputs, last)

    return run


def _long(states: Mapping[str, Array]) -> dict[str, Array]:
    """States with an axis for their times."""
    return {name: v if v.ndim == 3 else v[None] for name, v in states.items()}


def _steps(batch: Batch) -> tuple[int, ...]:
    return () if batch.x else (len(batch.steps),)


def _found(batch: Batch, loss: float, grads: Any, outputs: Any, last: Any) -> Found:
    """Arrays of NumPy, states without an axis for a single time."""
    grads, outputs, last = (
        {name: np.asarray(v) for name, v in d.items()} for d in (grads, outputs, last)
    )
    states = {name: v[0] if len(v) == 1 else v for name, v in last.items()}
    for name in batch.initial:
        grads[name] = grads[name][0] if len(grads[name]) == 1 else grads[name]
    return Found(loss, grads, outputs, states)
