"""A program that runs: the derived gradient of a cell on arrays, which are checked first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isqrt
from operator import is_
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..language.cell import Cell
from .arguments import DTYPES, Arguments, Given, ProgramError
from .backends import Backend, backend
from .segments import cut

Array = NDArray[Any]
Arrays = Mapping[str, Array]


class Seen(NamedTuple):
    """The names and arrays of the parameters of a call, and all that was given to it."""

    names: list[str]
    arrays: list[Array]
    given: Given
    x: Array
    dh: Array

    def fits(self, params: Any, x: Any, dh: Any) -> bool:
        """Whether x and dh are arrays of the same kind, and the parameters the same arrays."""
        if type(params) is not dict or [*params] != self.names:
            return False
        for v, was in ((x, self.x), (dh, self.dh)):
            if type(v) is not np.ndarray or v.shape != was.shape or v.dtype != was.dtype:
                return False
            if not (v.flags.c_contiguous and v.flags.aligned):
                return False
        return all(map(is_, params.values(), self.arrays))


class Program:
    """The forward pass and the derived gradient of a cell.

    ``loss, grads = program(params, x, dh)``: ``params`` gives an array to every parameter by name,
    ``x`` has the shape (T, B, m) for T steps of B sequences, ``dh`` (T, B, n) is the gradient of a
    loss with respect to the output at every step. ``loss`` is the sum of <dh, h>, which has that
    gradient, and ``grads`` its gradient with respect to every learnt parameter, by name. Several
    inputs or outputs are given as mappings by name. An input that is read L steps back may begin L
    steps earlier, (L + T, B, m); otherwise it is zero there.
    """

    def __init__(self, cell: Cell, backend: Backend) -> None:
        self.cell, self.backend = cell, backend
        self._seen: Seen | None = None

    @property
    def source(self) -> str:
        """The text of the program."""
        return self.backend.source

    def __call__(
        self,
        params: Mapping[str, Any],
        x: Any = None,
        dh: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        final: Mapping[str, Any] | None = None,
        lengths: Any = None,
        also: Sequence[str] = (),
        checkpoint: bool = False,
    ) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient.

        ``initial`` gives the states before the first step, (B, n), or (L, B, n) with the oldest
        first for one that is read L steps back; zero if not given. ``final`` is the gradient of the
        loss with respect to the last states, of the same shapes; then the loss is the sum of
        <dh, h> and <final, last state>, and ``dh`` may be left out. ``lengths`` are the steps of
        each sequence, the rest is padding. ``also`` names inputs and states whose gradients are
        wanted too. ``checkpoint`` keeps the states of every sqrt(T)-th step only, and computes the
        others twice. Raises ProgramError if something does not fit.
        """
        if dh is None and final is None:
            raise ProgramError("dh, the gradient of the loss by the outputs, is not given")
        dh = {} if dh is None else dh
        plain = initial is None and final is None and lengths is None and not checkpoint
        seen = self._seen
        if plain and not also and seen is not None and seen.fits(params, x, dh):
            return self.backend.again(seen.given, x, dh)
        arguments = Arguments(self.cell, self.backend.dtype)
        given = arguments.checked(params, x, dh, initial, final, lengths)
        arguments.check_names(also)
        if plain:
            self._see(params, x, dh, given)
        if final is None and lengths is None and not checkpoint:
            loss, grads = self.backend.gradient(given, also)
        else:
            loss, grads = self._in_segments(given, also, checkpoint)
        return loss, {name: arguments.returned(name, g, given) for name, g in grads.items()}

    def forward(
        self,
        params: Mapping[str, Any],
        x: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        lengths: Any = None,
        steps: int | None = None,
    ) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return every output at all steps, and every state after the last.

        ``steps`` are needed if there are no inputs. Outputs beyond the length of a sequence are 0.
        """
        arguments = Arguments(self.cell, self.backend.dtype)
        given = arguments.checked(params, x, None, initial, None, lengths, steps)
        outputs = {
            name: np.zeros((given.steps, given.batch, given.width(name)), self.backend.dtype)
            for name in self.cell.outputs
        }
        states = dict(given.initial)
        for part in cut(given, None):
            here = part.given(given, states)
            seen, last = self.backend.forward(here)
            for name, v in seen.items():
                part.put(outputs[name][part.first : part.last], v)
            for name, v in last.items():
                states[name] = part.updated(states[name], v)
        return outputs, {n: arguments.returned(n, v, given) for n, v in states.items()}

    def _see(self, params: Mapping[str, Any], x: Any, dh: Any, given: Given) -> None:
        """Remember arrays that were found right as they are, for a call that gives them again."""
        same = type(params) is dict and all(params[name] is v for name, v in given.params.items())
        single = type(x) is np.ndarray and type(dh) is np.ndarray
        if same and single and not any(given.short.values()):
            arrays = (*given.inputs.values(), *given.losses.values())
            self._seen = Seen([*params], [*params.values()], given, *arrays)

    def _in_segments(
        self, given: Given, also: Sequence[str], checkpoint: bool
    ) -> tuple[float, dict[str, Array]]:
        """Run forward through segments of time, keep the states, and backward through each."""
        parts = cut(given, isqrt(max(given.steps - 1, 0)) + 1 if checkpoint else None)
        states, kept, loss = dict(given.initial), [], 0.0
        for part in parts:
            here = part.given(given, states)
            kept.append(here)
            seen, last = self.backend.forward(here)
            loss += sum(float(np.vdot(here.losses[n], v)) for n, v in seen.items())
            states = {n: part.updated(states[n], v) for n, v in last.items()}
        loss += sum(float(np.vdot(v, states[n])) for n, v in given.final.items())
        errors = {n: given.final.get(n, np.zeros_like(v)) for n, v in given.initial.items()}
        total = {p.name: np.zeros_like(given.params[p.name]) for p in self.cell.learnt}
        total |= {n: np.zeros_like(v) for n, v in given.inputs.items()}
        names = (*given.initial, *given.inputs)
        for part, here in zip(reversed(parts), reversed(kept), strict=True):
            early = part.speak(here, errors)
            _, grads = self.backend.gradient(here, names)
            for name, g in early.items():
                grads[name] = grads[name] + g
            errors = {n: part.updated(errors[n], grads.pop(n)) for n in errors}
            for name, g in grads.items():
                if name in given.inputs:
                    part.add(total[name][part.first : part.first + len(g)], g)
                else:
                    total[name] = total[name] + g
        total |= errors
        wanted = {*(p.name for p in self.cell.learnt), *also}
        return loss, {n: g for n, g in total.items() if n in wanted}


def program(
    cell: Cell, target: str = "numpy", dtype: str = "float64", threads: int | None = None
) -> Program:
    """Return the program of a cell for a target: numpy, c, torch or jax.

    ``threads`` are those of a C program, as many as there are processors if not given.

    Raises ProgramError for an unknown target or dtype, EmitError for a cell of which no program is
    written, MissingExtra if PyTorch or JAX is not installed.
    """
    if dtype not in DTYPES:
        raise ProgramError(f"no program of dtype {dtype}; there are {' and '.join(DTYPES)}")
    if threads is not None and (not isinstance(threads, int) or threads < 1):
        raise ProgramError(f"threads are {threads!r}, they want to be a whole number from 1")
    return Program(cell, backend(cell, target, dtype, threads))
