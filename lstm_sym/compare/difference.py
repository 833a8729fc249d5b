"""diff(A, B): what appears, vanishes or changes from one cell to another.

The vectors of the two are aligned by their names and by the parts they play; then equations,
errors and the paths of one step stand side by side, each as the same, the same under other names,
changed, added or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from sympy import Expr

from ..calculus.adjoint import adjoint
from ..calculus.roles import Roles
from ..calculus.terms import Block, Term, blocks
from ..language.cell import Cell, t
from ..language.operators import Matrix
from ..language.vectors import BAR
from .naming import Naming, naming

Kind = Literal["same", "renamed", "changed", "added", "removed"]
Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)
PathKey = tuple[tuple[str, ...], ...]
MOST = 12


@dataclass(frozen=True)
class Row(Generic[Key, Item]):
    """One thing of A and one of B; where one is missing, the thing is removed or added."""

    kind: Kind
    before: tuple[Key, Item] | None
    after: tuple[Key, Item] | None


@dataclass(frozen=True)
class Difference:
    """Two cells side by side; see the names of the properties."""

    a: Cell
    b: Cell

    @cached_property
    def naming(self) -> Naming:
        """Which signals and weights of B play the parts of which of A."""
        return naming(self.a.explicit(), self.b.explicit())

    @cached_property
    def forward(self) -> list[Row[str, Expr]]:
        """The equations by their signals, net inputs put in where they are squashed."""
        return list(self._equations(folded(self.a), folded(self.b)))

    @cached_property
    def errors(self) -> list[Row[str, Expr]]:
        """The equations of back-propagation by their signals, the last one first."""
        return list(self._equations(_errors(self.naming.a), _errors(self.naming.b)))

    @cached_property
    def blocks(self) -> tuple[list[Block], list[Block]]:
        """Of each cell the blocks of the state Jacobian that have a path, so many paths listed."""
        ours, theirs = (blocks(cell, MOST) for cell in (self.naming.a, self.naming.b))
        return [block for block in ours if block.terms], [block for block in theirs if block.terms]

    @cached_property
    def flow(self) -> list[Row[tuple[str, str, str], Block]]:
        """The blocks of the state Jacobian that have a path."""
        ours, theirs = ({_place(block): block for block in side} for side in self.blocks)

        def equal(after: Block, before: Block) -> bool:
            return after.many == before.many and all(
                row.kind in ("same", "renamed") for row in self.paths(before, after)
            )

        def plain(block: Block) -> Any:
            return [(_way(term), term.operator) for term in block.terms]

        return list(_rows(ours, theirs, self._named, equal, plain))

    def paths(self, before: Block | None, after: Block | None) -> list[Row[PathKey, Term]]:
        """The paths of a block before and after, by what they lead through."""
        ours, theirs = (
            {_way(term): term for term in (block.terms if block else ())}
            for block in (before, after)
        )

        def equal(mine: Term, other: Term) -> bool:
            return self.naming.equal(mine.operator, other.operator)

        def named(way: PathKey) -> PathKey:
            return tuple(map(self._named, way))

        return list(_rows(ours, theirs, named, equal, lambda term: term.operator))

    def _equations(self, ours: Mapping[str, Expr], theirs: Mapping[str, Expr]) -> Iterator[Any]:
        signals = self.naming.signals
        return _rows(ours, theirs, signals.get, self.naming.equal, lambda e: e)

    def _named(self, words: Any) -> Any:
        """Names of B in those of A, where they have one."""
        signals, weights = self.naming.signals, self.naming.weights
        return tuple(signals.get(w, weights.get(w, w)) for w in words)


def folded(cell: Cell) -> dict[str, Expr]:
    """The equations by their signals, each net input put in where it is squashed."""
    nets = {v: cell.equations[v] for v in Roles(cell).nets if v.name not in cell.outputs}
    return {u.name: e.xreplace(nets) for u, e in cell.equations.items() if u not in nets}


def _errors(cell: Cell) -> dict[str, Expr]:
    return {u.name.removesuffix(BAR): e for u, e in reversed(list(adjoint(cell).items()))}


def _place(block: Block) -> tuple[str, str, str]:
    return block.of.name, block.wrt.name, str(t - block.wrt.moment)


def _way(term: Term) -> PathKey:
    """What a path leads through: every signal, and the matrix by which it is heard if by one."""
    return tuple(
        (s.of.name, s.wrt.name, *sorted(W.name for W in s.operator.atoms(Matrix)))
        for s in term.path
    )


def _rows(
    ours: Mapping[Key, Item],
    theirs: Mapping[Key, Item],
    named: Callable[[Key], Key | None],
    equal: Callable[[Item, Item], bool],
    plain: Callable[[Item], Any],
) -> Iterator[Row[Key, Item]]:
    """All of B in its order, with all of A that B lacks where it stood in A.

    ``named`` says what a thing of B is called in A, ``equal`` whether two are the same but for
    names, ``plain`` what must be equal if even the names are.
    """
    partner = {key: name for key in theirs if (name := named(key)) in ours}
    waiting = [key for key in ours if key not in partner.values()]
    order = list(ours)
    for key, item in theirs.items():
        before = partner.get(key)
        if before is None:
            yield Row("added", None, (key, item))
            continue
        while waiting and order.index(waiting[0]) < order.index(before):
            gone = waiting.pop(0)
            yield Row("removed", (gone, ours[gone]), None)
        kind: Kind = "changed"
        if equal(item, ours[before]):
            unchanged = key == before and plain(item) == plain(ours[before])
            kind = "same" if unchanged else "renamed"
        yield Row(kind, (before, ours[before]), (key, item))
    for gone in waiting:
        yield Row("removed", (gone, ours[gone]), None)
