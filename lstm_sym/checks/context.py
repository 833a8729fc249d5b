"""What all checks of a derivation share: its trials, drawn once, and what was measured on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..language.cell import Cell
from ..proof.step import Claim, Derivation
from .adversary import Summit, summits
from .network import Network
from .shaken import Compared
from .trial import Exploding, Trial, Undrawable, trial

MANY, FEW, LEAST = 25, 5, 3
NARROW = 40
SEED = 1997
TAME = 20.0


def enough(cell: Cell | None) -> int:
    """How many trials are drawn; a wide cell, which has as many claims, has fewer."""
    wide = 1 if cell is None else max(1, len(cell.equations) // NARROW)
    return max(LEAST, MANY // wide)


@dataclass(frozen=True)
class Context:
    """The derivation that a step belongs to, and its trials, drawn once.

    ``many`` trials are drawn, or as many as are ``enough`` if it is 0.
    """

    derivation: Derivation
    many: int = 0
    seed: int = SEED
    _drawn: dict[tuple[Claim, ...], list[Trial] | Undrawable] = field(
        default_factory=dict, repr=False
    )

    def __post_init__(self) -> None:
        if not self.many:
            object.__setattr__(self, "many", enough(self.derivation.cell))

    @cached_property
    def trials(self) -> list[Trial]:
        return self.obeying(())

    def obeying(self, given: tuple[Claim, ...]) -> list[Trial]:
        """The trials of all steps that have these hypotheses; those that obey them anyhow stay.

        Raises Undrawable if there are none.
        """
        if given not in self._drawn:
            try:
                self._drawn[given] = self._draw(given)
            except Undrawable as fault:
                self._drawn[given] = fault
        drawn = self._drawn[given]
        if isinstance(drawn, Undrawable):
            raise drawn
        return drawn

    def _draw(self, given: tuple[Claim, ...]) -> list[Trial]:
        free = self.obeying(()) if given else [None] * self.many
        return [
            one
            if one is not None and all(one.obeys(claim) for claim in given)
            else trial(self.derivation, self.seed, k, given)
            for k, one in enumerate(free)
        ]

    @cached_property
    def summits(self) -> Mapping[str, Summit]:
        """How near an adversary came to the bounds of the error flow, by the label of the step."""
        return summits(self.derivation, self.seed)

    @cached_property
    def gradients(self) -> list[Compared]:
        """The gradients of some trials by two roads; those of tame numbers if there are such."""
        tame = [network for network in self._networks if network.largest <= TAME]
        return [Compared(network) for network in (tame or self._networks)[:FEW]]

    @cached_property
    def _networks(self) -> list[Network]:
        try:
            return [trial.network for trial in self.trials if trial.network is not None]
        except Exploding:
            return []
