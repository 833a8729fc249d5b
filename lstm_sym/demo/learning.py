r"""Learning by the derived gradient: the loss, one update, and many (NKS22 eq. (15))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..emit.program import Program
from . import adam, mixtures
from .network import Weights, beginning

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Settings:
    """What a run is: the modulator (lstm or rnn), its sizes, how much it sees, and the seed."""

    kind: str = "lstm"
    hidden: int = 32
    steps: int = 200
    contexts: int = 384000
    batch: int = 32
    rate: float = adam.RATE
    seed: int = 0

    @property
    def updates(self) -> int:
        """How many batches there are."""
        return max(1, self.contexts // self.batch)

    @property
    def told(self) -> dict[str, object]:
        """All of it by name."""
        return asdict(self)


@dataclass(frozen=True)
class Learner:
    """A network while it learns: all that the next update depends on."""

    weights: Weights
    moments: adam.Moments
    draw: np.random.Generator
    state: Weights = field(default_factory=dict)
    losses: tuple[float, ...] = ()

    @property
    def updates(self) -> int:
        """How many updates it has had."""
        return self.moments.updates


def begun(program: Program, settings: Settings) -> Learner:
    """A network that has learnt nothing; the same for the same seed."""
    draw = np.random.default_rng(settings.seed)
    weights = beginning(program.cell, settings.hidden, draw)
    learnt = {p.name: weights[p.name] for p in program.cell.learnt}
    return Learner(weights, adam.at_rest(learnt), draw)


def distance(outputs: Array, sources: Array) -> tuple[float, Array]:
    r"""The smooth L1 distance summed over time, mean over runs and sources, and its gradient.

    \(\tfrac12 d^2\) where \(|d| < 1\), else \(|d| - \tfrac12\); its slope is \(d\) clipped to
    \([-1, 1]\) (NKS22 eq. (15)).
    """
    d = outputs - sources
    many = np.float32(d.shape[1] * d.shape[2])
    size = np.abs(d)
    loss = np.where(size < 1, d * d / 2, size - 0.5).sum() / many
    return float(loss), np.clip(d, -1, 1) / many


def gradient(
    program: Program, weights: Weights, heard: mixtures.Batch, state: Weights
) -> tuple[float, Weights, Weights]:
    """The loss of a batch, its derived gradient, and the states that the batch ends in."""
    outputs, last = program.forward(weights, heard.mixtures, initial=state)
    loss, slope = distance(outputs["y"], heard.sources)
    _, grads = program(weights, heard.mixtures, slope, initial=state)
    return loss, grads, last


def updated(program: Program, learner: Learner, settings: Settings) -> Learner:
    """One update on contexts never seen before; the states go on from the batch before."""
    mixing = mixtures.contexts(settings.batch, learner.draw)
    heard = mixtures.batch(settings.steps, mixing, learner.draw)
    loss, grads, last = gradient(program, learner.weights, heard, learner.state)
    weights, moments = adam.step(learner.weights, grads, learner.moments, settings.rate)
    losses = (*learner.losses, loss / settings.steps)
    return replace(learner, weights=weights, moments=moments, state=last, losses=losses)


def learning(program: Program, learner: Learner, settings: Settings) -> Iterator[Learner]:
    """Every state of learning from here to the end."""
    while learner.updates < settings.updates:
        learner = updated(program, learner, settings)
        yield learner
