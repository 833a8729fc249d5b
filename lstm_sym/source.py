"""Where a formula comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A place in the literature.

    ``key`` is an entry of ``derivations/references.bib``, ``where`` a place in it, and
    ``formulas`` the ids of ``derivations/catalogue.toml`` that stand there. A formula that is in no
    source, but in the catalogue, has an empty key.
    """

    key: str
    where: str = ""
    formulas: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.key}, {self.where}" if self.where else self.key
