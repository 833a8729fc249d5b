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
) -> list[float]:
    r"""For each lag q the norm of \(\partial L_t / \partial\) (state of the modulator at t - q).

    The loss is that of the last step alone. The state is h, and c of an LSTM; the modulation at
    t - q follows from it. The mean is over the runs.
    """
    states = [u.name for u in program.cell.carried]
    found = []
    for lag in lags:
        before = len(run.mixtures) - lag
        _, state = program.forward(weights, run.mixtures[:before])
        heard = run.mixtures[before:]
        outputs, _ = program.forward(weights, heard, initial=state)
        _, slope = distance(outputs["y"], run.sources[before:])
        slope[:-1] = 0
        _, grads = program(weights, heard, slope, initial=state, also=states)
        errors = [grads["h"] + grads["M"] @ weights["W_M"]]
        errors += [grads["c"]] if "c" in states else []
        found.append(float(np.linalg.norm(np.concatenate(errors, axis=-1), axis=-1).mean()))
    return found
