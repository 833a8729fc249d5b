"""Stacking: layers of one cell, each reading the output of the layer below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, Symbol
from sympy.core.basic import Basic

from .cell import Cell, CellError
from .operators import Matrix
from .symbols import number
from .vectors import Signal, Vector, is_number_symbol


def stack(cell: Cell, layers: int) -> Cell:
    """Return ``layers`` of ``cell``: the input of a layer is the output of the layer below.

    Every computed signal and every parameter u of layer l is named ``u_l``; the input of the first
    layer keeps its name. Above the first layer the size of the input is that of the output.
    Constants stay constants, and the output is that of the last layer; one layer is the cell
    itself. Raises CellError unless the cell has exactly one input and one output.
    """
    if layers == 1:
        return cell
    source, output = _ends(cell, layers)
    equations: dict[Vector, Expr] = {}
    nonzero: list[Expr] = []
    below = source
    for level in range(1, layers + 1):
        layer = _Layer(source, below, level)
        equations |= {layer.vector(u): layer(e) for u, e in cell.equations.items()}
        nonzero += map(layer, cell.nonzero)
        below = Signal(layer.name(output.name), layer.size(output.dim))
    return replace(
        cell,
        name=f"{cell.name}-{layers}",
        equations=equations,
        title=f"{cell.title or cell.name}, stacked in {layers} layers",
        outputs=(below.name,),
        constants=frozenset(f"{c}_{k}" for c in cell.constants for k in range(1, layers + 1)),
        nonzero=tuple(nonzero),
        backward=frozenset(f"{b}_{k}" for b in cell.backward for k in range(1, layers + 1)),
        text="",
    )


@dataclass(frozen=True)
class _Layer:
    """One layer: what its names and sizes are, and what it reads in the place of the input."""

    source: Signal
    below: Signal
    level: int

    def __call__(self, e: Expr) -> Any:
        rule: dict[Basic, Basic] = {v: self.vector(v) for v in e.atoms(Vector)}
        rule |= {m: self.matrix(m) for m in e.atoms(Matrix)}
        rule |= {
            s: number(self.name(s.name))
            for s in e.free_symbols
            if isinstance(s, Symbol) and is_number_symbol(s)
        }
        if isinstance(self.source.dim, Symbol):
            rule[self.source.dim] = self.below.dim
        return e.xreplace(rule)

    def name(self, name: str) -> str:
        return f"{name}_{self.level}"

    def size(self, dim: Expr) -> Expr:
        return self.below.dim if dim == self.source.dim else dim

    def vector(self, v: Vector) -> Vector:
        if v.name == self.source.name:
            return self.below(v.time)
        time = () if v.time is None else (v.time,)
        return Vector(self.name(v.name), self.size(v.dim), *time)

    def matrix(self, m: Matrix) -> Matrix:
        rows, cols = map(self.size, m.shape)
        return Matrix(self.name(m.name), rows, cols, m.is_transposed)


def _ends(cell: Cell, layers: int) -> tuple[Signal, Signal]:
    """The one input and the one output."""
    if layers < 1:
        raise CellError(f"{layers} layers", "stack one or more")
    for what, found in (("input", [s.name for s in cell.inputs]), ("output", cell.outputs)):
        if len(found) != 1:
            names = ", ".join(found) or "none"
            raise CellError(f"layers want one {what}, {cell.name} has {len(found)}: {names}")
    source = cell.inputs[0]
    own = [*(u.name for u in cell.computed), *(p.name for p in cell.parameters)]
    for k in range(1, layers + 1):
        if source.name in {f"{name}_{k}" for name in own}:
            what = f"the input {source.name} has the name of a signal or parameter of layer {k}"
            raise CellError(what, "rename the input")
    return source, cell.signal(cell.outputs[0])
