"""Automatic differentiation: the equations of a cell as they stand, run in PyTorch or JAX.

Nothing derived enters; ``hold`` is the library's own way to let no derivative through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Add, Mul, Number, NumberSymbol, Piecewise, Pow, Symbol
from sympy.core.basic import Basic
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from ..language.activations import Elementwise, hold
from ..language.cell import Cell, t
from ..language.operators import Dot, Matrix
from ..language.vectors import Vector
from .backward import gradients
from .drawn import network
from .evidence import Evidence, Verdict
from .network import Network
from .sampling import distance, order

Array = NDArray[Any]
RUNS, TAME, EXACT = 3, 20.0, 1e-12


@dataclass(frozen=True)
class Words:
    """What a library calls things: arrays, functions by their names, and what has no derivative."""

    array: Callable[[Any], Any]
    function: Callable[[str], Callable[..., Any]]
    held: Callable[[Any], Any]


class Forward:
    """A run of a cell in the arrays of a library, the learnt parameters being leaves."""

    def __init__(self, run: Network, words: Words, learnt: Mapping[str, Any]) -> None:
        self.run, self.words, self.time = run, words, 0
        self.constants = {k: words.array(v) for k, v in run.constants.items()} | dict(learnt)
        self.known = {at: words.array(v) for at, v in run.given.items()}

    def loss(self) -> Any:
        """The loss of the run."""
        for time, heads in self.run.cell.schedule(self.run.steps):
            self.time = time
            for u in heads:
                empty = self.words.array(np.zeros(self.run.width[u.name]))
                self.known[u.name, self.time] = self.value(self.run.cell.equations[u]) + empty
        told = self.run.targets.items()
        return sum(((self.known[at] - self.words.array(d)) ** 2).sum() / 2 for at, d in told)

    @singledispatchmethod
    def value(self, e: Basic) -> Any:
        """Return what an expression is; TypeError for what the library is not told of."""
        if isinstance(e, sympy.Function):
            return self.words.function(e.func.__name__)(*map(self.value, e.args))
        raise TypeError(f"{type(e).__name__} is not known to a library of arrays")

    @value.register(Number | NumberSymbol)
    def _(self, e: Number) -> float:
        return float(e)

    @value.register
    def _(self, e: Symbol) -> Any:
        return self.constants[e.name] if e.name in self.constants else self.run.symbols[e]

    @value.register
    def _(self, e: Add) -> Any:
        return sum(map(self.value, e.args[1:]), self.value(e.args[0]))

    @value.register
    def _(self, e: Mul) -> Any:
        out = self.value(e.args[0])
        for a in e.args[1:]:
            out = out * self.value(a)
        return out

    @value.register
    def _(self, e: Pow) -> Any:
        return self.value(e.base) ** self.value(e.exp)

    @value.register
    def _(self, e: Vector) -> Any:
        if e.time is None:
            return self.constants[e.name]
        return self.known[e.name, int(e.moment.xreplace({t: self.time}))]

    @value.register
    def _(self, e: Matrix) -> Any:
        return self.constants[e.name].T if e.is_transposed else self.constants[e.name]

    @value.register
    def _(self, e: Dot) -> Any:
        return self.value(e.args[0]) @ self.value(e.args[1])

    @value.register
    def _(self, e: Elementwise) -> Any:
        z = self.value(e.args[0])
        if isinstance(e, hold):
            return self.words.held(z)
        at = Symbol("its argument", real=True)
        outer, self.constants = self.constants, {at.name: z}
        try:
            return self.value(type(e).written(at))
        finally:
            self.constants = outer

    @value.register
    def _(self, e: Piecewise) -> Any:
        """The last value, unless a condition before it holds, the first such one."""
        *pieces, (last, _) = e.args
        out = self.value(last)
        for piece, condition in reversed(pieces):
            out = self.words.function("where")(self.value(condition), self.value(piece), out)
        return out

    @value.register
    def _(self, e: Relational) -> Any:
        left, right = map(self.value, (e.gts, e.lts))
        return left > right if e.is_Relational and e.func in STRICT else left >= right

    @value.register
    def _(self, e: BooleanAtom) -> bool:
        return bool(e)


STRICT = (sympy.StrictGreaterThan, sympy.StrictLessThan)


def by_torch(run: Network) -> dict[str, Array]:
    """dL/dp of every learnt parameter by PyTorch's autograd. Raises ImportError without it."""
    import torch

    def array(v: Any) -> Any:
        return torch.tensor(np.asarray(v, float))

    leaves = {name: array(v).requires_grad_() for name, v in _learnt(run).items()}
    words = Words(array, lambda name: getattr(torch, name), torch.Tensor.detach)
    Forward(run, words, leaves).loss().backward()
    return {
        name: np.zeros(tuple(v.shape)) if v.grad is None else v.grad.numpy()
        for name, v in leaves.items()
    }


def by_jax(run: Network) -> dict[str, Array]:
    """dL/dp of every learnt parameter by JAX's grad. Raises ImportError without it."""
    import jax
    from jax import numpy as jnp
    from jax.scipy.special import erf

    def function(name: str) -> Any:
        return erf if name == "erf" else getattr(jnp, name)

    with jax.enable_x64(True):
        words = Words(jnp.asarray, function, jax.lax.stop_gradient)
        found = jax.grad(lambda p: Forward(run, words, p).loss())(_learnt(run))
        return {name: np.asarray(v) for name, v in found.items()}


BY = {"torch": by_torch, "jax": by_jax}


def _learnt(run: Network) -> dict[str, Array]:
    return {
        p.name: np.asarray(run.symbols[p] if isinstance(p, Symbol) else run.constants[p.name])
        for p in run.cell.learnt
    }


def autograd(cell: Cell, library: str, seed: int = 0) -> Evidence:
    """Compare the derived gradient of a cell with what a library's automatic differentiation says.

    On RUNS random networks, every entry of every gradient, relative to the largest of its array.
    Numbers that grow beyond TAME are drawn anew with all of them halved; if that does not help,
    the question is undecided. Raises ImportError if the library is not there.
    """
    runs = [_tame(cell.explicit(), np.random.default_rng([seed, k])) for k in range(RUNS)]
    known = [run for run in runs if run is not None]
    if not known:
        return Evidence(library, Verdict.UNDECIDED, "every run grows too large to compare")
    gaps = [
        distance(v, theirs[name])
        for run in known
        for theirs in [BY[library](run)]
        for name, v in gradients(run).items()
    ]
    gap = float(np.max(np.nan_to_num(gaps, nan=np.inf)))
    verdict = Verdict.SUPPORTED if gap <= EXACT else Verdict.REFUTED
    return Evidence(library, verdict, f"every entry on {len(known)} networks, {order(gap)}", gap)


def _tame(cell: Cell, dice: np.random.Generator) -> Network | None:
    for halved in range(10):
        with np.errstate(all="ignore"):
            run = network(cell, dice, calm=0.5**halved)
            if run.largest <= TAME:
                return run
    return None
