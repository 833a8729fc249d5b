"""What is named: the largest of what moves, and the comparison matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Max, S, Symbol

from ...calculus.comparison import moving
from ...language.cell import t
from ...language.operators import Matrix, Norm
from ...language.sums import Minimum
from ...language.symbols import magnitude, number
from ...language.vectors import Vector
from ..rules import Definition
from ..step import Step, equal
from .one import OneStep


@dataclass(frozen=True)
class Names:
    """Names for the norms that move, at their largest in q steps, and for the matrix K of bounds.

    Of a single state that is read one step back K is a number, kappa.
    """

    one: OneStep
    q: Symbol

    @property
    def steps(self) -> Iterator[Step]:
        """The definitions, in reading order."""
        yield from self.maxima
        yield self.comparison

    @cached_property
    def largest(self) -> dict[Norm, Symbol]:
        """A name for the largest of every norm that moves, over the last q steps."""
        norms = [n for step in self.one.norms.values() for n in moving(step.claim.rhs)]
        for u in self.one.states:
            norms += [n for e in self.reading(u) or () for n in moving(e)]
        found: dict[Norm, Symbol] = {}
        for n in dict.fromkeys(norms):
            v = n.args[0]
            name = f"M_{v.name}" if isinstance(v, Vector) else f"M_{1 + len(found)}"
            taken = {s.name for s in found.values()}
            found[n] = magnitude(f"{name}{len(found)}" if name in taken else name)
        return found

    def reading(self, u: str) -> tuple[Expr, Expr] | None:
        """Read the bound of a state as a |u(t-1)| + b, or max(b, |u(t-1)|), for which a is oo.

        None if it is neither, or does not lead back to the state.
        """
        bound, before = self.one.states[u].claim.rhs, self.one.before(u)
        if isinstance(bound, Max) and before in bound.args:
            others = Max(*[b for b in bound.args if b != before])
            return None if others.has(before) else (S.Infinity, others)
        whole = bound.expand()
        a = whole.coeff(before)
        b = (whole - a * before).expand()
        return None if a == 0 or a.has(before) or b.has(before) else (a, b)

    @property
    def single(self) -> bool:
        """Whether there is one state alone, read one step back."""
        return len(self.one.comparison.places) == 1

    @cached_property
    def K(self) -> Expr:
        """The name of the comparison matrix."""
        size = len(self.one.comparison.places)
        return magnitude("kappa") if self.single else Matrix("K", size, size)

    @cached_property
    def matrix(self) -> Expr:
        """The comparison matrix, or the one number that it is."""
        K = self.one.comparison.matrix(self.largest)
        return K[0, 0] if self.single else K

    @cached_property
    def meaning(self) -> dict[Expr, Expr]:
        """What every name stands for; the matrix first, which is made of the others."""
        over = self.one.comparison.over
        named = {M: over(n, self.q) for n, M in self.largest.items()}
        return {self.K: self.matrix, **named, **({self.least: self.smallest} if self.lasts else {})}

    least = number("lambda")

    @cached_property
    def lasts(self) -> Step | None:
        """What surely passes in one step, if there is one state alone."""
        return next(iter(self.one.least.values()), None) if self.single else None

    @cached_property
    def smallest(self) -> Expr:
        """The least of that in q steps."""
        assert self.lasts is not None
        e, way = self.lasts.claim.lhs, self.one.comparison.way
        return Minimum(lambda m: e.xreplace({t: t - way * (m - 1)}), 1, self.q)

    @cached_property
    def smallest_named(self) -> Step:
        """What the least is called."""
        return Step(
            "smallest",
            equal(self.least, self.smallest),
            Definition(),
            text=r"Let this be the least that surely passes in one of these \(q\) steps",
        )

    @cached_property
    def maxima(self) -> list[Step]:
        """What is called the largest of a norm."""
        return [
            Step(
                f"largest-{M.name.removeprefix('M_')}",
                equal(M, self.meaning[M]),
                Definition(),
                text=r"Let this be its largest size in \(q\) steps",
            )
            for M in self.largest.values()
        ]

    @cached_property
    def comparison(self) -> Step:
        """What the comparison matrix is."""
        places = self.one.comparison.places
        order = ", ".join(name if s == 1 else f"{name} {s - 1} earlier" for name, s in places)
        rows = f"the matrix of the bounds of one step, the states in the order {order}"
        words = "the bound of one step" if self.single else rows
        return Step(
            "comparison", equal(self.K, self.matrix), Definition(), text=f"Let this be {words}"
        )
