"""What a signal is to a step: a gate, a candidate, a net input, or nothing that has a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sympy import Interval

from ..language.activations import Elementwise
from ..language.cell import Cell
from ..language.vectors import Vector, vectors
from .graph import Path, Strand, strands

UNIT = Interval(0, 1)


@dataclass(frozen=True)
class Roles:
    """The gates, candidates and net inputs of a cell.

    A gate is an activation with values in [0, 1] that multiplies something that moves. A candidate
    is squashed, is no state and no gate, and is multiplied by a gate. A net input is read by one
    equation alone, which is its activation.
    """

    cell: Cell

    @cached_property
    def gates(self) -> frozenset[Vector]:
        """The gates."""
        return frozenset(
            s.wrt
            for s in self._strands
            if self._is_within_unit(s.wrt) and any(v.time is not None for v in _entries(s))
        )

    @cached_property
    def candidates(self) -> frozenset[Vector]:
        """The candidates."""
        states = {u.name for u in self.cell.carried}
        return frozenset(
            s.wrt
            for s in self._strands
            if s.wrt in self.cell.equations
            and s.wrt not in self.gates
            and s.wrt.name not in states
            and self._is_squashed(s)
            and self.gates & set(_entries(s))
        )

    @cached_property
    def nets(self) -> frozenset[Vector]:
        """The net inputs."""
        readers: dict[Vector, set[Vector]] = {}
        for s in self._strands:
            readers.setdefault(s.wrt, set()).add(s.of)
        return frozenset(
            v
            for v, read in readers.items()
            if len(read) == 1 and self._is_activation_of(next(iter(read)), v)
        )

    def spell(self, v: Vector) -> str:
        """Return the name of a signal, with its role before it if it has one."""
        role = "gate " if v in self.gates else "the candidate " if v in self.candidates else ""
        return role + v.name

    def label(self, path: Path) -> str:
        """Say where a path leads: direct, or through which signals, net inputs left out."""
        inner = [(s.of, after.of) for s, after in pairwise(path)]
        last = path[-1].of
        met = [v for v, after in inner if v not in self.nets or after == last]
        if met:
            return f"through {', then '.join(map(self.spell, met))}"
        if not path[0].direct:
            return "by a matrix alone"
        return "direct (carousel)" if path[0].wrt.name == last.name else "direct"

    @property
    def _strands(self) -> list[Strand]:
        return [s for heard in strands(self.cell).values() for s in heard]

    def _is_within_unit(self, v: Vector) -> bool:
        e = self.cell.equations.get(v)
        return isinstance(e, Elementwise) and bool(e.image.is_subset(UNIT))

    def _is_squashed(self, s: Strand) -> bool:
        e = self.cell.equations[s.of]
        inside = any(s.wrt in vectors(y) for y in e.atoms(Elementwise))
        return inside or isinstance(self.cell.equations[s.wrt], Elementwise)

    def _is_activation_of(self, u: Vector, v: Vector) -> bool:
        e = self.cell.equations[u]
        return isinstance(e, Elementwise) and e.args[0] == v


def _entries(s: Strand) -> list[Vector]:
    """The vectors that the operator of a strand is made of."""
    return vectors(s.operator)
