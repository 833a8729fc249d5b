"""What became of mutants: a count for each fate, and the survivors by name."""

from __future__ import annotations

from dataclasses import dataclass, field

FATES = ("refuted", "refused", "proved", "assumed")


@dataclass
class Score:
    """What became of the mutants.

    Numbers ``refuted`` a mutant; the proof ``refused`` it, where numbers did not; it is ``proved``
    to say the same as the original, or to be another true claim, which the same reason proves and
    more numbers support; ``assumed``, being another definition; or one of the ``survivors``.
    """

    refuted: int = 0
    refused: int = 0
    proved: int = 0
    assumed: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """How many mutants there were."""
        return sum(getattr(self, fate) for fate in FATES) + len(self.survivors)

    def add(self, what: str, fate: str) -> None:
        """Count one mutant."""
        if fate == "survived":
            self.survivors.append(what)
        else:
            setattr(self, fate, getattr(self, fate) + 1)
