"""Reasons about paths: what bounds every factor bounds every product, and so every sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import Abs, Derivative, Expr, Sum

from ...calculus.bounds import Unbounded, supremum
from ...calculus.normal import vanishes
from ...language.activations import Slope
from ...language.paths import LargestEdge, LargestPath, OverEdges, SmallestEdge
from ...language.shapes import shape
from ...language.sums import PathSum
from ...language.vectors import Entry, Vector
from ...lower.components import in_components
from ..rewriting import match
from ..step import Claim, Obligation, Step
from .largest import largest_entry


@dataclass(frozen=True)
class EveryPath:
    """smallest edge^q ≤ largest path ≤ largest edge^q; |sum over paths| ≤ n^(q-1) b^q.

    A path of q edges between two units of 1..n is a product of q edges, each of which lies
    between the smallest and the largest; there are n^(q-1) such paths. b is the largest edge, or
    a product of what bounds its factors: a slope its supremum, an entry a number that is given.
    """

    given: tuple[Claim, ...] = ()
    uses = ()
    relations = ("≤",)
    text = (
        "A path has \\(q\\) edges, each between the smallest and the largest; "
        "there are \\(n^{q-1}\\) paths."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        paths = claim.lhs.atoms(PathSum, LargestPath) | claim.rhs.atoms(PathSum, LargestPath)
        if len(paths) != 1 or claim.relation != "≤":
            yield Obligation("the claim compares paths with their edges", None)
            return
        (path,) = paths
        q, n = path.length, path.width
        met = any(
            claim.lhs == low and vanishes(claim.rhs - high) for low, high in self._allowed(path)
        )
        yield Obligation("edges, length and width are the same", met or None)
        yield Obligation("there is at least one edge", q.is_positive and n.is_positive)

    def _allowed(self, path: PathSum | LargestPath) -> Iterator[tuple[Expr, Expr]]:
        """What is below what, for paths with these edges."""
        q, n = path.length, path.width
        smallest, largest = (
            make(*path.bound_symbols, path.body, q, n) for make in (SmallestEdge, LargestEdge)
        )
        if isinstance(path, LargestPath):
            yield from [(smallest**q, path), (path, largest**q)]
            return
        yield Abs(path), n ** (q - 1) * largest**q
        factors = [self._above(f, path) for f in sympy.Mul.make_args(path.body)]
        if None not in factors:
            yield Abs(path), n ** (q - 1) * sympy.Mul(*factors) ** q

    def _above(self, factor: Expr, path: PathSum) -> Expr | None:
        """A number that the factor of an edge never exceeds in absolute value, if one is known."""
        if isinstance(factor, Slope):
            try:
                return supremum(type(factor.args[0]))
            except Unbounded:
                return None
        if factor.is_number:
            return Abs(factor)
        if not isinstance(factor, Entry) or shape(factor.of) != (path.width, path.width):
            return None
        inside = set(factor.at) <= set(path.bound_symbols[:2])
        top = largest_entry(factor.of)
        known = [h.rhs for h in self.given if h.lhs == top and h.relation in ("≤", "<")]
        return known[0] if inside and known else None


@dataclass(frozen=True)
class EachEdge:
    """An extreme over edges between so many units, all alike in absolute value: that value."""

    uses = ()
    text = "Look at every edge: all have this absolute value."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        e = claim.lhs
        counted = isinstance(e, OverEdges) and e.width.is_Integer and claim.relation == "="
        if not counted or e.bound_symbols[2] in e.body.free_symbols:
            yield Obligation("the edges are those of so many units, alike at all steps", None)
            return
        units = range(1, int(e.width) + 1)
        found = {Abs(in_components(e.at(i, j, 1))) for i in units for j in units}
        yield Obligation("every edge has this absolute value", found == {claim.rhs} or None)


@dataclass(frozen=True)
class SlopeOff:
    """largest |f'(z) w| ≤ c largest |w|, since |f'| is nowhere above c."""

    uses: tuple[Step, ...]
    relations = ("≤",)
    text = "The slope is nowhere above its supremum, so it comes off as that number."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs = claim.lhs
        if not isinstance(lhs, LargestEdge) or claim.relation != "≤":
            yield Obligation("the left side is a largest edge", None)
            return
        slopes = [f for f in sympy.Mul.make_args(lhs.body) if isinstance(f, Slope)]
        left = LargestEdge(
            *lhs.bound_symbols, sympy.Mul(*_without(lhs.body, slopes)), *lhs.args[4:]
        )
        try:
            top = sympy.Mul(*[supremum(type(f.args[0])) for f in slopes])
        except Unbounded:
            yield Obligation("the slopes are bounded", None)
            return
        shown = [any(_shows(step.claim, f) for step in self.uses) for f in slopes]
        yield Obligation("the supremum was shown", all(shown) or None)
        yield Obligation("what is left is the other factor", claim.rhs == top * left or None)


def _shows(claim: Claim, f: Slope) -> bool:
    """Whether a claim bounds the derivative of the activation by its supremum, everywhere."""
    of, activation = claim.lhs, type(f.args[0])
    everywhere = (
        isinstance(of, Derivative)
        and of.variables == of.expr.args
        and isinstance(of.expr, activation)
    )
    return everywhere and claim.relation == "≤" and claim.rhs == supremum(activation)


def _without(body: Expr, slopes: list[Slope]) -> list[Expr]:
    return [f for f in sympy.Mul.make_args(body) if f not in slopes]


@dataclass(frozen=True)
class Monotone:
    """F(a) ≤ F(b), from 0 ≤ a ≤ b, where F is continuous at 0 and F' ≥ 0 above it."""

    of: Step

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of,)

    relations = ("≤",)
    text = "The left side rises with what was bounded."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known, x = self.of.claim, sympy.Dummy("x", positive=True)
        a, b = known.lhs, known.rhs
        F = claim.lhs.xreplace({a: x})
        yield Obligation("what was bounded is not negative", a.is_nonnegative)
        put = F.xreplace({x: b}) == claim.rhs and known.relation == claim.relation == "≤"
        yield Obligation("the right side is the left side with the bound put in", put or None)
        yield Obligation("the left side rises", sympy.diff(F, x).is_nonnegative)
        yield Obligation("from its value at zero on", sympy.limit(F, x, 0, "+") == F.subs(x, 0))


@dataclass(frozen=True)
class Triangle:
    """|f(1) + ... + f(N)| ≤ N b, from |f(k)| ≤ b for every k, where b does not depend on k."""

    of: Step
    over: sympy.Symbol

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of,)

    relations = ("≤",)
    text = "The absolute value of a sum is at most the sum of the absolute values."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known, inside = self.of.claim, claim.lhs.args[0] if claim.lhs.args else claim.lhs
        if not isinstance(claim.lhs, Abs) or not isinstance(inside, Sum):
            yield Obligation("the left side is the absolute value of a sum", None)
            return
        ((k, low, high),) = inside.limits
        names = match(known.lhs, Abs(inside.function), (self.over,))
        yield Obligation("each term was bounded", names == {self.over: k} or None)
        free = known.rhs.free_symbols | {v for v in known.rhs.atoms(Vector) if v.has(self.over)}
        yield Obligation("by one number for all", self.over not in free)
        many = high - low + 1
        relation = known.relation == claim.relation == "≤"
        met = relation and low == 1 and vanishes(claim.rhs - many * known.rhs)
        yield Obligation("there are as many terms as bounds", met or None)
