"""Reasons about the smallest stretch of operators, and about roots of a power."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Abs, Expr, MatMul, Mul, Symbol

from ...calculus.normal import same
from ...language.operators import Diag, Dot, Matrix, Norm
from ...language.shapes import shape
from ...language.spectra import SmallestStretch
from ...language.sums import Chain, Minimum
from ...language.symbols import binder
from ...language.vectors import Entry
from ...lower.components import in_components
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step
from .estimate import not_negative, tidied
from .largest import place


@dataclass(frozen=True)
class StretchAxioms:
    """What holds of the smallest stretch s(A), the smallest of |A x| / |x| in the 2-norm.

    s(A) ≤ |A|; s(A) |x| ≤ |A x|; s(diag(v)) = min |v_i|.
    """

    uses: tuple[Step, ...] = ()
    relations = ("=", "≤")
    text = (
        "By what the smallest stretch is: no vector is stretched less, and a diagonal matrix "
        "stretches least where its entry is smallest."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        law = {"=": _diagonal, "≤": _below_norm}.get(claim.relation)
        met = law is not None and law(lhs, rhs)
        yield Obligation("it is a law of the smallest stretch", met or None)


@dataclass(frozen=True)
class Orthogonal:
    """A matrix U with U^T U = 1 keeps every length: |U x| = |x|, |U| = s(U) = 1, so does U^T.

    That it is one is a hypothesis of the derivation, which names it among its ``orthogonal``.
    """

    of: Matrix
    uses = ()
    text = "An orthogonal matrix turns and reflects; it keeps every length."

    @property
    def turns(self) -> tuple[str, ...]:
        """What the derivation must say to be orthogonal."""
        return (self.of.name,)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        rows, columns = self.of.shape
        turns = (self.of, self.of.T) if rows == columns else ()
        met = rhs == 1 and lhs in {of(U) for U in turns for of in (Norm, SmallestStretch)}
        if isinstance(lhs, Norm) and isinstance(lhs.args[0], Dot) and lhs.args[1] == 2:
            U, x = lhs.args[0].args
            met = U in turns and rhs == Norm(x)
        right = claim.relation == "=" and met
        yield Obligation(f"{self.of.name} keeps every length", right or None)


@dataclass(frozen=True)
class ChainStretch:
    """b^L ≤ s(A(1) ... A(L)), each A(m) a product whose factors stretch at least by b together.

    s(A B) ≥ s(A) s(B) for square matrices. A factor that depends on m has a stretch that is one of
    those of a minimum in ``uses``.
    """

    uses: tuple[Step, ...] = ()
    given: tuple[Claim, ...] = ()
    relations = ("≤",)
    text = (
        "A product stretches at least by the product of the smallest stretches, and each of the "
        "slopes at least by the smallest of all."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        stretch = claim.rhs
        chain = stretch.args[0] if isinstance(stretch, SmallestStretch) else None
        if not isinstance(chain, Chain) or claim.relation != "≤":
            yield Obligation("the claim bounds the smallest stretch of a chain", None)
            return
        L, m = chain.length, binder("m")
        yield Obligation("the product has no negative length", not_negative(L, self.given))
        body = chain.at(m)
        factors = body.args if isinstance(body, MatMul) else (body,)
        square = all(A.shape[0] == A.shape[1] for A in factors)
        yield Obligation("its factors are square", square)
        bounds = [self._below(A, m, L) for A in factors]
        met = None not in bounds and tidied(Mul(*bounds) ** L - claim.lhs) == 0
        yield Obligation("every factor is above the base of the power", met or None)

    def _below(self, A: Expr, m: Symbol, length: Expr) -> Expr | None:
        """A number below the smallest stretch of A(m) for all m from 1 to ``length``."""
        stretch = SmallestStretch(A)
        if not A.has(m):
            return stretch
        for step in self.uses:
            low = step.claim.rhs
            named = step.claim.relation == "=" and isinstance(low, Minimum)
            if named and place(low, stretch, [m], {m: (1, length)}) is not None:
                return step.claim.lhs
        return None


@dataclass(frozen=True)
class Necessary:
    """1 < b, from 1 < a, which is given, and a ≤ b^q, for q ≥ 1 and b ≥ 0."""

    of: Step
    given: tuple[Claim, ...]
    relations = ("<",)
    text = "If the base of a power were at most one, so would be the power."

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.of,)

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        known = self.of.claim
        base, power = known.rhs.as_base_exp()
        yield Obligation(
            "a power was shown to be above something", known.relation == "≤" and known.rhs.is_Pow
        )
        larger = Claim(claim.lhs, "<", known.lhs) in self.given
        yield Obligation("that is above one", claim.lhs == 1 and larger)
        counted = bool(power.is_integer and power.is_positive)
        yield Obligation("it is a power of what is not negative", counted and not_negative(base))
        yield Obligation("the base is above one", claim.relation == "<" and claim.rhs == base)


def _below_norm(lhs: Expr, rhs: Expr) -> bool:
    """s(A) ≤ |A|, and s(A) |x| ≤ |A x|."""
    if not isinstance(rhs, Norm) or rhs.args[1] != 2:
        return False
    whole = rhs.args[0]
    if isinstance(lhs, SmallestStretch):
        return shape(whole) == shape(lhs.args[0]) and same(lhs.args[0], whole)
    parts = lhs.args if lhs.is_Mul and len(lhs.args) == 2 else ()
    stretches = [f.args[0] for f in parts if isinstance(f, SmallestStretch)]
    vectors = [f.args[0] for f in parts if isinstance(f, Norm) and f.args[1] == 2]
    if len(stretches) != 1 or len(vectors) != 1:
        return False
    return same(Dot(stretches[0], vectors[0]), whole)


def _diagonal(lhs: Expr, rhs: Expr) -> bool:
    """s(diag(v)) = min |v_i|."""
    if not isinstance(lhs, SmallestStretch) or not isinstance(lhs.args[0], Diag):
        return False
    v, n = lhs.args[0].args
    smallest = Minimum(lambda i: Abs(in_components(Entry(v, i))), 1, n)
    return bool(rhs == smallest)
