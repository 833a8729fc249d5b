"""Cell: a recurrence, given by its equations at time t in the order of computing."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

from sympy import Expr, Symbol

from ..source import Source
from .activations import Elementwise
from .operators import Dot, Matrix, named
from .shapes import Shape, ShapeError, shape, spell
from .symbols import instant
from .vectors import MARKS, Signal, Vector, is_number_symbol, parameters, vectors

t = instant("t")

Parameter: TypeAlias = Matrix | Vector | Symbol


Signature = tuple[str, tuple[str, ...]]


def signature(y: Elementwise) -> Signature:
    """What an activation keeps when it is shifted in time: its name, and those of its signals."""
    return type(y).__name__, tuple(v.name for v in vectors(y) if v.time is not None)


class CellError(ValueError):
    """A recurrence that cannot be computed: in which equation, at which vector, and the mend."""

    def __init__(
        self, what: str, mend: str = "", equation: Vector | None = None, at: Vector | None = None
    ):
        super().__init__(f"{what}; {mend}" if mend else what)
        self.what, self.mend, self.equation, self.at = what, mend, equation, at


@dataclass(frozen=True, eq=False)
class Cell:
    """A recurrent cell.

    ``equations`` maps u(t) to the expression that computes it from inputs, parameters, vectors
    computed before it at time t, and any vectors at earlier times. A computed signal that is read
    at an earlier time is *carried*. ``outputs`` names the signals that a loss sees, ``constants``
    the parameters that are not learnt, ``nonzero`` the divisors whose sign the images of the
    activations do not settle: a hypothesis of all that is derived.

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
    text: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "equations", MappingProxyType(dict(self.equations)))
        _check_order(self)
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
    def lags(self) -> Mapping[str, int]:
        """The largest lag at which each signal is read."""
        found: dict[str, int] = {}
        for _, v in self.readings:
            found[v.name] = max(found.get(v.name, 0), int(t - v.time))
        return found

    @cached_property
    def carried(self) -> tuple[Signal, ...]:
        """The computed signals that are read at an earlier time: the states."""
        return tuple(u for u in self.computed if self.lags.get(u.name, 0) > 0)

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


def _check_order(cell: Cell) -> None:
    done: set[str] = set()
    own = {u.name: u for u in cell.equations}
    if not own:
        raise CellError("no equation", "write one such as h[t] = tanh(W @ x[t] + U @ h[t-1] + b)")
    for u, e in cell.equations.items():
        names = [u.name, *(v.name for v in vectors(e)), *(W.name for W in named(e))]
        for name in names:
            if name.endswith(MARKS):
                raise CellError(f"the name {name} is taken by the error signals", "rename it", u)
        for v in vectors(e):
            if v.time is None:
                continue
            lag = t - v.time
            if not lag.is_Integer:
                raise CellError(f"{v}: a time is t or t minus a whole number", "", u, v)
            if lag < 0:
                raise CellError(
                    f"{v} lies in the future of {u}", f"read {v.name}[t] or an earlier time", u, v
                )
            if lag == 0 and v.name in own and v.name not in done:
                raise CellError(*_late(cell, u, v), u, v)
        done.add(u.name)
    if not any(v.name in own and v.time != t for _, v in cell.readings):
        last = list(own)[-1]
        raise CellError(
            "no recurrence: no signal is read at an earlier time", f"read {last}[t-1] somewhere"
        )


def _late(cell: Cell, u: Vector, v: Vector) -> tuple[str, str]:
    cycle = _cycle(cell, v, u)
    if cycle:
        path = " -> ".join(str(w) for w in (u, *cycle))
        return f"a cycle within one step: {path}", f"read {v.name}[t-1]"
    return f"{v} is read before it is computed", f"move the equation of {v} above that of {u}"


def _cycle(cell: Cell, start: Vector, goal: Vector) -> list[Vector]:
    stack, seen = [[start]], set()
    while stack:
        path = stack.pop()
        if path[-1] == goal:
            return path
        if path[-1] in seen:
            continue
        seen.add(path[-1])
        reads = cell.equations.get(path[-1])
        if reads is not None:
            stack += [[*path, w] for w in vectors(reads) if w.time == t]
    return []


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
