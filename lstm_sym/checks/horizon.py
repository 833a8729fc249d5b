"""Error flow over many steps, in numbers: products of Jacobians that neither vanish nor overflow.

A product is kept near one, its true size as an exponent of ten beside it: the norm after a
thousand steps is known when it is 1e-900, where floating point would say zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..calculus.terms import Block, Term
from ..calculus.truncation import truncated
from .jacobians import Array, StateJacobians

CHUNK, ROOM = 32, 40_000_000
POINTS = 64
HALF, TRUNCATED = "half-truth", "truncation of 1997"
NORMS = {"2": 2, "inf": np.inf}


@dataclass(frozen=True)
class Cut:
    """The error flow without some paths: how it is called, and the terms that it drops.

    If it is ``held``, it is the flow of the truncated cell, none of whose paths is walked. If it
    is ``drawn``, its own norms are kept too.
    """

    name: str
    dropped: tuple[Term, ...] = ()
    held: bool = False
    drawn: bool = False


@dataclass(frozen=True)
class Flow:
    """The norms of the blocks d u(t)/d v(t-q), as powers of ten, and what cutting paths changes.

    ``norms[u, v]`` has an entry for each of ``lags``, and so has ``kept[name]``, of the watched
    block P' that is left by a cut that is drawn. ``lost[name]`` has one for each of ``marks``:
    |P - P'| / |P| for the block that is watched.
    """

    lags: tuple[int, ...]
    marks: tuple[int, ...]
    norms: dict[tuple[str, str], list[float]]
    kept: dict[str, list[float]]
    lost: dict[str, list[float]]


def marks(horizon: int) -> tuple[int, ...]:
    """The lags of a table: 1, 2, 5, 10, 20, 50, ... and the last."""
    whole = (k * 10**e for e in range(8) for k in (1, 2, 5))
    return tuple(sorted({horizon, *(q for q in whole if q <= horizon)}))


def lags(horizon: int) -> tuple[int, ...]:
    """The lags of a chart: evenly spaced, and those of the table."""
    even = np.linspace(1, horizon, min(horizon, POINTS)).round().astype(int).tolist()
    return tuple(sorted({*even, *marks(horizon)}))


def flow(
    jacobians: StateJacobians,
    horizon: int,
    norm: str,
    watched: tuple[str, str],
    cuts: Sequence[Cut],
) -> Flow:
    """Multiply the Jacobians of the first ``horizon`` steps; the cost is linear in their number.

    ``watched`` names the two states u, v whose block d u(t)/d v(t-q) is measured without each cut.
    """
    places, shown, marked = jacobians.layout, lags(horizon), marks(horizon)
    states = [name for name, lag in places.places if lag == 1]
    found = Flow(
        shown,
        marked,
        {(u, v): [] for u in states for v in states},
        {cut.name: [] for cut in cuts if cut.drawn},
        {cut.name: [] for cut in cuts},
    )
    row, column = (places.places[name, 1] for name in watched)
    whole, fewer = Scaled(np.eye(places.size), 1), _Fewer(jacobians, cuts, column)
    for q, J in enumerate(_steps(jacobians, horizon), start=1):
        whole.settle(whole.times(J))
        fewer.put_before(q, J)
        if q in shown:
            for (u, v), norms in found.norms.items():
                part = whole.parts[places.places[u, 1], 0, places.places[v, 1]]
                norms.append(power(part, whole.exponents[0], norm))
        for cut, part, exponent in fewer.products() if q in shown else ():
            if cut.drawn:
                found.kept[cut.name].append(power(part[row], exponent, norm))
            if q in marked:
                base = whole.parts[row, 0, column], whole.exponents[0]
                found.lost[cut.name].append(_lost(*base, part[row], exponent, norm))
    return found


class Scaled:
    """Matrices side by side, each of moderate size times a power of ten: copies to begin with.

    ``parts[:, k]`` is the k-th, so that all are multiplied from the left as one wide matrix.
    """

    def __init__(self, start: Array, many: int) -> None:
        self.parts = np.repeat(start[:, None], many, axis=1)
        self.exponents = np.zeros(many)

    def times(self, J: Array) -> Array:
        """J times each, not yet settled."""
        wide: Array = J @ self.parts.reshape(len(J), -1)
        return wide.reshape(self.parts.shape)

    def settle(self, parts: Array) -> None:
        """Take new parts, each divided by its largest entry, which is remembered."""
        largest = np.maximum(parts.max(axis=(0, 2)), -parts.min(axis=(0, 2)))
        largest = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
        parts /= largest[:, None]
        self.parts = parts
        self.exponents += np.log10(largest)


def power(part: Array, exponent: float, norm: str) -> float:
    """The logarithm to base ten of the norm of a matrix times a power; minus infinity for zero."""
    with np.errstate(divide="ignore"):
        return float(np.log10(np.linalg.norm(part, NORMS[norm])) + exponent)


class _Fewer:
    """The products without the paths of each cut: their columns of the watched state."""

    def __init__(self, jacobians: StateJacobians, cuts: Sequence[Cut], column: slice) -> None:
        start = np.eye(jacobians.layout.size)[:, column]
        self.jacobians = jacobians
        self.held, self.open = ([cut for cut in cuts if cut.held is held] for held in (True, False))
        self.short, self.full = Scaled(start, len(self.held)), Scaled(start, len(self.open))
        self.terms = tuple(dict.fromkeys(term for cut in cuts for term in cut.dropped))
        self.cell = truncated(jacobians.run.cell)
        self.first, self.truncated = 0, np.zeros(0)
        self.along: dict[Term, Array] = {}
        self.chunk = chunk(jacobians)

    def put_before(self, q: int, J: Array) -> None:
        """Multiply each by the Jacobian of step q without its paths."""
        k, places = self._reach(q), self.jacobians.layout
        if self.held:
            self.short.settle(self.short.times(self.truncated[k]))
        before, after = self.full.parts, self.full.times(J)
        for i, cut in enumerate(self.open):
            for term in cut.dropped:
                rows, read = places.places[term.of.name, 1], places.rows(term.wrt)
                after[rows, i] -= self.along[term][k] @ before[read, i]
        self.full.settle(after)

    def _reach(self, q: int) -> int:
        """Have the terms of step q at hand, those of many steps at once."""
        if not self.first or q >= self.first + self.chunk:
            self.first, last = q, min(q + self.chunk - 1, self.jacobians.run.steps)
            self.along = {term: self.jacobians.along(term, q, last) for term in self.terms}
            if self.held:
                self.truncated = self.jacobians.between(q, last, self.cell)
        return q - self.first

    def products(self) -> Iterator[tuple[Cut, Array, float]]:
        """Each cut, its product, and the exponent of that."""
        for cuts, found in ((self.held, self.short), (self.open, self.full)):
            yield from zip(cuts, found.parts.swapaxes(0, 1), found.exponents, strict=True)


def chunk(jacobians: StateJacobians) -> int:
    """How many steps are worked out at once: fewer if their matrices are large."""
    return max(1, min(CHUNK, ROOM // jacobians.layout.size**2))


def _steps(jacobians: StateJacobians, horizon: int) -> Iterator[Array]:
    many = chunk(jacobians)
    for first in range(1, horizon + 1, many):
        yield from jacobians.between(first, min(first + many - 1, horizon))


def _lost(whole: Array, exponent: float, other: Array, its: float, norm: str) -> float:
    """|P - P'| / |P| for two blocks of any size; nan if P is zero."""
    size = float(np.linalg.norm(whole, NORMS[norm]))
    if not size:
        return float("nan")
    if its - exponent > 300:
        return float("inf")
    gap = whole - other * 10.0 ** (its - exponent)
    return float(np.linalg.norm(gap, NORMS[norm])) / size


def half_truth(blocks: Sequence[Block], state: str) -> Cut | None:
    """Keep of a state only what goes straight to itself: the half-truth dc(t)/dc(t-1) = diag(f(t)).

    None if nothing does so, or if not every path into the state is listed.
    """
    into = [block for block in blocks if block.of.name == state]
    terms = [term for block in into for term in block.terms]
    known = all(block.whole for block in into) and any(term.direct for term in terms)
    return Cut(HALF, tuple(t for t in terms if not t.direct), drawn=True) if known else None
