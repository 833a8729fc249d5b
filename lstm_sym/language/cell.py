"""Cell: a recurrence, given by its equations at time t in the order of computing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

from sympy import Expr, Symbol

from ..source import Source
from .activations import Elementwise
from .faces import Shown
from .operators import Dot, Matrix, named
from .order import CellError, check_order, own_readings
from .passes import closed, passes
from .shapes import Shape, ShapeError, shape, spell
from .symbols import t
from .vectors import Signal, Vector, is_number_symbol, parameters, vectors

__all__ = ["Cell", "CellError", "Parameter", "Signature", "signature", "t"]

Parameter: TypeAlias = Matrix | Vector | Symbol


Signature = tuple[str, tuple[str, ...]]


def signature(y: Elementwise) -> Signature:
    """What an activation keeps when it is shifted in time: its name, and those of its signals."""
    return type(y).__name__, tuple(v.name for v in vectors(y) if v.time is not None)


@dataclass(frozen=True, eq=False)
class Cell(Shown):
    """A recurrent cell.

    ``equations`` maps u(t) to the expression that computes it from inputs, parameters, vectors
    computed before it at time t, and any vectors at earlier times. The signals in ``backward``, and
    all that share a cycle with them, run the other way and read later times. A computed signal that
    is read at another time is *carried*: a run is given it beyond its ends. ``outputs`` names the
    signals that a loss sees, ``constants`` the parameters that are not learnt, ``nonzero`` the
    divisors whose sign the images of the activations do not settle: a hypothesis of all that is
    derived. A ``timeless`` network need not read any earlier time: each step is a run of its own.

    Raises CellError if the equations cannot be computed in their order, and ShapeError if sizes
    do not fit.
    """

    name: str
    equations: Mapping[Vector, Expr]
    title: str = ""
    source: Source | None = None
    outputs: tuple[str, ...] = ()
    constants: frozenset[str] = frozenset()
    nonzero: tuple[Expr, ...] = ()
    backward: frozenset[str] = frozenset()
    timeless: bool = False
    text: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "equations", MappingProxyType(dict(self.equations)))
        names = [u.name for u in self.equations]
        backward = closed(self.backward, names, own_readings(self.equations))
        object.__setattr__(self, "backward", frozenset(backward))
        check_order(self.equations, self.backward, self.timeless)
        _check_shapes(self)
        if not self.outputs:
            object.__setattr__(self, "outputs", (self.computed[-1].name,))
        for name in self.outputs:
            if name not in {u.name for u in self.computed}:
                raise CellError(f"output {name} is not computed by any equation")

    @property
    def time(self) -> Symbol:
        """The time symbol t of the equations."""
        return t

    @cached_property
    def computed(self) -> tuple[Signal, ...]:
        """The signals that the equations compute, in order."""
        return tuple(Signal(u.name, u.dim) for u in self.equations)

    @cached_property
    def readings(self) -> tuple[tuple[Vector, Vector], ...]:
        """Every pair (u(t), v(t-s)): the equation of u reads v with lag s."""
        return tuple(
            (u, v) for u, e in self.equations.items() for v in vectors(e) if v.time is not None
        )

    @cached_property
    def passes(self) -> tuple[tuple[Vector, ...], ...]:
        """What is computed in each pass through all times; one forward pass if none is backward."""
        heads = {u.name: u for u in self.equations}
        found = passes(list(heads), own_readings(self.equations), self.backward)
        return tuple(tuple(heads[name] for name in names) for names in found)

    def schedule(self, steps: int) -> Iterator[tuple[int, tuple[Vector, ...]]]:
        """What a run of so many steps computes, as it goes: a time, and the vectors u(t) there."""
        for heads in self.passes:
            for time in range(1, steps + 1)[:: self.way(heads[0].name)]:
                yield time, heads

    def way(self, name: str) -> int:
        """Which way a computed signal runs: 1 forward in time, -1 backward."""
        return -1 if name in self.backward else 1

    @cached_property
    def lags(self) -> Mapping[str, int]:
        """The largest lag at which each signal is read."""
        return self._furthest(1)

    @cached_property
    def leads(self) -> Mapping[str, int]:
        """How far ahead each signal is read at most: 0 unless something runs backward."""
        return self._furthest(-1)

    def _furthest(self, way: int) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for _, v in self.readings:
            found[v.name] = max(found.get(v.name, 0), int(t - v.time) * way)
        return found

    @cached_property
    def carried(self) -> tuple[Signal, ...]:
        """The computed signals that are read at another time: the states."""
        beyond = {name for lags in (self.lags, self.leads) for name, lag in lags.items() if lag > 0}
        return tuple(u for u in self.computed if u.name in beyond)

    @cached_property
    def inputs(self) -> tuple[Signal, ...]:
        """The signals that no equation computes."""
        own = {u.name for u in self.computed}
        return tuple(
            dict.fromkeys(Signal(v.name, v.dim) for _, v in self.readings if v.name not in own)
        )

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """All matrices, vectors and numbers of the equations that do not change in time."""
        found: dict[Any, None] = {}
        for e in self.equations.values():
            matrices = sorted(named(e), key=lambda W: (self._applied_to(W, e), W.name))
            for p in (*matrices, *parameters(e), *sorted(e.free_symbols, key=str)):
                if not isinstance(p, Symbol) or is_number_symbol(p):
                    found[p] = None
        return tuple(found)

    def _applied_to(self, W: Matrix, e: Expr) -> int:
        """Where the first vector that W is applied to stands among the signals, inputs first."""
        names = [s.name for s in (*self.inputs, *self.computed)]
        met = [v.name for d in e.atoms(Dot) if d.args[0] in (W, W.T) for v in vectors(d.args[1])]
        return min((names.index(name) for name in met if name in names), default=len(names))

    @cached_property
    def activated(self) -> Mapping[Signature, list[tuple[Vector, Elementwise]]]:
        """The equations u(t) = f(...) that are one activation, by its signature."""
        found: dict[Signature, list[tuple[Vector, Elementwise]]] = {}
        for u, e in self.equations.items():
            if isinstance(e, Elementwise) and signature(e)[1]:
                found.setdefault(signature(e), []).append((u, e))
        return found

    @cached_property
    def speaking(self) -> Mapping[str, list[Vector]]:
        """The signals whose equations speak of each parameter, by its name."""
        found: dict[str, list[Vector]] = {}
        for u, e in self.equations.items():
            for name in sorted({p.name for p in (*e.atoms(Matrix, Vector), *e.free_symbols)}):
                found.setdefault(name, []).append(u)
        return found

    @property
    def learnt(self) -> tuple[Parameter, ...]:
        """The parameters that have a gradient."""
        return tuple(p for p in self.parameters if p.name not in self.constants)

    @cached_property
    def sizes(self) -> tuple[Expr, ...]:
        """The dimensions that occur, each once."""
        found: dict[Expr, None] = {}
        for u, e in self.equations.items():
            for part in (u, *vectors(e), *named(e)):
                found.update(dict.fromkeys(shape(part)))
        return tuple(found)

    def signal(self, name: str) -> Signal:
        """Return the computed signal or input ``name``; KeyError if there is none."""
        return {s.name: s for s in (*self.computed, *self.inputs)}[name]

    def parameter(self, name: str) -> Parameter:
        """Return the parameter ``name``; KeyError if there is none."""
        return {p.name: p for p in self.parameters}[name]

    def __getitem__(self, names: str) -> tuple[Signal | Parameter, ...]:
        """Return the signals and parameters of the space-separated ``names``, in that order."""
        own = {s.name: s for s in (*self.computed, *self.inputs)} | {
            p.name: p for p in self.parameters
        }
        return tuple(own[name] for name in names.split())

    def explicit(self) -> Cell:
        """The same recurrence with every pre-activation named: a_i(t) for i(t) = sigma(a_i(t))."""
        equations: dict[Vector, Expr] = {}
        taken = {s.name for s in (*self.computed, *self.inputs)} | {p.name for p in self.parameters}
        for u, e in self.equations.items():
            several = len(_nets(e)) > 1
            for k in itertools.count(1):
                nets = _nets(e)
                if not nets:
                    break
                net = Vector(_free(f"{u.name}{k if several else ''}", taken), *shape(nets[0]), t)
                equations[net] = nets[0].args[0]
                e = e.xreplace({nets[0]: nets[0].func(net)})
            equations[u] = e
        return replace(self, equations=equations)


def _nets(e: Expr) -> list[Elementwise]:
    """The activations in ``e`` whose argument holds a matrix product, innermost first."""
    found = [y for y in e.atoms(Elementwise) if y.args[0].has(Dot) and shape(y)]
    return sorted(found, key=lambda y: (len(y.atoms(Elementwise)), str(y)))


def _free(name: str, taken: set[str]) -> str:
    free = next(n for n in (f"a_{name}", f"net_{name}", f"net_of_{name}") if n not in taken)
    taken.add(free)
    return free


def _check_shapes(cell: Cell) -> None:
    sizes: dict[str, Shape] = {}
    for u, e in cell.equations.items():
        try:
            if shape(e) not in ((), shape(u)):
                raise ShapeError(
                    f"{u} has size {spell(shape(u))}, its equation has {spell(shape(e))}"
                )
            parts: tuple[Vector | Matrix, ...] = (u, *vectors(e), *named(e))
            for part in parts:
                if sizes.setdefault(part.name, shape(part)) != shape(part):
                    was = spell(sizes[part.name])
                    raise ShapeError(f"{part.name} has size {was} and size {spell(shape(part))}")
        except ShapeError as fault:
            raise CellError(str(fault), "", u) from fault
