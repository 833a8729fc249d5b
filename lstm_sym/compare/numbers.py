"""Two cells run side by side on numbers, the weights of B made from those of A by a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol, ZeroMatrix

from ..checks.drawn import dimensions
from ..checks.network import Network
from ..language.cell import Cell, t
from ..language.vectors import Signal
from ..lower.numpy import Env, value
from .colours import roots
from .matching import Matching
from .system import System, copied, scale_and_shift
from .weights import WeightMap, translation

Array: TypeAlias = NDArray[Any]
SMALL = 1e-4
# Numbers of a shape; a leading axis may count samples.
Draw: TypeAlias = Callable[[tuple[int, ...]], Array]


@dataclass(frozen=True)
class Sizes:
    """The sizes of two cells in numbers."""

    a: Mapping[Symbol, int]
    b: Mapping[Symbol, int]

    @staticmethod
    def all(a: Cell, b: Cell, n: int) -> Sizes:
        """Every size is n."""
        of_a, of_b = ({s: n for s in c.sizes if isinstance(s, Symbol)} for c in (a, b))
        return Sizes(of_a, of_b)

    @staticmethod
    def matched(a: Cell, b: Cell, m: Matching, first: int = 2) -> Sizes:
        """Every size of A is another number from ``first`` on, those of B as a matching says.

        What the matching does not speak of is as small as can be.
        """
        of_a = {s: first + k for k, s in enumerate(s for s in a.sizes if isinstance(s, Symbol))}
        of_b = {s: first for s in b.sizes if isinstance(s, Symbol)}
        return Sizes(of_a, of_b | {s: int(v.xreplace(of_a)) for s, v in m.sizes.items()})


def drawn(
    cell: Cell,
    sizes: Mapping[Symbol, int],
    steps: int,
    draw: Draw,
    at_rest: bool = True,
    samples: tuple[int, ...] = (),
) -> Network:
    """A cell with drawn weights and inputs, from zero or from a drawn state.

    ``samples`` are leading axes of the inputs: so many runs with the same weights.
    """
    symbols: dict[Symbol, Any] = dict(sizes)
    constants: dict[str, Array] = {}
    for p in cell.parameters:
        numbers = draw(() if isinstance(p, Symbol) else _shape(dimensions(p), sizes))
        if isinstance(p, Symbol):
            symbols[p] = numbers
        else:
            constants[p.name] = numbers
    given = {}
    for s in (*cell.inputs, *cell.carried):
        shape = _shape((s.dim,), sizes)
        for time in _given(cell, s, steps):
            if s in cell.inputs:
                given[s.name, time] = draw((*samples, *shape))
            else:
                given[s.name, time] = np.zeros(shape) if at_rest else draw(shape)
    return Network(cell, symbols, constants, given, {}, steps)


def _given(cell: Cell, s: Signal, steps: int) -> list[int]:
    """The times at which a run is given a signal: inputs always, states beyond its ends."""
    times = range(1 - cell.lags.get(s.name, 0), steps + cell.leads.get(s.name, 0) + 1)
    return [time for time in times if s in cell.inputs or not 1 <= time <= steps]


def mapped(
    net: Network,
    a: System,
    b: System,
    chosen: WeightMap,
    sizes: Sizes,
    matching: Matching | None = None,
) -> Network:
    """B on the inputs of a network of A, with its weights made of those of A.

    Its initial state is made of that of A by a matching; without one it is zero.
    """
    env = Env(net.symbols, net.constants)
    symbols: dict[Symbol, Any] = dict(sizes.b)
    constants: dict[str, Array] = {}
    for p in b.cell.parameters:
        shape = () if isinstance(p, Symbol) else _shape(dimensions(p), sizes.b)
        made = chosen.get(p, 0)
        plain = made == 0 or isinstance(made, ZeroMatrix)
        numbers = np.zeros(shape) if plain else value(made, env)
        if isinstance(p, Symbol):
            symbols[p] = numbers
        else:
            constants[p.name] = numbers
    same = {u.name: v.name for u, v in roots(a, b).items()}
    given = {}
    for s in (*b.cell.inputs, *b.cell.carried):
        put_in = s in b.cell.inputs
        for time in _given(b.cell, s, net.steps):
            numbers = np.zeros(_shape((s.dim,), sizes.b))
            if put_in and (same.get(s.name), time) in net.given:
                numbers = net.given[same[s.name], time]
            elif not put_in and matching is not None:
                numbers = numbers + _initial(s.name, time, net, a, b, matching)
            given[s.name, time] = numbers
    return Network(b.cell, symbols, constants, given, {}, net.steps)


def _initial(name: str, time: int, net: Network, a: System, b: System, m: Matching) -> Any:
    """The value of a state of B before the run, as a matching makes it of the state of A."""
    if name not in b.meaning:
        return 0
    meant = b.meaning[name]
    e = meant.xreplace(translation(meant, m, {}))
    env = Env({**net.symbols, t: time}, {}, lambda known, at: _before(known, at, net, a))
    return value(e, env)


def _before(name: str, time: int, net: Network, a: System) -> Any:
    """A vector of A before the run, by a state that is a copy of it; zero if A has none so early.

    A proved map gives no weight to what A has no value of.
    """
    for own in a.cell.carried:
        meant = a.meaning.get(own.name, own(t))
        for v in copied(meant):
            at = own.name, time + int(t - v.moment)
            if v.name == name and at in net.given:
                p, q = scale_and_shift(meant, v)
                return (net.given[at] - float(q)) / float(p)
    return 0.0


def outputs(net: Network, names: Sequence[str]) -> Array:
    """All outputs of a run, one after the other; samples stay the leading axes."""
    with np.errstate(all="ignore"):
        found = [net.trajectory[name, k] for k in range(1, net.steps + 1) for name in names]
    lead = np.broadcast_shapes(*(v.shape[:-1] for v in found))
    return np.concatenate([np.broadcast_to(v, (*lead, v.shape[-1])) for v in found], axis=-1)


def gap(ours: Network, theirs: Network, a: System, b: System) -> float:
    """The largest difference of two runs' outputs, relative to the largest output."""
    pairs = [(v.name, u.name) for u, v in roots(a, b).items() if u in b.outputs]
    here, there = (
        outputs(n, names) for n, names in zip((ours, theirs), zip(*pairs, strict=True), strict=True)
    )
    size = max(SMALL, float(np.max(np.abs(here))), float(np.max(np.abs(there))))
    return float(np.max(np.abs(here - there))) / size


def _shape(dims: Sequence[Any], sizes: Mapping[Symbol, int]) -> tuple[int, ...]:
    return tuple(int(sizes.get(d, d)) for d in dims)
