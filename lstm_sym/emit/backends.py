"""How a program runs: as a module of NumPy, PyTorch or JAX, or as compiled C."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from ..language.cell import Cell
from . import TARGETS
from .arguments import Given, ProgramError
from .compiler import NoCompiler
from .frameworks import JaxBackend, TorchBackend
from .load import loaded
from .native import CBackend
from .plan import plan
from .targets.numpy import emitted

Array = NDArray[Any]


class Backend(Protocol):
    """A program on arrays that were checked."""

    source: str
    dtype: np.dtype

    def forward(self, given: Given) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return every output at all steps, and every state after the last."""

    def gradient(self, given: Given, also: Sequence[str]) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient, that of ``also`` too."""

    def again(self, given: Given, x: Array, dh: Array) -> tuple[float, dict[str, Array]]:
        """Return the same for another input and another word of the loss, of the same shapes."""


class NumpyBackend:
    """The NumPy module of a cell; the arrays of the last sizes are kept for the next call."""

    def __init__(self, cell: Cell, dtype: str, text: str | None = None) -> None:
        self.plan = plan(cell)
        self.cell = self.plan.source
        self.source = text or emitted(cell)
        self.module = loaded(self.source, f"program of {cell.name}")
        self.dtype = np.dtype(dtype)
        self.kept = threading.local()

    def forward(self, given: Given) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return every output at all steps, and every state after the last."""
        space = self._space(given)
        with np.errstate(all="ignore"):
            self.module.forward(space, given.params, *self._inputs(given), given.initial)
            return self.module.outputs(space), self.module.final(space)

    def gradient(self, given: Given, also: Sequence[str]) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient, that of ``also`` too."""
        outputs = self.cell.outputs
        loss, grads = self.module.gradient(
            given.params,
            *self._inputs(given),
            *[given.losses[name] for name in outputs],
            initial=given.initial,
            losses={n: v for n, v in given.losses.items() if n not in outputs},
            also=also,
            space=self._space(given),
        )
        wanted = (*(p.name for p in self.cell.learnt), *also)
        return float(loss), {name: grads[name] for name in wanted}

    def again(self, given: Given, x: Array, dh: Array) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient for another input and another word of the loss."""
        (source,), (output,) = given.inputs, given.losses
        return self.gradient(given.with_(inputs={source: x}, losses={output: dh}), ())

    def _inputs(self, given: Given) -> list[Array]:
        return [given.inputs[s.name] for s in self.cell.inputs]

    def _space(self, given: Given) -> Any:
        sizes = tuple(given.sizes[s] for s in self.plan.cell.sizes if isinstance(s, Symbol))
        key = (given.steps, given.batch, sizes)
        if getattr(self.kept, "key", None) != key:
            self.kept.space = self.module.Space(*key, self.dtype)
            self.kept.key = key
        return self.kept.space


def backend(
    cell: Cell, target: str, dtype: str, threads: int | None = None, text: str | None = None
) -> Backend:
    """Return what runs a cell; ProgramError for an unknown target.

    ``text`` is run in place of the program of the cell. Without a C compiler a C program runs as
    NumPy, with a warning that says so; without PyTorch or JAX theirs raise MissingExtra.
    """
    if target == "c":
        try:
            return CBackend(cell, dtype, threads, text)
        except NoCompiler as fault:
            warnings.warn(f"{fault}; the program runs as NumPy", RuntimeWarning, stacklevel=4)
            return NumpyBackend(cell, dtype)
    runs: dict[str, Callable[[Cell, str, str | None], Backend]]
    runs = {"numpy": NumpyBackend, "torch": TorchBackend, "jax": JaxBackend}
    if target not in runs:
        raise ProgramError(f"no target is called {target}; there are {', '.join(TARGETS)}")
    return runs[target](cell, dtype, text)
