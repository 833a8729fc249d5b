"""How a PyTorch or a JAX program runs on arrays of NumPy: its own two passes, without autograd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..calculus.extremes import MissingExtra
from ..language.cell import Cell
from . import code
from .arguments import Given
from .load import loaded
from .plan import plan

Array = NDArray[Any]
Passes = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
EXTRAS = {"torch": "PyTorch", "jax": "JAX"}


def check_there(target: str) -> None:
    """Raise MissingExtra, with the line that installs it, if what runs a target is not there."""
    if target in EXTRAS and find_spec(target) is None:
        raise MissingExtra(f"{target} needs {EXTRAS[target]}; pip install 'lstm_sym[{target}]'")


class _Backend:
    """A program with the functions ``forward`` and ``backward`` on arrays of its own kind."""

    def __init__(self, cell: Cell, dtype: str, source: str) -> None:
        self.plan = plan(cell)
        self.cell, self.source, self.dtype = self.plan.source, source, np.dtype(dtype)
        self.module = loaded(source, f"program of {cell.name}")

    def passes(self, params: Any, inputs: Any, initial: Any, errors: Any, steps: Any) -> Passes:
        """The outputs, the last states, and the gradients if errors are given."""
        outputs, final, kept = self.module.forward(params, *inputs, initial, *steps)
        if errors is None:
            return outputs, final, {}
        grads = self.module.backward(params, *inputs, initial, *steps, kept, errors)
        return outputs, final, grads

    def run(self, *given: Any) -> Passes:
        """The passes on arrays of NumPy, as arrays of NumPy or of what computes them."""
        raise NotImplementedError

    def forward(self, given: Given) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return every output at all steps, and every state after the last."""
        outputs, final, _ = self.run(*self._given(given), None, self._steps(given))
        return _arrays(outputs), _arrays(final)

    def gradient(self, given: Given, also: Sequence[str]) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient, that of ``also`` too."""
        errors = {
            n: given.losses[n]
            if n in given.losses
            else np.zeros((given.steps, given.batch, given.width(n)), self.dtype)
            for n in (*self.cell.outputs, *self.plan.maybe)
        }
        found = self.run(*self._given(given), errors, self._steps(given))
        outputs, _, grads = (_arrays(part) for part in found)
        loss = sum(float(np.vdot(given.losses[n], v)) for n, v in outputs.items())
        wanted = (*(p.name for p in self.cell.learnt), *also)
        return loss, {name: grads[name] for name in wanted}

    def again(self, given: Given, x: Array, dh: Array) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient for another input and another word of the loss."""
        (source,), (output,) = given.inputs, given.losses
        return self.gradient(given.with_(inputs={source: x}, losses={output: dh}), ())

    def _given(self, given: Given) -> tuple[Any, Any, Any]:
        inputs = [given.inputs[s.name] for s in self.cell.inputs]
        return dict(given.params), inputs, dict(given.initial)

    def _steps(self, given: Given) -> tuple[int, ...]:
        return () if self.cell.inputs else (given.steps,)


class TorchBackend(_Backend):
    """The PyTorch module of a cell."""

    def __init__(self, cell: Cell, dtype: str, text: str | None = None) -> None:
        check_there("torch")
        super().__init__(cell, dtype, text or code(cell, "torch", dtype))

    def run(self, *given: Any) -> Passes:
        """The passes, on tensors that share the memory of the arrays."""
        import torch

        *arrays, steps = given
        params, inputs, initial, errors = _each(_tensor, arrays)
        with torch.no_grad():
            found = self.passes(params, inputs, initial, errors, steps)
        outputs, final, grads = (_each(lambda v: v.numpy(), part) for part in found)
        return outputs, final, grads


class JaxBackend(_Backend):
    """The JAX module of a cell, compiled for every size once."""

    def __init__(self, cell: Cell, dtype: str, text: str | None = None) -> None:
        check_there("jax")
        super().__init__(cell, dtype, text or code(cell, "jax", dtype))
        import jax

        self.compiled = jax.jit(self.passes, static_argnums=4)

    def run(self, *given: Any) -> Passes:
        """The passes, as one function that XLA has compiled."""
        import jax

        with jax.enable_x64(True):
            found: Passes = self.compiled(*given)
        return found


def _tensor(v: Array) -> Any:
    """A tensor that shares the memory of an array, if that may be written to."""
    import torch

    return torch.as_tensor(v if v.flags.writeable else v.copy())


def _each(change: Any, v: Any) -> Any:
    """Arrays changed, in lists and mappings of them; None stays."""
    if isinstance(v, dict):
        return {name: _each(change, part) for name, part in v.items()}
    if isinstance(v, list):
        return [_each(change, part) for part in v]
    return None if v is None else change(v)


def _arrays(found: Mapping[str, Any]) -> dict[str, Array]:
    return {name: np.array(v) for name, v in found.items()}
