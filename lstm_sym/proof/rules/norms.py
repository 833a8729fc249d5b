"""Reasons about norms: the axioms of a p-norm, products of symbolic length, slopes, entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product

import sympy
from sympy import Abs, Add, Expr, MatAdd, MatMul, Mul, Pow, Symbol, expand

from ...calculus.normal import same
from ...language.operators import Diag, Dot, Matrix, Norm, Response
from ...language.shapes import shape
from ...language.sums import Chain, Maximum
from ...language.symbols import binder
from ...language.vectors import Basis, Entry, Total, split_number
from ...lower.components import in_components
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step
from .estimate import not_negative, split, tidied
from .largest import place

MOST = 5


@dataclass(frozen=True)
class NormAxioms:
    """What holds of the p-norm of vectors and the norm of operators that goes with it.

    |a x| = |a| |x|; |x + y| ≤ |x| + |y|; |A B x| ≤ |A| |B| |x|; |x_i| ≤ |x|; |A_ij| ≤ |A|;
    |x^T y| ≤ n |x| |y|; |e_i| = 1; for the 2-norm |A^T| = |A| and |x|^2 = x^T x, for the max norm
    |A^T| is the 1-norm of A, which is max |A e_j|; |diag(v)| = max |v_i|.
    """

    uses: tuple[Step, ...] = ()
    given: tuple[Claim, ...] = ()
    relations = ("=", "≤")
    text = (
        "By what a norm is: the norm of a product is at most the product of the norms, that of a "
        "sum at most the sum; no entry is above the norm, and a unit vector has norm one."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        lhs, rhs = claim.lhs, claim.rhs
        for step in self.uses:
            lhs, rhs = rewritten(lhs, step.claim), rewritten(rhs, step.claim)
        laws = (_composed, _triangle, _entry, _scalar_product) if claim.relation == "≤" else ()
        same_norm = claim.relation in ("=", "≤") and _known(lhs) == _known(rhs)
        met = same_norm or any(law(lhs, rhs) for law in laws)
        equations = (_square(lhs, rhs), _square(rhs, lhs), _diagonal(lhs, rhs), _columns(lhs, rhs))
        met = met or (claim.relation == "=" and any(equations))
        yield Obligation("it is a law of norms", met or None)


@dataclass(frozen=True)
class ChainBound:
    """|A(1) ... A(L)| ≤ b^L, each A(m) a product whose factors' norms have the product b.

    A factor that depends on m has a norm g(m) that is one of those of a maximum in ``uses``.
    """

    uses: tuple[Step, ...] = ()
    given: tuple[Claim, ...] = ()
    relations = ("≤",)
    text = (
        "The norm of a product is at most the product of the norms, and each norm of slopes is at "
        "most the largest."
    )

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        norm = claim.lhs
        if not isinstance(norm, Norm) or not isinstance(norm.args[0], Chain):
            yield Obligation("the claim bounds the norm of a chain", None)
            return
        chain, p = norm.args
        long = not_negative(chain.length, self.given)
        yield Obligation("the product has no negative length", long)
        m, L = binder("m"), chain.length
        bounds = [self._above(A, p, m, L) for A in _factors(chain.at(m))]
        met = None not in bounds and tidied(Mul(*bounds) ** L - claim.rhs) == 0
        yield Obligation(
            "every factor is below the base of the power", (claim.relation == "≤" and met) or None
        )

    def _above(self, A: Expr, p: Expr, m: Symbol, length: Expr) -> Expr | None:
        """A number above |A(m)| for all m from 1 to ``length``."""
        norm = Norm(A, p)
        if not A.has(m):
            return norm
        for step in self.uses:
            top = step.claim.rhs
            named = step.claim.relation == "=" and isinstance(top, Maximum)
            if named and place(top, norm, [m], {m: (1, length)}) is not None:
                return step.claim.lhs
        return None


@dataclass(frozen=True)
class Ends:
    """A(1) ... A(L) with its first and its last factor written apart, for L ≥ 2."""

    given: tuple[Claim, ...]
    uses: tuple[Step, ...] = ()
    text = "Take the first and the last factor off the product."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        chain = claim.lhs
        if not isinstance(chain, Chain) or claim.relation != "=":
            yield Obligation("the claim is about an ordered product", None)
            return
        L = chain.length
        yield Obligation("it has two factors or more", not_negative(L - 2, self.given))
        inner = Chain(lambda m: chain.at(m + 1), L - 2, ascending=chain.ascending)
        ends = (chain.at(1), chain.at(L)) if chain.ascending else (chain.at(L), chain.at(1))
        yield Obligation(
            "the factors are the same, in order", same(claim.rhs, MatMul(ends[0], inner, ends[1]))
        )


def _known(e: Expr) -> Expr:
    """``e`` with the norms of unit vectors and of transposes written plainly."""
    return e.replace(lambda x: isinstance(x, Norm), _plain)


def _plain(norm: Norm) -> Expr:
    A, p = norm.args
    factor, rest = _scaled(A)
    if factor != 1:
        return Abs(factor) * _plain(Norm(rest, p))
    conjugate = {sympy.Integer(1): sympy.oo, sympy.Integer(2): 2, sympy.oo: 1}.get(p)
    if isinstance(A, Basis):
        return sympy.S.One
    if getattr(A, "is_transposed", False) and conjugate is not None:
        return Norm(A.T, conjugate)
    return norm


def _scaled(A: Expr) -> tuple[Expr, Expr]:
    """A vector or an operator as a number times what is left."""
    if isinstance(A, MatMul):
        factor, operators = A.as_coeff_matrices()
        return factor, operators[0] if len(operators) == 1 else MatMul(*operators)
    return split_number(A) if len(shape(A)) == 1 else (sympy.S.One, A)


def _composed(lhs: Expr, rhs: Expr) -> bool:
    """|A B ... x| ≤ |A| |B| ... |x|, in the order in which they act.

    The norm of a unit vector x may be left out; for p = 2 a matrix may stand for its transpose.
    """
    if not isinstance(lhs, Norm):
        return False
    whole, p = lhs.args
    parts = _norms(rhs, p)
    if parts is None:
        return False
    units = sorted(whole.atoms(Basis), key=str) if all(len(shape(A)) == 2 for A in parts) else []
    flips = [(A, A.T) if p == 2 and isinstance(A, Matrix | Response) else (A,) for A in parts]
    return any(
        _acts([*order, *unit], whole)
        for choice in product(*flips)
        for unit in [[], *([e] for e in units)]
        for order in permutations(choice)
    )


def _diagonal(lhs: Expr, rhs: Expr) -> bool:
    """|diag(v)|_p = max |v_i|, for every p."""
    if not isinstance(lhs, Norm) or not isinstance(lhs.args[0], Diag):
        return False
    v, n = lhs.args[0].args
    return bool(rhs == Maximum(lambda i: Abs(in_components(Entry(v, i))), 1, n))


def _columns(lhs: Expr, rhs: Expr) -> bool:
    """|A|_1 = max |A e_j|_1: the 1-norm is attained at a unit vector."""
    if not isinstance(lhs, Norm) or lhs.args[1] != 1 or len(shape(lhs.args[0])) != 2:
        return False
    A, n = lhs.args[0], shape(lhs.args[0])[1]
    return bool(rhs == Maximum(lambda j: Norm(Dot(A, Basis(j, n)), 1), 1, n))


def _square(lhs: Expr, rhs: Expr) -> bool:
    """|x|_2^2 is the sum of the squares of the entries."""
    base, power = lhs.as_base_exp()
    if power != 2 or not isinstance(base, Norm) or base.args[1] != 2:
        return False
    x = base.args[0]
    return len(shape(x)) == 1 and same(in_components(Total(x**2)), in_components(rhs))


def _triangle(lhs: Expr, rhs: Expr) -> bool:
    """|x + y + ...| ≤ |x| + |y| + ..., with any signs on the left; numbers too."""
    if isinstance(lhs, Abs):
        parts = Add.make_args(expand(lhs.args[0]))
        return bool(expand(split(rhs) - Add(*[split(Abs(part)) for part in parts])) == 0)
    parts = rhs.args if rhs.is_Add else ()
    norms = [part for part in parts if isinstance(part, Norm)]
    if not isinstance(lhs, Norm) or len(norms) != len(parts) or not norms:
        return False
    whole, p = lhs.args
    fits = all(part.args[1] == p and shape(part.args[0]) == shape(whole) for part in norms)
    add = MatAdd if len(shape(whole)) == 2 else Add
    signs = product((1, -1), repeat=len(norms)) if fits and len(norms) <= MOST else ()
    sums = (add(*[k * part.args[0] for k, part in zip(ks, norms, strict=True)]) for ks in signs)
    return any(same(one, whole) for one in sums)


def _acts(parts: Sequence[Expr], whole: Expr) -> bool:
    *operators, last = parts
    if any(len(shape(A)) != 2 for A in operators):
        return False
    try:
        acted = last
        for A in reversed(operators):
            acted = MatMul(A, acted) if len(shape(acted)) == 2 else Dot(A, acted)
    except ValueError:
        return False
    return shape(acted) == shape(whole) and same(acted, whole)


def _norms(e: Expr, p: Expr) -> list[Expr] | None:
    """The things whose p-norms ``e`` is the product of; None if it is no such product."""
    found: list[Expr] = []
    for factor in Mul.make_args(e):
        base, power = factor.as_base_exp() if isinstance(factor, Pow) else (factor, 1)
        if not isinstance(base, Norm) or base.args[1] != p or not sympy.sympify(power).is_Integer:
            return None
        found += [base.args[0]] * int(power)
    return found if 0 < len(found) <= MOST else None


def _entry(lhs: Expr, rhs: Expr) -> bool:
    """|x_i| ≤ |x|, and |A_ij| ≤ |A|."""
    if not isinstance(lhs, Abs) or not isinstance(rhs, Norm):
        return False
    A, e = rhs.args[0], in_components(lhs.args[0])
    ks = sorted(lhs.free_symbols, key=str)
    places = ([i] for i in ks) if len(shape(A)) == 1 else ([i, j] for i in ks for j in ks)
    return any(same(in_components(Entry(A, *at)), e) for at in places)


def _scalar_product(lhs: Expr, rhs: Expr) -> bool:
    """|x^T y| ≤ n |x| |y|."""
    if not isinstance(lhs, Abs) or not isinstance(lhs.args[0], Total):
        return False
    whole = lhs.args[0].args[0]
    (n,) = shape(whole)
    norms = sorted(rhs.atoms(Norm), key=str)
    p = norms[0].args[1] if norms else None
    parts = _norms(rhs / n, p)
    return (
        parts is not None
        and len(parts) == 2
        and all(shape(x) == (n,) for x in parts)
        and same(Mul(*parts), whole)
    )


def _factors(A: Expr) -> list[Expr]:
    return list(A.args) if isinstance(A, MatMul) else [A]
