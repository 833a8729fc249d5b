"""A survey: the error flow of a cell on several trajectories, with and without its paths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..calculus.terms import Block, Term, blocks
from ..language.cell import Cell
from .bounding import Bounds, bounds
from .horizon import TRUNCATED, Cut, Flow, flow, half_truth
from .jacobians import StateJacobians
from .trajectory import Draw, Trajectory, trajectory

Array = NDArray[Any]
MEASURED = 32


@dataclass(frozen=True)
class Survey:
    """Error flows on several trajectories: arrays have an axis of samples, then one of lags.

    ``watched`` is the state u whose block d u(t)/d u(t-q) is looked at without each path.
    """

    cell: Cell
    blocks: tuple[Block, ...]
    watched: str
    runs: tuple[Trajectory, ...]
    flows: tuple[Flow, ...]
    bounds: tuple[Bounds, ...]
    measured: tuple[Term, ...]

    @property
    def lags(self) -> tuple[int, ...]:
        """The lags of the norms."""
        return self.flows[0].lags

    @property
    def marks(self) -> tuple[int, ...]:
        """The lags at which losses are measured."""
        return self.flows[0].marks

    def norms(self, u: str, v: str) -> Array:
        """The norms of d u(t)/d v(t-q), as powers of ten."""
        return np.array([each.norms[u, v] for each in self.flows])

    def bound(self, u: str, v: str) -> Array | None:
        """Bounds of these norms, as powers of ten; None if there are too many paths."""
        found = [each.get((u, v)) for each in self.bounds]
        return None if None in found else np.array(found)

    def kept(self, name: str) -> Array | None:
        """The norms of the watched block that a cut leaves, as powers of ten; None if not made."""
        found = [each.kept.get(name) for each in self.flows]
        return None if None in found else np.array(found)

    def lost(self, cut: str | Term) -> Array:
        """|P - P'| / |P| for the watched block without the paths of a cut, or without one path."""
        name = cut if isinstance(cut, str) else called(cut)
        return np.array([each.lost[name] for each in self.flows])


def survey(
    cell: Cell,
    horizon: int = 100,
    norm: str = "2",
    draw: Draw | None = None,
    samples: int = 3,
    of: str = "",
) -> Survey:
    """Follow the error flow on trajectories drawn one after another.

    ``of`` names the state that is watched: if none is named, the first that goes straight to
    itself, or else the last. Raises OverflowError if a trajectory leaves floating point.
    """
    found = blocks(cell)
    watched = of or carousel(cell, found)
    runs = tuple(trajectory(cell, horizon, draw or Draw(), k) for k in range(samples))
    ways = sorted({cell.way(u.name) for u in cell.carried}, key=lambda w: -w * cell.way(watched))
    here = [block for block in found if cell.way(block.of.name) == ways[0]]
    terms = _largest([term for block in here for term in block.terms], runs[0], ways[0])
    half = half_truth(found, watched)
    cuts = [Cut(called(term), (term,)) for term in terms]
    cuts += [Cut(TRUNCATED, held=True, drawn=True), *([half] if half else [])]
    flows = []
    for run in runs:
        first, *others = (StateJacobians(run, way) for way in ways)
        whole = flow(first, horizon, norm, (watched, watched), cuts)
        for other in others:
            state = next(iter(other.layout.places))[0]
            whole.norms.update(flow(other, horizon, norm, (state, state), ()).norms)
        flows.append(whole)
    most = [_merged(bounds(run, horizon, norm, way) for way in ways) for run in runs]
    return Survey(cell, found, watched, runs, tuple(flows), tuple(most), terms)


def _merged(parts: Iterable[Bounds]) -> Bounds:
    return {pair: powers for part in parts for pair, powers in part.items()}


def called(term: Term) -> str:
    """The name of a path: where it begins, where it ends, what it leads through."""
    return f"{term.of} <- {term.wrt} {term.label}"


def carousel(cell: Cell, found: Sequence[Block]) -> str:
    """The first state that goes straight to itself; if none does, the last state."""
    direct = (block.of.name for block in found for term in block.terms if term.direct)
    return next(direct, cell.carried[-1].name)


def _largest(terms: Sequence[Term], run: Trajectory, way: int) -> tuple[Term, ...]:
    """The terms, or of very many those that are largest in the first steps of a run."""
    if len(terms) <= MEASURED:
        return tuple(terms)
    jacobians = StateJacobians(run, way)
    last = min(10, run.steps)
    size = {term: float(np.abs(jacobians.along(term, 1, last)).max()) for term in terms}
    kept = set(sorted(terms, key=lambda term: -size[term])[:MEASURED])
    return tuple(term for term in terms if term in kept)
