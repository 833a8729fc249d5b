"""Stacking: layers of one cell, each reading the output of the layer below, one way or both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sympy import Add, Expr, Symbol
from sympy.core.basic import Basic

from .cell import Cell, CellError, t
from .operators import Dot, Matrix
from .symbols import number
from .vectors import Signal, Vector, is_number_symbol

BACK = "_back"


def stack(cell: Cell, layers: int, directions: int = 1) -> Cell:
    """Return ``layers`` of ``cell``: the input of a layer is the output of the layer below.

    Every computed signal and every parameter u of layer l is named ``u_l``; the input of the first
    layer keeps its name. Above the first layer the size of the input is that of the output.
    With two ``directions`` each layer is there twice, the second running backward in time with
    signals and parameters of its own, ``u_l_back``; a matrix W_l that hears the layer below hears
    what runs backward there by another, ``W_l_from_back``: W applied to both, one below the other.
    Constants stay constants, and the outputs are those of the last layer; one layer one way is the
    cell itself. Raises CellError unless the cell has exactly one input and one output, or if an
    input of two directions would stand elsewhere than under a matrix.
    """
    if layers == 1 and directions == 1:
        return cell
    source, output = _ends(cell, layers, directions)
    equations: dict[Vector, Expr] = {}
    nonzero: list[Expr] = []
    every: list[_Layer] = []
    below: tuple[Signal, ...] = (source,)
    for level in range(1, layers + 1):
        mark = f"_{level}" if layers > 1 else ""
        here = [_Layer(source, below, mark, way) for way in (1, -1)[:directions]]
        for layer in here:
            equations |= {layer.vector(u): layer(e) for u, e in cell.equations.items()}
            nonzero += map(layer, cell.nonzero)
        below = tuple(Signal(layer.name(output.name), layer.size(output.dim)) for layer in here)
        every += here
    stacked = f", stacked in {layers} layers" if layers > 1 else ""
    both = ", in both directions" if directions > 1 else ""
    marked = [(c, layer) for layer in every for c in cell.constants]
    return replace(
        cell,
        name="-".join(
            [cell.name, *([str(layers)] if stacked else []), *(["both"] if both else [])]
        ),
        equations=equations,
        title=f"{cell.title or cell.name}{stacked}{both}",
        outputs=tuple(s.name for s in below),
        constants=frozenset(name for c, layer in marked for name in layer.names(c)),
        nonzero=tuple(nonzero),
        backward=frozenset(
            layer.name(u.name)
            for layer in every
            for u in cell.computed
            if (u.name in cell.backward) != (layer.way < 0)
        ),
        text="",
    )


@dataclass(frozen=True)
class _Layer:
    """One layer one way: its names and sizes, and what it reads in the place of the input."""

    source: Signal
    below: tuple[Signal, ...]
    mark: str
    way: int

    def __call__(self, e: Expr) -> Any:
        if len(self.below) > 1:
            e = self._split(e)
        rule: dict[Basic, Basic] = {v: self.vector(v) for v in e.atoms(Vector)}
        rule |= {m: self.matrix(m) for m in e.atoms(Matrix)}
        rule |= {
            s: number(self.name(s.name))
            for s in e.free_symbols
            if isinstance(s, Symbol) and is_number_symbol(s)
        }
        if isinstance(self.source.dim, Symbol):
            rule[self.source.dim] = self.below[0].dim
        return e.xreplace(rule)

    def name(self, name: str) -> str:
        return name + self.mark + (BACK if self.way < 0 else "")

    def names(self, name: str) -> list[str]:
        """What a parameter is called: twice if it hears two directions of the layer below."""
        return [self.name(name), *(self.name(name) + f"_from{BACK}" for _ in self.below[1:])]

    def size(self, dim: Expr) -> Expr:
        return self.below[0].dim if dim == self.source.dim else dim

    def vector(self, v: Vector) -> Vector:
        for s in (self.source, *self.below[1:]):
            if v.name == s.name:
                return (self.below[0] if s == self.source else s)(self._turned(v.moment))
        time = () if v.time is None else (self._turned(v.time),)
        return Vector(self.name(v.name), self.size(v.dim), *time)

    def matrix(self, m: Matrix) -> Matrix:
        rows, cols = map(self.size, m.shape)
        own = m.name.removesuffix(f"_from{BACK}")
        name = self.name(own) + m.name[len(own) :]
        return Matrix(name, rows, cols, m.is_transposed)

    def _turned(self, time: Expr) -> Expr:
        return time if self.way > 0 else (2 * t - time).expand()

    def _split(self, e: Expr) -> Any:
        """W @ x as W @ x + W_from_back @ y, where y is the other output of the layer below."""
        found = {d: d for d in e.atoms(Dot) if self._is_source(d.args[1])}
        rest = e.xreplace({d: Symbol("no input") for d in found})
        if any(self._is_source(v) for v in rest.atoms(Vector)):
            what = f"the input {self.source.name} stands elsewhere than under a matrix"
            raise CellError(what, "two directions are heard one below the other, by W @ x[t] only")
        return e.xreplace({d: Add(d, self._heard(*d.args)) for d in found})

    def _is_source(self, v: Basic) -> bool:
        return isinstance(v, Vector) and v.name == self.source.name

    def _heard(self, W: Matrix, v: Vector) -> Expr:
        other = Matrix(f"{W.name}_from{BACK}", *W.shape, W.is_transposed)
        return Dot(other, Vector(self.below[1].name, v.dim, v.moment))


def _ends(cell: Cell, layers: int, directions: int) -> tuple[Signal, Signal]:
    """The one input and the one output."""
    if layers < 1:
        raise CellError(f"{layers} layers", "stack one or more")
    if directions not in (1, 2):
        raise CellError(f"{directions} directions", "there are one or two")
    for what, found in (("input", [s.name for s in cell.inputs]), ("output", cell.outputs)):
        if len(found) != 1:
            names = ", ".join(found) or "none"
            raise CellError(f"layers want one {what}, {cell.name} has {len(found)}: {names}")
    source = cell.inputs[0]
    own = [*(u.name for u in cell.computed), *(p.name for p in cell.parameters)]
    marks = [f"_{k}" for k in range(1, layers + 1)] if layers > 1 else [""]
    for mark in (*marks, *(mark + BACK for mark in marks if directions > 1)):
        if mark and source.name in {name + mark for name in own}:
            what = f"the input {source.name} has the name of a signal or parameter of layer {mark}"
            raise CellError(what, "rename the input")
    return source, cell.signal(cell.outputs[0])
