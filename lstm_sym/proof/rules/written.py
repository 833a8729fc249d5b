"""Reasons about vectors and matrices that are written out, and about the norms of such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import sympy
from sympy import Expr, Integer

from ...calculus.enclosure import sign
from ...calculus.exact import explicit
from ...calculus.identity import defined
from ...language.operators import Norm
from ...language.shapes import shape
from ...language.vectors import Entry
from ...lower.components import in_components
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step
from .estimate import not_negative


@dataclass(frozen=True)
class WrittenOut:
    """Two vectors or operators of a given size are equal, since all their entries are."""

    uses: tuple[Step, ...] = ()
    text = "Entry by entry, computed exactly."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        size = [sympy.sympify(n) for n in shape(lhs) or shape(rhs)]
        if not size or not all(n.is_Integer for n in size) or claim.relation != "=":
            yield Obligation("both sides have entries, and a known number of them", None)
            return
        gaps = [_entry(lhs, *at) - _entry(rhs, *at) for at in product(*map(_units, size))]
        met = all(not gap.free_symbols and sign(gap) == 0 for gap in gaps)
        yield Obligation("every entry is the same number", met or None)


@dataclass(frozen=True)
class LargestStretch:
    """|N|_2 = s for a 2 x 2 matrix N that is written out, perhaps with letters.

    The eigenvalues of N^T N are the roots of z^2 - p z + d with p its trace and d its determinant;
    s^2 is the larger one if it is a root and not below p/2.
    """

    given: tuple[Claim, ...] = ()
    uses = ()
    text = (
        r"The square solves the characteristic equation of \(N^{\top} N\), and is the larger "
        "solution."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        N = explicit(claim.lhs.args[0]) if isinstance(claim.lhs, Norm) else None
        if N is None or N.shape != (2, 2) or claim.lhs.args[1] != 2 or claim.relation != "=":
            yield Obligation("the left side is the 2-norm of a matrix of two rows", None)
            return
        s, square = claim.rhs, N.T * N
        trace, det = square.trace(), square.det()
        root = sympy.expand(s**4 - trace * s**2 + det) == 0
        yield Obligation("the square solves the equation", root or None)
        larger = not_negative(sympy.expand(2 * s**2 - trace), self.given)
        yield Obligation("it is the larger solution", larger)
        yield Obligation("the norm is not negative", not_negative(s, self.given))


def _units(n: Expr) -> list[Integer]:
    return [Integer(i) for i in range(1, int(n) + 1)]


def _entry(e: Expr, *at: Expr) -> Expr:
    """One entry as a number; a number stands for a vector of such."""
    return defined(in_components(Entry(e, *at) if shape(e) else e))
