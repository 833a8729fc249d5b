r"""Two sources, and what is heard of them: \(x(t) = A s(t) + \sigma_n \xi(t)\) (NKS22 eq. (3))."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
FREQUENCIES = ((100.0, 125.0), (150.0, 210.0))  # Hz, two sine waves for each source
RATE = 8000.0  # samples a second
SAMPLES = 16000
NOISE = 0.001
LEAST_DETERMINANT = 0.2


@dataclass(frozen=True)
class Batch:
    """B runs of T steps: sources and mixtures, (T, B, 2), and the mixing matrices, (B, 2, 2)."""

    sources: Array
    mixtures: Array
    mixing: Array


def sources() -> Array:
    """Both sources, (SAMPLES, 2): sums of two sine waves, with a largest value of 1."""
    time = np.arange(SAMPLES) / RATE
    waves = [sum(np.sin(2 * np.pi * f * time) for f in pair) for pair in FREQUENCIES]
    both = np.stack(waves, axis=-1)
    return both / np.abs(both).max(axis=0)


def contexts(many: int, draw: np.random.Generator) -> Array:
    """Mixing matrices, (many, 2, 2): rows of sum 1, |determinant| above 0.2 (NKS22, methods)."""
    found: list[Array] = []
    while len(found) < many:
        rows = draw.uniform(size=(2, 2))
        rows /= rows.sum(axis=1, keepdims=True)
        if abs(np.linalg.det(rows)) > LEAST_DETERMINANT:
            found.append(rows)
    return np.stack(found)


def batch(steps: int, mixing: Array, draw: np.random.Generator) -> Batch:
    """Mix pieces of the sources, each cut at a place of its own; float32."""
    heard, many = sources(), len(mixing)
    first = draw.integers(0, SAMPLES - steps, (many, 2))
    pieces = heard[first[:, None] + np.arange(steps)[:, None], np.arange(2)]
    noise = draw.normal(0.0, NOISE, pieces.shape)
    mixed = np.einsum("bij,btj->bti", mixing, pieces) + noise
    return Batch(_by_time(pieces), _by_time(mixed), mixing)


def _by_time(pieces: Array) -> Array:
    return np.ascontiguousarray(pieces.transpose(1, 0, 2), dtype=np.float32)
