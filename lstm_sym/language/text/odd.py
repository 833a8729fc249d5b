"""One matrix applied to an input and to a state: which of the two is the slip of the pen?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sympy import Expr

from .classes import Dimension
from .errors import TextError
from .unify import STATE, Application, Unifier


def odd_one_out(unifier: Unifier, late: Application, sizes: Mapping[Dimension, Expr]) -> TextError:
    """The error for a matrix that takes vectors of two sizes, ``late`` being the later one.

    It blames the application in whose place a similarly named matrix is expected: one of the same
    suffix that takes such vectors elsewhere, else one with the letter of those that do.
    """
    look = _Look(unifier, late, sizes)
    for expected in (look.namesake, look.analogue):
        for a in look.rivals:
            name = expected(a)
            if name:
                return look.fault(a, f"did you mean {name} @ {look.operand(a)}?")
    return look.fault(late, f"declare matrix {look.declaration()} if one size is meant")


@dataclass(frozen=True)
class _Look:
    unifier: Unifier
    late: Application
    sizes: Mapping[Dimension, Expr]

    @property
    def rivals(self) -> list[Application]:
        """The applications of the matrix, where it takes vectors of either size."""
        both = {self.sizes[self.late.columns], self.sizes[self.late.vector]}
        return [
            a
            for a in self.unifier.applications
            if a.columns == self.late.columns and self.sizes[a.vector] in both
        ]

    def kin(self, a: Application) -> Iterator[str]:
        """The other matrices that take vectors of that size."""
        for b in self.unifier.applications:
            name = b.node.matrix.name
            if name != a.node.matrix.name and self.sizes[b.vector] == self.sizes[a.vector]:
                yield name

    def namesake(self, a: Application) -> str | None:
        """A matrix of the same suffix that takes such vectors elsewhere."""
        _, suffix = _split(a.node.matrix.name)
        return next((name for name in self.kin(a) if suffix and _split(name)[1] == suffix), None)

    def analogue(self, a: Application) -> str | None:
        """The name with the letter of the matrices that take such vectors, W_f beside W_i, W_o."""
        letter, suffix = _split(a.node.matrix.name)
        letters = Counter(_split(name)[0] for name in self.kin(a))
        if not letters or letter in letters:
            return None
        name = letters.most_common(1)[0][0] + suffix
        return None if name in self.unifier.roles.uses else name

    def declaration(self) -> str:
        """The matrix with the size of the state where it takes vectors."""
        name, side = self.late.columns
        marks = self.unifier.classes.marks_of(self.late.vector)
        state = self.sizes[self.late.vector if marks == STATE else self.late.columns]
        rows = self.sizes[(name, 1 - side)]
        return f"{name}[{rows}, {state}]" if side else f"{name}[{state}, {rows}]"

    def operand(self, a: Application) -> str:
        return self.unifier.quote(a.node.of)

    def fault(self, a: Application, mend: str) -> TextError:
        here, there = self.sizes[a.vector], self.sizes[self.late.columns]
        takes = there if here != there else self.sizes[self.late.vector]
        matrix, of = a.node.matrix.name, self.operand(a)
        what = f"{self.unifier.quote(a.node)}: {matrix} takes vectors of size {takes}"
        return self.unifier.roles.draft.script.fault(
            a.node.sign, f"{what}, {of} has size {here}", mend
        )


def _split(name: str) -> tuple[str, str]:
    """The letter of a matrix and its suffix: W and _f of W_f, W and f of Wf."""
    letter, line, rest = name.partition("_")
    return (letter, line + rest) if line else (name[:1], name[1:])
