"""Reasons about sums over time: errors gathered from the end, and the order of two sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import sympy
from sympy import Expr, Identity, MatMul, Sum, Symbol

from ...calculus.adjoint import T
from ...calculus.jacobian import jacobian, transposed
from ...calculus.normal import normal, same
from ...language.cell import t
from ...language.operators import Response
from ...language.shapes import shape
from ...language.symbols import binder
from ...language.vectors import Entry
from ...lower.components import in_components
from ..rewriting import rewritten
from ..step import Claim, Obligation, Step
from .induction import heard_by

Limit = tuple[Symbol, Expr, Expr]


@dataclass(frozen=True)
class FromTheEnd:
    """u_bar(t) = f(t, t) + f(t+1, t) + ... + f(T, t), by induction from t = T back.

    ``error`` is the adjoint recurrence u_bar(t) = F(u_bar(t+1)), with nothing after the end;
    ``model`` the recurrence u(t) = G(u(t-1)), along which a derivative by u(t) loses its first
    step: du(s)/du(t) = (du(s)/du(t+1)) (du(t+1)/du(t)), and du(t)/du(t) is the identity.
    """

    model: Step
    error: Step

    @property
    def uses(self) -> tuple[Step, ...]:
        return (self.model, self.error)

    text = r"By induction from the end \(T\) back: there is no error after it."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        u, whole = self.model.claim.lhs, claim.rhs
        before, known = heard_by(self.model), self.error.claim
        fits = before == u.xreplace({t: t - 1}) and claim.lhs == known.lhs == u.bar
        gathered = claim.relation == "=" and isinstance(whole, Sum) and len(whole.limits) == 1
        if not fits or not gathered or whole.limits[0][1:] != (t, T):
            yield Obligation("the claim is an error as a sum from its own time to the end", None)
            return
        ((s, _, _),) = whole.limits
        here = self._first(whole.function.xreplace({s: t}))
        after = known.rhs.xreplace({u.bar.xreplace({t: t + 1}): sympy.S.Zero})
        yield Obligation("it holds at the end", same(after, here))
        rest = Sum(self._opened(whole.function), (s, t + 1, T))
        following = known.rhs.xreplace({claim.lhs.xreplace({t: t + 1}): whole.xreplace({t: t + 1})})
        i = binder("i")
        sides = (in_components(Entry(side, i)) for side in (following, here + rest))
        yield Obligation("if it holds one step later, it holds here", same(*sides))

    def _first(self, e: Expr) -> Expr:
        """The derivative of a vector by itself is the identity."""
        own = {R: Identity(R.of.dim) for R in e.atoms(Response) if R.of == R.wrt}
        return _applied(e, own)

    def _opened(self, e: Expr) -> Expr:
        """Every derivative by u(t) with its first step taken off."""
        u = self.model.claim.lhs
        later = u.xreplace({t: t + 1})
        J = jacobian(self.model.claim.rhs, u.xreplace({t: t - 1}), u.dim).xreplace({t: t + 1})
        first = {
            R: MatMul(Response(R.of, later), J)
            for R in e.atoms(Response)
            if R.wrt == u and R.through == "all"
        }
        return _applied(e, first)


@dataclass(frozen=True)
class SwappedSums:
    """sum over k = a..T and s = k..T is the sum over s = a..T and k = a..s, of the same terms.

    ``uses`` are put in at all times.
    """

    uses: tuple[Step, ...] = ()
    text = "Put in; the pairs of times are the same in either order."

    def obligations(self, claim: Claim) -> Iterator[Obligation]:
        units = [binder("i") for _ in shape(claim.lhs)]
        sides = []
        for side in (claim.lhs, claim.rhs):
            for step in self.uses:
                side = rewritten(side, step.claim, (t,))
            whole = in_components(Entry(side, *units) if units else side)
            sides.append(normal(normal(whole).replace(lambda e: isinstance(e, Sum), _ordered)))
        yield Obligation("what is put in holds at all times", all(s.timeless for s in self.uses))
        met = claim.relation == "=" and sides[0] == sides[1]
        yield Obligation("both are sums of the same terms over the same pairs", met or None)


def _triangle(e: Expr) -> list[Limit] | None:
    """The limits of a sum over k = a..b and s = k..b, or s = a..b and k = a..s, as the latter."""
    if not isinstance(e, Sum):
        return None
    for (k, low, end), (s, start, high) in permutations(e.limits, 2):
        others = [limit for limit in e.limits if limit[0] not in (k, s)]
        if start == k and high == end:
            return [(k, low, s), (s, low, high), *others]
        if end == s and low == start:
            return [(k, low, s), (s, low, high), *others]
    return None


def _ordered(e: Expr) -> Expr:
    """A sum over a triangle of times, its limits in one order, whichever time was summed first."""
    limits = _triangle(e)
    return e if limits is None else Sum(e.function, *limits)


def _applied(e: Expr, found: dict[Response, Expr]) -> Expr:
    """Put operators for derivatives, also where their transposes stand."""
    flipped = {sympy.Transpose(R): transposed(A) for R, A in found.items()}
    return e.xreplace({**flipped, **found})
