"""What a run shows, as data: small, rounded, the same for the same settings."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..emit.program import Program
from . import measures, mixtures
from .learning import Learner, Settings
from .network import Weights

Record = dict[str, Any]
Array = NDArray[np.floating]
UNSEEN = 1_000_003  # added to the seed: contexts that no training draws
RUNS, STEPS, SETTLED = 100, 1000, 200
BEFORE, AFTER = 100, 200  # steps shown of a switch
LAGS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200)
LONG, FEW = 300, 10  # steps and runs on which the error flow is measured
DIGITS = 4


def result(program: Program, learner: Learner, settings: Settings) -> Record:
    """Everything that the pages show of one network."""
    draw = np.random.default_rng(settings.seed + UNSEEN)
    first, second = (mixtures.batch(STEPS, mixtures.contexts(RUNS, draw), draw) for _ in range(2))
    weights = learner.weights
    _, settled = program.forward(weights, first.mixtures)
    seen, _ = program.forward(weights, second.mixtures, initial=settled)
    clarity = measures.clarity(second.sources[SETTLED:], seen["y"][SETTLED:])
    return {
        "settings": settings.told,
        "learning": _thinned(learner.losses),
        "clarity": {
            "mean": _rounded(clarity.mean()),
            "least": _rounded(clarity.min()),
            "above 0.9": int((clarity > 0.9).sum()),
            "contexts": RUNS,
        },
        "switch": _switch(program, weights, first, second),
        "flow": {
            "lags": list(LAGS),
            **_flow(program, weights, second),
        },
    }


def _flow(program: Program, weights: Weights, run: mixtures.Batch) -> Record:
    some = mixtures.Batch(
        np.ascontiguousarray(run.sources[:LONG, :FEW]),
        np.ascontiguousarray(run.mixtures[:LONG, :FEW]),
        run.mixing[:FEW],
    )
    norms, bounds = measures.error_flow(program, weights, some, LAGS)
    return {
        "norms": [float(f"{v:.3e}") for v in norms],
        "bounds": [float(f"{v:.3e}") for v in bounds],
    }


def _switch(
    program: Program, weights: Weights, first: mixtures.Batch, second: mixtures.Batch
) -> Record:
    """The first run around a switch of its context; the readout's error is a mean over all runs."""
    _, state = program.forward(weights, first.mixtures[:-BEFORE])
    end = _piece(first, slice(-BEFORE, None))
    start = _piece(second, slice(0, AFTER))
    old, middle = program.forward(weights, end.mixtures, initial=state)
    new, _ = program.forward(weights, start.mixtures, initial=middle)
    readouts = np.concatenate(
        [
            measures.readouts(program, weights, part, initial)[:, 0]
            for part, initial in ((end, state), (start, middle))
        ]
    )
    errors = [
        measures.readout_error(program, weights, part, initial).mean(axis=1)
        for part, initial in ((end, state), (start, middle))
    ]
    return {
        "before": BEFORE,
        "sources": _listed(np.concatenate([end.sources, start.sources])[:, 0]),
        "mixtures": _listed(np.concatenate([end.mixtures, start.mixtures])[:, 0]),
        "outputs": _listed(np.concatenate([old["y"], new["y"]])[:, 0]),
        "readouts": _listed(readouts.reshape(len(readouts), -1)),
        "inverses": _listed(
            np.stack([np.linalg.inv(p.mixing[0]).ravel() for p in (first, second)])
        ),
        "distance": _listed(np.concatenate(errors)),
    }


def _piece(run: mixtures.Batch, steps: slice) -> mixtures.Batch:
    return mixtures.Batch(
        np.ascontiguousarray(run.sources[steps]),
        np.ascontiguousarray(run.mixtures[steps]),
        run.mixing,
    )


def _thinned(losses: tuple[float, ...], points: int = 100) -> list[list[float]]:
    """The loss of a step, meaned over pieces of the run: pairs of update and loss."""
    pieces = np.array_split(np.array(losses), min(points, len(losses)))
    ends = np.cumsum([len(piece) for piece in pieces])
    return [[int(end), _rounded(piece.mean())] for end, piece in zip(ends, pieces, strict=True)]


def _listed(v: Array) -> list[Any]:
    return np.round(v.astype(float), DIGITS).tolist()


def _rounded(v: float) -> float:
    return round(float(v), DIGITS)
