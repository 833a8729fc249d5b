"""Functions and their slopes, and fractions that are decimals."""

from __future__ import annotations

import sympy
from sympy import Expr
from sympy.printing.latex import LatexPrinter

from ...language.activations import Elementwise, Slope, inv
from ...language.shapes import shape
from .reading import Reading

LARGE = 10_000


class Functions(Reading):
    """Activations, slopes, derivatives and large fractions."""

    def _print_Elementwise(self, e: Elementwise, exp: str | None = None) -> str:
        power = f"^{{{exp}}}" if exp is not None else ""
        if isinstance(e, inv) and not shape(e):
            return rf"\frac{{1}}{{{self._print(e.args[0])}{power}}}"
        return rf"{type(e).tex}{power}{self.around(e.args[0])}"

    def _print_Function(self, e: Expr, exp: str | None = None) -> str:
        if isinstance(e, Elementwise):
            return self._print_Elementwise(e, exp)
        return super()._print_Function(e, exp)

    def _print_tanh(self, e: Expr, exp: str | None = None) -> str:
        power = f"^{{{exp}}}" if exp is not None else ""
        return rf"\tanh{power}{self.around(e.args[0])}"

    _print_exp = LatexPrinter._print_ExpBase

    def _print_Slope(self, e: Slope, exp: str | None = None) -> str:
        y = e.args[0]
        power = f"^{{{exp}}}" if exp is not None else ""
        return rf"{type(y).tex}'{power}{self.around(y.args[0])}"

    def _print_Derivative(self, e: Expr) -> str:
        """A derivative of f(z) by z is written with primes."""
        f = e.expr
        if isinstance(f, Elementwise) and f.args == (e.variables[0],):
            return rf"{type(f).tex}'{self.around(f.args[0])}"
        if isinstance(f, Slope) and f.args[0].args == (e.variables[0],):
            return rf"{type(f.args[0]).tex}''{self.around(f.args[0].args[0])}"
        if f.is_Mul or f.is_Add:
            names = [self._print(v) for v in e.variables]
            d = "d" if len(f.free_symbols) == 1 else r"\partial"
            power = f"^{{{len(names)}}}" if len(names) > 1 else ""
            below = r" \, ".join(f"{d} {name}" for name in names)
            return rf"\frac{{{d}{power}}}{{{below}}} \left({self._print(f)}\right)"
        return super()._print_Derivative(e)

    def _print_Subs(self, e: Expr) -> str:
        """What a function is at a point; a sum stands in brackets."""
        at = ",\\, ".join(
            f"{self._print(v)} = {self._print(p)}"
            for v, p in zip(e.variables, e.point, strict=True)
        )
        inside = self.around(e.expr) if e.expr.is_Add else self._print(e.expr)
        return rf"\left. {inside} \right|_{{{at}}}"

    def _print_Rational(self, e: Expr) -> str:
        return decimal(e) or super()._print_Rational(e)


def decimal(e: Expr) -> str:
    """Write a fraction with a large denominator as the decimal number it is; "" if it is none."""
    places = sympy.multiplicity(2, e.q), sympy.multiplicity(5, e.q)
    if e.q < LARGE or e.q != 2 ** places[0] * 5 ** places[1]:
        return ""
    digits = str(abs(e.p) * 10 ** max(places) // e.q).zfill(max(places) + 1)
    return f"{'-' if e.p < 0 else ''}{digits[: -max(places)]}.{digits[-max(places) :]}"
