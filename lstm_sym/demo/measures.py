"""How well sources are separated, and how far errors reach (NKS22 eqs. (18) and (19))."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..emit.program import Program
from . import mixtures
from .learning import distance
from .network import Weights, effective

Array = NDArray[np.floating]


def correlations(sources: Array, outputs: Array) -> Array:
    r"""\(r_{ij}\) of source i with output j over time: (T, B, 2) twice gives (B, 2, 2)."""
    s, y = (v - v.mean(axis=0) for v in (sources.astype(float), outputs.astype(float)))
    covariance = np.einsum("tbi,tbj->bij", s, y) / len(s)
    spread = s.std(axis=0)[:, :, None] * y.std(axis=0)[:, None, :]
    return covariance / np.maximum(spread, 1e-300)


def clarity(sources: Array, outputs: Array) -> Array:
    r"""The mean over outputs j of \(\big||r_{1j}| - |r_{2j}|\big|\), for each run: in [0, 1].

    Normalised by nothing, as in the methods of the paper, not by the sum as its results say.
    """
    r = np.abs(correlations(sources, outputs))
    return np.abs(r[:, 0] - r[:, 1]).mean(axis=-1)


def readout_error(program: Program, weights: Weights, run: mixtures.Batch, state: Weights) -> Array:
    r"""\(\|M_t \odot W_0 - A^{-1}\|_F\) after every step, (T, B)."""
    inverse = np.linalg.inv(run.mixing)
    return np.linalg.norm(readouts(program, weights, run, state) - inverse, axis=(-2, -1))


def readouts(program: Program, weights: Weights, run: mixtures.Batch, state: Weights) -> Array:
    """The weights in force after every step, (T, B, 2, 2)."""
    found, now = [], dict(state)
    for t in range(len(run.mixtures)):
        _, now = program.forward(weights, run.mixtures[t : t + 1], initial=now)
        found.append(effective(weights, now["M"]))
    return np.stack(found)


def error_flow(
    program: Program, weights: Weights, run: mixtures.Batch, lags: Sequence[int]
) -> tuple[list[float], list[float]]:
    r"""The norm of \(\partial L_t / \partial s_{t-q}\) for each lag q, and what bounds it.

    L is the loss of the last step alone, s the state of the modulator: h, and c of an LSTM; the
    modulation follows from h. The bound is the norm at the first lag times the norms of the
    Jacobians of the steps between. Both are means over the runs.
    """
    first = np.array([_errors(program, weights, run, lag) for lag in lags])
    one = first[list(lags).index(1)]
    steps = np.array([_stretches(program, weights, run, k) for k in range(run.mixing.shape[0])])
    grown = np.cumprod(np.concatenate([np.ones((len(steps), 1)), steps[:, ::-1]], axis=1), axis=1)
    bounds = [float((one * grown[:, lag - 1]).mean()) for lag in lags]
    return [float(v) for v in first.mean(axis=1)], bounds


def _errors(program: Program, weights: Weights, run: mixtures.Batch, lag: int) -> Array:
    """The norm of the error of the state so many steps before the last, for each run."""
    before = len(run.mixtures) - lag
    _, state = program.forward(weights, run.mixtures[:before])
    heard = run.mixtures[before:]
    outputs, _ = program.forward(weights, heard, initial=state)
    _, slope = distance(outputs["y"], run.sources[before:])
    slope[:-1] = 0
    _, grads = program(weights, heard, slope, initial=state, also=[*state])
    return np.linalg.norm(_of_state(grads, weights), axis=-1)


def _stretches(program: Program, weights: Weights, run: mixtures.Batch, k: int) -> Array:
    """The norm of the Jacobian of the state of run k, for every step but the last."""
    found = []
    _, now = program.forward(weights, run.mixtures[:1, k : k + 1])
    units = np.eye(sum(v.shape[-1] for name, v in now.items() if name != "M"), dtype=np.float32)
    for x in run.mixtures[1:-1, k]:
        many = {name: np.repeat(v, len(units), axis=0) for name, v in now.items()}
        ends = np.split(units, [now["h"].shape[-1]], axis=-1)
        final = dict(zip(("h", "c"), ends, strict=False))
        final = {name: np.ascontiguousarray(v) for name, v in final.items() if name in now}
        heard = np.ascontiguousarray(np.broadcast_to(x, (1, len(units), len(x))))
        silent = np.zeros((1, len(units), 2), np.float32)
        _, grads = program(weights, heard, silent, initial=many, final=final, also=[*many])
        found.append(np.linalg.norm(_of_state(grads, weights), 2))
        _, now = program.forward(weights, heard[:, :1], initial=now)
    return np.array(found)


def _of_state(grads: Weights, weights: Weights) -> Array:
    errors = [grads["h"] + grads["M"] @ weights["W_M"]]
    return np.concatenate([*errors, *([grads["c"]] if "c" in grads else [])], axis=-1)
