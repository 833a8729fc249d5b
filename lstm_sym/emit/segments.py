"""Segments of time: a run in pieces, each beginning with the states that the last one left.

Sequences that have ended take no part in a segment, so that no padding is ever computed with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arguments import Given, ProgramError, beyond

Array = NDArray[Any]


@dataclass(frozen=True)
class Segment:
    """The steps from ``first`` + 1 to ``last``, of the sequences ``rows``; None for all."""

    first: int
    last: int
    rows: Array | None

    def of(self, v: Array) -> Array:
        """The part of an array (..., B, n) that belongs to the sequences."""
        return v if self.rows is None else np.ascontiguousarray(v[:, self.rows])

    def put(self, to: Array, v: Array) -> None:
        """Write the part that belongs to the sequences."""
        to[:, slice(None) if self.rows is None else self.rows] = v

    def add(self, to: Array, v: Array) -> None:
        """Add to the part that belongs to the sequences."""
        to[:, slice(None) if self.rows is None else self.rows] += v

    def updated(self, v: Array, part: Array) -> Array:
        """The array with the part of the sequences replaced."""
        found = v.copy()
        self.put(found, part)
        return found

    def given(self, whole: Given, states: Mapping[str, Array]) -> Given:
        """What the program is given for this segment."""
        a, b = self.first, self.last
        return whole.with_(
            inputs={n: self.of(v[a : b + beyond(whole.cell, n)]) for n, v in whole.inputs.items()},
            losses={n: self.of(v[a:b]) for n, v in whole.losses.items()},
            initial={n: self.of(v) for n, v in states.items()},
            steps=b - a,
            batch=whole.batch if self.rows is None else len(self.rows),
            lengths=None,
        )

    def speak(self, here: Given, errors: Mapping[str, Array]) -> dict[str, Array]:
        """Let the loss speak to the last states; return what falls to those that were given.

        The last states of what runs backward are those at the first steps.
        """
        early = {}
        losses = dict(here.losses)
        for name, whole in errors.items():
            error = self.of(whole)
            inside = min(len(error), here.steps)
            said = losses.get(name)
            said = np.zeros((here.steps, *error.shape[1:]), error.dtype) if said is None else said
            losses[name] = said = said.copy()
            down = here.cell.way(name) < 0
            more = len(error) - inside
            if down:
                said[:inside] += error[:inside]
            else:
                said[here.steps - inside :] += error[more:]
            if more:
                early[name] = np.zeros_like(error)
                if down:
                    early[name][:more] = error[inside:]
                else:
                    early[name][inside:] = error[:more]
        here.losses = losses
        return early


def cut(given: Given, every: int | None) -> list[Segment]:
    """Cut the time where sequences end, and every so many steps; one segment if nothing ends."""
    T, lengths = given.steps, given.lengths
    ends = set() if lengths is None else {int(k) for k in lengths}
    if given.cell.backward and every:
        raise ProgramError("a cell that runs both ways keeps all its states; no checkpoint")
    if given.cell.backward and lengths is not None:
        return [Segment(0, k, np.flatnonzero(lengths == k)) for k in sorted(ends - {0})]
    ends |= set(range(every, T, every)) if every else set()
    found = []
    for a, b in pairwise(sorted({0, T} | ends)):
        rows = None if lengths is None else np.flatnonzero(lengths > a)
        if rows is None or len(rows):
            found.append(Segment(a, b, None if rows is None or len(rows) == given.batch else rows))
    return found
