"""Signs of functions of exp: a ratio of polynomials with positive coefficients is positive.

Every symbol is split by its sign and written with a positive one p, the exponential of a
positive monomial as 1 + F with F > 0. What is left may show its sign by its coefficients alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

import sympy
from sympy import Abs, Expr, Symbol, oo

from .identity import defined, is_identity, ratio

MOST = 5


@dataclass(frozen=True)
class Region:
    """Where a symbol lies: strictly between ``low`` and ``high``, and not at 0 if ``nonzero``."""

    low: Expr = -oo
    high: Expr = oo
    nonzero: bool = False

    def pieces(self) -> list[Expr]:
        """Expressions in a positive symbol p that together take every value of the region."""
        p = sympy.Dummy("p", positive=True)
        above, below = _above(self.low, self.high, p), _above(-self.high, -self.low, p)
        found = [e for e in (above, None if below is None else -below) if e is not None]
        at_zero = self.low < 0 < self.high and not self.nonzero
        return [*found, sympy.S.Zero] if at_zero else found


def _above(low: Expr, high: Expr, p: Symbol) -> Expr | None:
    """The numbers above 0 that lie strictly between low and high, by p > 0; None if none do."""
    start = max(low, 0)
    if high <= start:
        return None
    return start + p if high == oo else start + (high - start) * p / (1 + p)


def cases(e: Expr, regions: Mapping[Symbol, Region], split_all: bool = True) -> Iterator[Expr]:
    """Return ``e`` in each case of the signs of its symbols, absolute values resolved if known.

    Without ``split_all`` only those symbols are split of which a region says something.
    """
    symbols = sorted((s for s in e.free_symbols if split_all or s in regions), key=str)
    if len(symbols) > MOST:
        raise ValueError(f"{len(symbols)} symbols have too many signs")
    known = (regions.get(s, Region(sympy.S.Zero) if s.is_positive else Region()) for s in symbols)
    for pieces in product(*(region.pieces() for region in known)):
        here = defined(e).xreplace(dict(zip(symbols, pieces, strict=True)))
        yield here.replace(lambda x: isinstance(x, Abs), _resolved)


def _resolved(e: Abs) -> Expr:
    inside = e.args[0]
    sign = sign_of(inside)
    return e if sign is None else sign * inside


def sign_of(e: Expr) -> int | None:
    """Return 1, 0 or -1 for a function of positive symbols whose sign its coefficients show."""
    found = ratio(e) if all(s.is_positive for s in e.free_symbols) else None
    if found is None:
        return None
    ground, quotient = found
    if quotient.top == 0:
        return 0
    signs = []
    for part in (quotient.top, *(factor for factor, power in quotient.below if power % 2)):
        for X in ground.generators[len(ground.variables) :]:
            part = part.compose(X, 1 + X)
        above = {c > 0 for c in part.coeffs()}
        if len(above) > 1:
            return None
        signs.append(1 if above.pop() else -1)
    return prod(signs)


def holds(gap: Expr, relation: str, regions: Mapping[Symbol, Region]) -> bool | None:
    """Whether gap = 0, gap >= 0 or gap > 0 in every case of the signs; None if it is not seen."""
    wanted = {"=": (0,), "≤": (0, 1), "<": (1,)}[relation]
    for case in cases(gap, regions):
        met = is_identity(case) if relation == "=" else sign_of(case) in wanted
        if met is not True:
            return None
    return True
