"""The order of paper: which term of a sum and which factor of a product is read first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Add, Expr, Integer, Mul, Pow, Symbol

from ...language.activations import Elementwise, Slope, exponential
from ...language.operators import Norm
from ...language.paths import OverEdges
from ...language.shapes import shape
from ...language.sums import PathSum
from ...language.vectors import Entry, Total, Vector
from ..binders import Binders
from ..order import OPEN, Ordered
from ..turning import turned
from .names import Names


class Reading(Ordered, Binders, Names):
    """Sums and products in reading order; the Hadamard product is seen."""

    def doprint(self, e: Any) -> str:
        """The LaTeX of an expression, its errors with the sign that the notation gives them."""
        return str(super().doprint(turned(e, self.notation.minus)))

    def around(self, e: Expr) -> str:
        tex = self._print(e)
        tall = any(sign in tex for sign in (r"\frac", r"\sum", r"\prod", r"\left"))
        return rf"\left({tex}\right)" if tall else f"({tex})"

    def factor(self, e: Expr) -> str:
        return self.around(e) if e.is_Add or isinstance(e, OPEN) else self._print(e)

    def _print_Add(self, e: Add, order: Any = None) -> str:
        return self.joined(self.terms(e))

    def joined(self, terms: Sequence[Expr]) -> str:
        out = self._print(terms[0])
        for term in terms[1:]:
            tex = self._print(term)
            out += f" - {tex[1:].lstrip()}" if tex.startswith("-") else f" + {tex}"
        return out

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
        if below:
            vectors = [f for f in factors if shape(f)]
            scale = abs(factor) * Mul(*[f for f in factors if not shape(f)])
            return rf"{sign}{self._print(scale)} \, " + r" \odot ".join(map(self.factor, vectors))
        factors.sort(key=lambda f: bool(shape(f)))
        *others, last = factors
        open_end = self._print(last) if isinstance(last, OPEN) else self.factor(last)
        written = [*map(self.factor, others), open_end]
        many = sum(not shape(f) for f in factors)
        ring = r" \odot ".join(written[many:])
        return sign + r" \, ".join([*front, *written[:many], *([ring] if ring else [])])

    def _print_Pow(self, e: Pow) -> str:
        if isinstance(e.exp, Integer) and e.exp > 0 and isinstance(e.base, exponential):
            return self._print_exp(e.base, self._print(e.exp))
        if isinstance(e.exp, Integer) and e.exp > 0 and isinstance(e.base, Elementwise):
            return self._print_Elementwise(e.base, self._print(e.exp))
        if isinstance(e.base, OverEdges):
            return rf"\left({self._print(e.base)}\right)^{{{self._print(e.exp)}}}"
        if isinstance(e.base, Vector | Entry | Symbol):
            return rf"{{{self._print(e.base)}}}^{{{self._print(e.exp)}}}"
        return super()._print_Pow(e)
