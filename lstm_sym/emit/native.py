"""How a program runs as compiled C."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language.cell import Cell
from .arguments import Given, beyond, left
from .compiler import library
from .plan import plan
from .targets.c import written

Array = NDArray[Any]
WORTH = 20_000


class CBackend:
    """The C program of a cell; the space of the last sizes is kept for the next call.

    ``threads`` are as many as there are processors, and one where a step is too small to share.
    """

    def __init__(self, cell: Cell, dtype: str, threads: int | None = None) -> None:
        self.program = written(plan(cell, fold=False, lift=False), dtype)
        self.source = self.program.text
        self.cell = cell
        self.dtype = np.dtype(dtype)
        self.threads = threads
        self.kept = threading.local()
        lib = library(self.source)
        self.run, self.room = lib.lstm_sym_run, lib.lstm_sym_space
        self.room.restype, self.room.argtypes = ctypes.c_long, [ctypes.c_void_p]
        self.run.restype = ctypes.c_double
        self.run.argtypes = [ctypes.c_void_p] * 4 + [ctypes.c_long]

    def forward(self, given: Given) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return every output at all steps, and every state after the last."""
        outputs = {n: (given.steps, given.batch, given.width(n)) for n in self.cell.outputs}
        states = {
            s.name: (left(self.cell, s.name), given.batch, given.width(s.name))
            for s in self.cell.carried
        }
        arrays = {f"output {n}": np.zeros(s, self.dtype) for n, s in outputs.items()}
        arrays |= {f"last {n}": np.zeros(s, self.dtype) for n, s in states.items()}
        blocks: list[Array | None] = [None] * len(self.program.blocks.shapes)
        for name, v in arrays.items():
            (piece,) = self.program.blocks.pieces[name]
            blocks[piece.block] = v
        self._called(given, blocks, back=0)
        return (
            {n: arrays[f"output {n}"] for n in outputs},
            {n: arrays[f"last {n}"] for n in states},
        )

    def gradient(self, given: Given, also: Sequence[str]) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient, that of ``also`` too."""
        program = self.program.blocks
        wanted = [p.name for p in self.cell.learnt]
        blocks: list[Array | None] = [None] * len(program.shapes)
        for name in wanted:
            for piece in program.pieces.get(name, ()):
                if blocks[piece.block] is None:
                    shape = [int(d.xreplace(given.sizes)) for d in program.shapes[piece.block]]
                    blocks[piece.block] = np.empty(shape, self.dtype)
        grads: dict[str, Array] = {}
        for name in also:
            (piece,) = program.pieces[name]
            steps = given.steps * (name in given.inputs) + beyond(self.cell, name)
            grads[name] = blocks[piece.block] = np.empty(
                (steps, given.batch, given.width(name)), self.dtype
            )
        loss = self._called(given, blocks, back=1)
        found = {name: self._found(name, blocks, given) for name in wanted}
        return loss, found | grads

    def _found(self, name: str, blocks: Sequence[Array | None], given: Given) -> Array:
        """A gradient: some rows of a block, or the sum of several."""
        parts = []
        for piece in self.program.blocks.pieces.get(name, ()):
            whole = blocks[piece.block]
            assert whole is not None
            first = int(piece.first.xreplace(given.sizes))
            rows = int(piece.rows.xreplace(given.sizes))
            part = whole[first : first + rows]
            parts.append(part.T if piece.turned else part)
        shape = given.params[name].shape
        if not parts:
            return np.zeros(shape, self.dtype)
        return sum(parts[1:], parts[0]).reshape(shape)

    def _called(self, given: Given, blocks: Sequence[Array | None], back: int) -> float:
        sources: Mapping[str, Mapping[str, Array]] = {
            "params": given.params,
            "inputs": given.inputs,
            "losses": {f"{n}_loss": v for n, v in given.losses.items()},
            "initial": given.initial,
        }
        arrays = [sources[kind].get(name) for kind, name in self.program.given]
        threads = self._threads(given)
        sizes = (given.steps, given.batch, threads, *(given.sizes[s] for s in self.program.sizes))
        space = self._space(sizes)
        return float(
            self.run(
                (ctypes.c_long * len(sizes))(*sizes),
                _pointers(arrays),
                _pointers(blocks),
                space.ctypes.data,
                back,
            )
        )

    def _threads(self, given: Given) -> int:
        """One thread if a step is too small to share, or there is one sequence only."""
        if self.threads is not None:
            return min(self.threads, max(1, given.batch), 256)
        widest = max(given.sizes.values(), default=1)
        total = sum(given.sizes.values())
        if given.batch * widest * total < WORTH:
            return 1
        return min(len(os.sched_getaffinity(0)), given.batch, 256)

    def _space(self, sizes: tuple[int, ...]) -> Array:
        if getattr(self.kept, "sizes", None) != sizes:
            self.kept.sizes = sizes
            many = self.room((ctypes.c_long * len(sizes))(*sizes))
            raw = np.empty(many + 64, self.dtype)
            off = -raw.ctypes.data % 64 // self.dtype.itemsize
            self.kept.space = raw[off : off + many]
        return self.kept.space


def _pointers(arrays: Sequence[Array | None]) -> Any:
    return (ctypes.c_void_p * len(arrays))(*[None if a is None else a.ctypes.data for a in arrays])
