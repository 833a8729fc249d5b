"""The order of paper: which term of a sum and which factor of a product is read first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Add, Expr, Integer, Mul, Pow, Product, S, Sum, Symbol
from sympy.core.basic import Basic

from ...language.activations import Elementwise, Slope
from ...language.operators import Dot, Norm
from ...language.paths import OverEdges
from ...language.shapes import shape
from ...language.sums import PathSum
from ...language.vectors import BAR, LOSS, MARKS, TARGET, Entry, Total, Vector
from ..order import index_terms, positive_first
from .names import Names


class Reading(Names):
    """Sums and products in reading order; the Hadamard product is seen."""

    def around(self, e: Expr) -> str:
        tex = self._print(e)
        tall = any(sign in tex for sign in (r"\frac", r"\sum", r"\prod", r"\left"))
        return rf"\left({tex}\right)" if tall else f"({tex})"

    def factor(self, e: Expr) -> str:
        return self.around(e) if e.is_Add or isinstance(e, Sum | PathSum) else self._print(e)

    def _print_Add(self, e: Add, order: Any = None) -> str:
        return self.joined(self.terms(e))

    def terms(self, e: Expr) -> list[Expr]:
        """The terms of a sum in reading order, a positive one first."""
        if e.is_integer:
            return index_terms(e)
        return positive_first(sorted(Add.make_args(e), key=self.term_key))

    def joined(self, terms: Sequence[Expr]) -> str:
        out = self._print(terms[0])
        for term in terms[1:]:
            tex = self._print(term)
            out += f" - {tex[1:].lstrip()}" if tex.startswith("-") else f" + {tex}"
        return out

    def term_key(self, term: Expr) -> tuple:
        if not shape(term):
            return (0, not term.is_Number, 0, [], str(term))
        inside = first(term)
        products = [d for d in Mul.make_args(term) if isinstance(d, Dot)]
        fixed = all(v.time is None for v in inside)
        lost = isinstance(term, Vector) and term.name.endswith(LOSS)
        late = [lateness(v) for v in inside if v.time is not None]
        before = not products and min(late, default=0) < 0
        kind = 1 if lost or before else 4 if fixed else 2 if products else 3
        return (
            kind,
            False,
            0 if products else timed(late),
            sorted(self.rank(v) for v in inside),
            str(term),
        )

    def rank(self, v: Vector) -> int:
        base = v.name.removesuffix(BAR).removesuffix(LOSS).removesuffix(TARGET)
        return self.place.get(base, len(self.place))

    def _print_Mul(self, e: Mul) -> str:
        if not shape(e) and not e.atoms(Entry, PathSum, OverEdges, Norm, Slope, Total, Elementwise):
            return super()._print_Mul(e)
        factor, rest = e.as_coeff_Mul()
        sign = "-" if factor.could_extract_minus_sign() else ""
        front = [] if abs(factor) == 1 else [self._print(abs(factor))]
        factors = sorted(Mul.make_args(rest), key=self.factor_key)
        below = [f for f in factors if f.is_Pow and f.exp.is_negative]
        if below and not shape(e):
            many, parts = abs(factor).as_numer_denom()
            top = Mul(many, *[f for f in factors if f not in below])
            return rf"{sign}\frac{{{self._print(top)}}}{{{self._print(parts / Mul(*below))}}}"
        numbers = [self.factor(f) for f in factors if not shape(f)]
        if factors and isinstance(factors[-1], Sum | PathSum):
            numbers[-1] = self._print(factors[-1])
        ring = r" \odot ".join(self.factor(f) for f in factors if shape(f))
        return sign + r" \, ".join([*front, *numbers, *([ring] if ring else [])])

    def factor_key(self, f: Expr) -> tuple:
        inside = first(f)
        error = any(v.name.endswith(MARKS) for v in inside)
        kind = (
            0 if f.is_Symbol or f.is_number
            else 6 if isinstance(f, Sum | Product)
            else 5 if isinstance(f, PathSum)
            else 4 if error
            else 1 if isinstance(f, Slope)
            else 3 if f.is_Add or f.is_Pow
            else 2
        )  # fmt: skip
        late = [-lateness(v) for v in inside if v.time is not None]
        return (kind, timed(late), sorted(self.rank(v) for v in inside), str(f))

    def _print_Pow(self, e: Pow) -> str:
        if isinstance(e.exp, Integer) and e.exp > 0 and isinstance(e.base, Elementwise):
            return self._print_Elementwise(e.base, self._print(e.exp))
        if isinstance(e.base, OverEdges):
            return rf"\left({self._print(e.base)}\right)^{{{self._print(e.exp)}}}"
        if isinstance(e.base, Vector | Entry | Symbol):
            return rf"{{{self._print(e.base)}}}^{{{self._print(e.exp)}}}"
        return super()._print_Pow(e)


def first(e: Basic) -> list[Vector]:
    """The vectors in e, and those inside its entries."""
    return list(e.atoms(Vector))


def lateness(v: Vector) -> int:
    """How much later than t a vector stands; 0 where that is symbolic."""
    constant = S.Zero if v.time is None else v.time.as_coeff_Add()[0]
    return int(constant) if constant.is_Integer else 0


def timed(late: Sequence[int]) -> int:
    """The lag or lead that stands out among several."""
    return max(late, key=abs) if late else 0
