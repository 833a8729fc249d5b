"""Adam, with gradients whose entries are clipped to [-1, 1] (NKS22, training)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .network import Weights

RATE, FIRST, SECOND, SMALL, CLIP = 3e-3, 0.9, 0.999, 1e-8, 1.0


@dataclass(frozen=True)
class Moments:
    """Running means of the gradient and of its square, after so many updates."""

    first: Weights
    second: Weights
    updates: int = 0


def at_rest(weights: Weights) -> Moments:
    """No gradient seen yet."""
    zeros = {name: np.zeros_like(v) for name, v in weights.items()}
    return Moments(zeros, {name: v.copy() for name, v in zeros.items()})


def step(
    weights: Weights, gradient: Weights, moments: Moments, rate: float = RATE
) -> tuple[Weights, Moments]:
    r"""Return the weights \(w - r \hat m / (\sqrt{\hat v} + \epsilon)\), and the new moments."""
    updates = moments.updates + 1
    clipped = {name: np.clip(g, -CLIP, CLIP) for name, g in gradient.items()}
    first = {n: _mean(FIRST, moments.first[n], g) for n, g in clipped.items()}
    second = {n: _mean(SECOND, moments.second[n], g * g) for n, g in clipped.items()}
    new = dict(weights)
    for name in clipped:
        mean = first[name] / np.float32(1 - FIRST**updates)
        spread = np.sqrt(second[name] / np.float32(1 - SECOND**updates))
        new[name] = weights[name] - np.float32(rate) * mean / (spread + np.float32(SMALL))
    return new, Moments(first, second, updates)


def _mean(kept: float, old: np.ndarray, new: np.ndarray) -> np.ndarray:
    return np.float32(kept) * old + np.float32(1 - kept) * new
