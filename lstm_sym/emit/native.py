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
from ..language.vectors import LOSS
from .arguments import Given, beyond, left
from .compiler import library
from .plan import plan
from .targets.c import Emitted, written

Array = NDArray[Any]
WORTH, MOST = 20_000, 256
_character: Any = ctypes.c_char.from_buffer


class CBackend:
    """The C program of a cell; what belongs to the last sizes is kept for the next call.

    ``threads`` are as many as there are processors, and one where a step is too small to share,
    or in the child of a fork: the threads of OpenMP stay in the parent, and would be waited for.
    """

    forked = False

    def __init__(
        self, cell: Cell, dtype: str, threads: int | None = None, text: str | None = None
    ) -> None:
        self.program = written(plan(cell, fold=False, lift=False), dtype)
        self.source = text or self.program.text
        self.cell, self.dtype, self.threads = cell, np.dtype(dtype), threads
        self.kept = threading.local()
        lib = library(self.source)
        self.run, self.room = lib.lstm_sym_run, lib.lstm_sym_space
        self.room.restype, self.room.argtypes = ctypes.c_long, [ctypes.c_void_p]
        self.run.restype = ctypes.c_double
        self.run.argtypes = [ctypes.c_void_p] * 4 + [ctypes.c_long]

    def forward(self, given: Given) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return every output at all steps, and every state after the last."""
        call = self._call(given)
        shapes = {
            f"output {n}": (given.steps, given.batch, given.width(n)) for n in self.cell.outputs
        }
        for s in self.cell.carried:
            many = left(self.cell, s.name)
            shapes[f"last {s.name}"] = (many, given.batch, given.width(s.name))
        found = {name: np.zeros(shape, self.dtype) for name, shape in shapes.items()}
        for name, v in found.items():
            call.want(self.program.blocks.pieces[name][0].block, v)
        call(given, back=0)
        return (
            {n: found[f"output {n}"] for n in self.cell.outputs},
            {s.name: found[f"last {s.name}"] for s in self.cell.carried},
        )

    def gradient(self, given: Given, also: Sequence[str]) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient, that of ``also`` too."""
        call = self._call(given)
        more: dict[str, Array] = {}
        for name in also:
            steps = given.steps * (name in given.inputs) + beyond(self.cell, name)
            more[name] = np.empty((steps, given.batch, given.width(name)), self.dtype)
            call.want(self.program.blocks.pieces[name][0].block, more[name])
        blocks = call.blocks()
        loss = call(given, back=1)
        grads = call.named(blocks)
        return loss, grads | more if more else grads

    def again(self, given: Given, x: Array, dh: Array) -> tuple[float, dict[str, Array]]:
        """Return the loss and its gradient for another input and another word of the loss."""
        call = self._call(given)
        blocks = call.blocks()
        return call.again(given, x, dh), call.named(blocks)

    def _call(self, given: Given) -> Call:
        call = getattr(self.kept, "call", None)
        if call is None or call.key != (given.key, self.forked):
            call = self.kept.call = Call(self, given)
        return call

    def shared(self, given: Given) -> int:
        """How many threads: one after a fork, for a small step, and for one sequence only."""
        if self.forked:
            return 1
        if self.threads is not None:
            return max(1, min(self.threads, given.batch, MOST))
        widest, total = max(given.sizes.values(), default=1), sum(given.sizes.values())
        if given.batch * widest * total < WORTH:
            return 1
        return max(1, min(_processors(), given.batch, MOST))


class Call:
    """A call of one thread for some sizes: the space, and the pointers that are passed."""

    def __init__(self, backend: CBackend, given: Given) -> None:
        self.key, self.run, self.dtype = (given.key, backend.forked), backend.run, backend.dtype
        self.program: Emitted = backend.program
        threads = backend.shared(given)
        sizes = (given.steps, given.batch, threads, *(given.sizes[s] for s in self.program.sizes))
        self.sizes = (ctypes.c_long * len(sizes))(*sizes)
        many = backend.room(self.sizes)
        raw = np.empty(many + 64, self.dtype)
        off = -raw.ctypes.data % 64 // self.dtype.itemsize
        self.space = raw[off : off + many]
        self.at = self.space.ctypes.data
        self.given = (ctypes.c_void_p * len(self.program.given))()
        self.found = (ctypes.c_void_p * len(self.program.blocks.shapes))()
        arrays = (self.sizes, self.given, self.found)
        self.passed = (*[ctypes.addressof(array) for array in arrays], self.at)
        self.arguments = [(kind, name.removesuffix(LOSS)) for kind, name in self.program.given]
        kinds = [kind for kind, _ in self.arguments]
        self.source, self.output = (
            kinds.index(kind) if kind in kinds else 0 for kind in ("inputs", "losses")
        )
        self.held: Given | None = None
        self.once: list[int] = []
        self._measure(backend.cell, given)

    def _measure(self, cell: Cell, given: Given) -> None:
        """Where every block of the gradients begins, and which rows of which are whose."""
        blocks, sizes = self.program.blocks, given.sizes
        pieces = {p.name: blocks.pieces.get(p.name, []) for p in cell.learnt}
        used = sorted({piece.block for found in pieces.values() for piece in found})
        shapes = {k: tuple(int(d.xreplace(sizes)) for d in blocks.shapes[k]) for k in used}
        self.parts, self.total = [], 0
        for k, shape in shapes.items():
            many = int(np.prod(shape))
            whole = slice(self.total, self.total + many)
            self.parts.append((k, shape, self.total * self.dtype.itemsize, whole))
            self.total += many
        self.simple, self.others = [], []
        for name, found in pieces.items():
            rows = [
                (
                    p.block,
                    slice(
                        first := int(p.first.xreplace(sizes)), first + int(p.rows.xreplace(sizes))
                    ),
                    p.turned,
                )
                for p in found
            ]
            shape = given.params[name].shape
            if len(rows) == 1 and not rows[0][2] and shape:
                self.simple.append((name, *rows[0][:2]))
            else:
                self.others.append((name, rows, shape))

    def want(self, block: int, v: Array) -> None:
        """Let a block be written to an array, in the next call."""
        self.found[block] = pointer(v)
        self.once.append(block)

    def blocks(self) -> dict[int, Array]:
        """Fresh arrays for the blocks of the gradients, one after the other in memory."""
        flat = np.empty(self.total, self.dtype)
        base, found = pointer(flat), {}
        for k, shape, off, whole in self.parts:
            self.found[k] = base + off
            found[k] = flat[whole].reshape(shape)
        return found

    def named(self, blocks: Mapping[int, Array]) -> dict[str, Array]:
        """The gradient of every parameter: some rows of a block, or a sum of such."""
        grads = {name: blocks[k][rows] for name, k, rows in self.simple}
        for name, pieces, shape in self.others:
            parts = [blocks[k][rows].T if turned else blocks[k][rows] for k, rows, turned in pieces]
            whole = sum(parts[1:], parts[0]) if parts else np.zeros(shape, self.dtype)
            grads[name] = whole.reshape(shape)
        return grads

    def __call__(self, given: Given, back: int) -> float:
        """Run the program on what is given."""
        self._point(given)
        self.held = None
        loss: float = self.run(*self.passed, back)
        for block in self.once:
            self.found[block] = None
        self.once.clear()
        return loss

    def again(self, given: Given, x: Array, dh: Array) -> float:
        """Run the program with one input and one word of the loss in place of those given."""
        if self.held is not given:
            self._point(given)
            self.held = given
        self.given[self.source], self.given[self.output] = pointer(x), pointer(dh)
        loss: float = self.run(*self.passed, 1)
        return loss

    def _point(self, given: Given) -> None:
        for i, (kind, name) in enumerate(self.arguments):
            v = getattr(given, kind).get(name)
            self.given[i] = None if v is None else pointer(v)


def _in_child() -> None:
    CBackend.forked = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def pointer(v: Array) -> int:
    """Where the numbers of an array begin."""
    if v.size and v.flags.writeable:
        return ctypes.addressof(_character(v))
    return v.ctypes.data


def _processors() -> int:
    """How many processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
