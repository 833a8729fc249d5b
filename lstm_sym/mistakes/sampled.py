"""A sample of mutants that leaves out no claim, no equation, no line, and no way to break them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Mutant(Generic[T]):
    """One small change that may be made: what it stands for, and what makes it.

    ``strata`` are the place that is changed and the way that it is changed. ``make`` returns the
    changed thing, or None where the change makes nothing: another shape, the same again.
    """

    strata: tuple[Hashable, ...]
    make: Callable[[], T | None]


class Sample:
    """The mutants that are tried: ``every`` one, or a sample in which every stratum is met.

    The order in which they are looked at is random, but the same for the same seed; a mutant is
    taken if it meets a stratum that none before it met.
    """

    def __init__(self, every: bool = False) -> None:
        self.every = every
        self.met: set[Hashable] = set()

    def of(self, mutants: Iterable[Mutant[T]], seed: str) -> Iterator[T]:
        """What the mutants that are taken make."""
        waiting = list(mutants)
        if not self.every:
            Random(seed).shuffle(waiting)
        for one in waiting:
            if self.every or not self.met.issuperset(one.strata):
                made = one.make()
                if made is not None:
                    self.met.update(one.strata)
                    yield made
