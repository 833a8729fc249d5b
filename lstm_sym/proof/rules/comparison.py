"""Reasons that bound the error flow of a cell by its comparison matrix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sympy import Dummy, Expr, ImmutableDenseMatrix, Max, Symbol, oo, sqrt

from ...calculus.bounds import above
from ...calculus.comparison import Comparison, moving
from ...calculus.graph import how_many, strands
from ...language.cell import Cell, t
from ...language.operators import Norm, Response
from ...language.spectra import SpectralRadius
from ...language.sums import Chain, Maximum
from ...language.vectors import Entry
from ..step import Claim, Obligation, Step, at_most, below, equal
from .estimate import increasing, not_negative, tidied


@dataclass(frozen=True)
class PathNorms:
    """|J|_p ≤ b for a derivative J = sum of products, since |A+B| ≤ |A|+|B| and |AB| ≤ |A||B|.

    A diagonal stretches by its largest entry, for every p-norm, and that is bounded by the images
    and slopes of what it is made of.
    """

    jacobian: Step
    cell: Cell

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.jacobian,)

    relations = ("≤",)
    text = (
        "Path by path: the norm of a product is at most the product of the norms, and a diagonal "
        "stretches by its largest entry, which no image or slope of an activation lets grow."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        norm, known = claim.lhs, self.jacobian.claim
        fits = isinstance(norm, Norm) and (norm.args[0], "=") == (known.lhs, known.relation)
        yield Obligation("the paths are those of this derivative", fits or None)
        if not fits:
            return
        p = norm.args[1]
        most = above(known.rhs, p, Comparison(self.cell, p).magnitudes.largest)
        met = claim.relation == "≤" and not_above(most, claim.rhs)
        yield Obligation("the norms of the paths add up to no more", met or None)


@dataclass(frozen=True)
class Lifted:
    """|∂u(t)/∂v(t-q)|_p ≤ [K^q]_uv ≤ |K|_oo^q, K a matrix above the norms of all blocks.

    The derivative of all states over q steps is a product of q matrices of blocks; the norm of a
    block of a product is at most the entry of the product of their norms. ``blocks`` bound every
    block that is not zero; ``names`` say what is called the largest of a norm over the last q
    steps, and what K is.
    """

    over: Symbol
    cell: Cell
    blocks: tuple[Step, ...]
    names: tuple[Step, ...] = ()

    @property
    def uses(self) -> tuple[Step, ...]:
        return (*self.blocks, *self.names)

    relations = ("≤",)
    text = (
        "By the chain rule over all states: a block of a product of matrices is a sum of products "
        "of blocks, so that its norm is at most the entry of the product of their norms."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        norm, q = claim.lhs, self.over
        R = norm.args[0] if isinstance(norm, Norm) else None
        if not isinstance(R, Response) or R.through != "states" or claim.relation != "≤":
            yield Obligation("the claim bounds a derivative by a state of an earlier time", None)
            return
        comparison = Comparison(self.cell, norm.args[1], self.cell.way(R.of.name))
        apart = R.of.time == t and R.wrt.time == t - comparison.way * q
        yield Obligation(f"the states are {q} steps apart", apart and bool(q.is_nonnegative))
        bounds = {step.claim.lhs: step.claim.rhs for step in self.blocks}
        yield Obligation("every block is bounded", self._all(comparison, bounds))
        most = {n: self._name(n, comparison) for b in bounds.values() for n in moving(b)}
        yield Obligation("what moves is bounded over all steps", None not in most.values())
        K = comparison.matrix(most, bounds)
        grows = all(rises(e, M) for e in K.flat() for M in most.values())
        yield Obligation("no bound falls as what it is made of grows", grows or None)
        put = {s.claim.lhs: s.claim.rhs for s in self.names if not isinstance(s.claim.rhs, Maximum)}
        ends = [comparison.places[v.name, 1] for v in (R.of, R.wrt)]
        met = _is_power(claim.rhs.xreplace(put), K, q, *ends)
        yield Obligation("the right side is their power", met or None)

    def _all(self, comparison: Comparison, bounds: Mapping[Expr, Expr]) -> bool | None:
        """Whether every block that some path leads into has its bound."""
        graph = strands(self.cell)
        return (
            all(
                comparison.norm(b) in bounds
                for b in comparison.blocks
                if how_many(graph, b.wrt).get(b.of)
            )
            or None
        )

    def _name(self, norm: Norm, comparison: Comparison) -> Expr | None:
        """What the largest of a norm over the last q steps is called."""
        largest = comparison.over(norm, self.over)
        return next((s.claim.lhs for s in self.names if s.claim.rhs == largest), None)


@dataclass(frozen=True)
class PerStep:
    """a^(1/q) ≤ b, from 0 ≤ a ≤ b^q and b ≥ 0, for q ≥ 1."""

    of: Step
    relations = ("≤",)
    text = "The root of both sides: neither is negative."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of,)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known = self.of.claim
        base, q = known.rhs.as_base_exp()
        counted = bool(q.is_integer and q.is_positive)
        yield Obligation("a power was shown to be above", counted and known.relation == "≤")
        least = not_negative(known.lhs) and not_negative(base)
        yield Obligation("neither side is negative", least)
        rooted = (claim.lhs, claim.rhs) == (known.lhs ** (1 / q), base)
        yield Obligation(
            "these are the roots of both sides", (rooted and claim.relation == "≤") or None
        )


@dataclass(frozen=True)
class Perron:
    """What holds of rho(K), K = ((a, b), (c, d)) without negative entries.

    Its eigenvalues are the roots of (x - a)(x - d) - b c, and real: rho(K) is the larger. It is
    below 1 iff the polynomial is positive at 1, and 1 is above both a and d.
    """

    given: tuple[Claim, ...] = ()
    uses: tuple[Step, ...] = ()
    relations = ("=", "<", "≤")
    text = (
        "The characteristic polynomial of two rows has real roots where no entry is negative; "
        "look at the larger, and at the sign of the polynomial at one."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        found = claim.lhs.atoms(SpectralRadius) | claim.rhs.atoms(SpectralRadius)
        radius = next(iter(found), None)
        if radius is None or len(found) > 1 or radius.args[0].shape != (2, 2):
            yield Obligation("it is about a matrix of two rows", None)
            return
        K = radius.args[0]
        entries = K.xreplace({step.claim.lhs: step.claim.rhs for step in self.uses})
        known = isinstance(entries, ImmutableDenseMatrix)
        least = known and all(not_negative(e) for e in entries.flat())
        yield Obligation("none of its entries is negative", least or None)
        of = K if isinstance(K, ImmutableDenseMatrix) else None
        places = [(i, j) for i in range(2) for j in range(2)]
        a, b, c, d = (Entry(K, i + 1, j + 1) if of is None else of[i, j] for i, j in places)
        known_laws = {
            equal(radius, (a + d + sqrt((a - d) ** 2 + 4 * b * c)) / 2): (),
            below(radius, 1): (below(a, 1), below(d, 1), below(b * c, (1 - a) * (1 - d))),
            at_most(1, radius): (at_most((1 - a) * (1 - d), b * c),),
        }
        law = known_laws.get(claim)
        yield Obligation("it is a law of the larger root", law is not None or None)
        yield Obligation("its conditions are given", set(law or ()) <= set(self.given))


def not_above(low: Expr, high: Expr) -> bool | None:
    """Whether one number is at most another, made of norms; None if that is not seen."""
    return not_negative(tidied(high - low))


def rises(e: Expr, x: Expr) -> bool:
    """Whether a number is not negative and does not fall as x ≥ 0 grows."""
    d = Dummy("d", nonnegative=True)
    e = e.xreplace({x: d})
    parts = e.args if isinstance(e, Max) else (e,)
    return all(increasing(part, d) for part in parts)


def _is_power(e: Expr, K: ImmutableDenseMatrix, q: Expr, i: int, j: int) -> bool:
    """Whether e is an entry of the q-th power of K, or the power of its largest row sum."""
    if K.shape == (1, 1) and e == K[0, 0] ** q:
        return True
    powers = [Chain(lambda m: K, q, ascending=ascending) for ascending in (False, True)]
    return e in [Norm(K, oo) ** q, *(Entry(power, i + 1, j + 1) for power in powers)]
