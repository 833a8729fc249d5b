"""javascript(e): a formula as an expression of JavaScript, over the words of ``words.js``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Pow, Product, S, Sum
from sympy.core.basic import Basic

from ...language.operators import Diag, Matrix
from ...language.shapes import shape
from ...language.sums import Chain, PathSum
from ...language.symbols import count
from ...language.vectors import Entry, Vector
from ..components import entry, in_components
from ..order import negative
from ..text.ring import Level
from .printer import Programming, Unsayable


def javascript(e: Basic, order: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Return an expression of JavaScript, and the functions it wants defined.

    Units count from one, as on paper; ``sum``, ``prod``, ``paths``, ``chain``, ``diag``, ``times``
    and ``turned`` are words of the site's script. Raises Unsayable for what has no words there.
    """
    if len(shape(e)) == 1:
        raise Unsayable("arithmetic of arrays")
    printer = JavaScript(order)
    try:
        text = printer.doprint(in_components(e))
    except TypeError as fault:
        raise Unsayable(str(fault)) from fault
    return text, list(printer.functions.values())


class JavaScript(Programming):
    """Printer of JavaScript's words."""

    known = {  # noqa: RUF012
        "exp": "Math.exp",
        "log": "Math.log",
        "tanh": "Math.tanh",
        "sinh": "Math.sinh",
        "cosh": "Math.cosh",
        "coth": "1/Math.tanh",
        "sech": "1/Math.cosh",
        "atanh": "Math.atanh",
        "Abs": "Math.abs",
        "sin": "Math.sin",
        "cos": "Math.cos",
        "Max": "Math.max",
        "Min": "Math.min",
    }

    def function(self, word: str, body: Any) -> str:
        return f"const {word} = (z) => {self._print(body)};"

    def _is_call(self, e: Basic) -> bool:
        return isinstance(e, Sum | Product | PathSum)

    def level(self, e: Basic) -> Level:
        if type(e).__name__ in ("coth", "sech"):
            return Level.PRODUCT
        return Level.ATOM if isinstance(e, Pow) and not negative(e.exp) else super().level(e)

    def _print_Pow(self, e: Expr, rational: bool = False) -> str:
        if negative(e.exp):
            return self._quotient([], [e.base**-e.exp])
        if e.exp == S.Half:
            return f"Math.sqrt({self._print(e.base)})"
        return f"Math.pow({self._print(e.base)}, {self._print(e.exp)})"

    def _print_Exp1(self, e: Expr) -> str:
        return "Math.E"

    def _print_Pi(self, e: Expr) -> str:
        return "Math.PI"

    def _print_Infinity(self, e: Expr) -> str:
        return "Infinity"

    def _print_Matrix(self, A: Matrix) -> str:
        return f"turned({self.name(A)})" if A.is_transposed else self.name(A)

    def _print_Entry(self, e: Entry) -> str:
        units = "".join(f"[{self._print(i - 1)}]" for i in e.at)
        of: Any = e.of
        if isinstance(of, Vector):
            time = f"[{self._print(of.time)}]" if of.time is not None else ""
            return f"{self.name(of)}{time}{units}"
        return f"{self.at_least(of, Level.ATOM)}{units}"

    def _print_Diag(self, A: Diag) -> str:
        v, n = A.args
        if not shape(v):
            return f"diag(Array({self._print(n)}).fill({self._print(v)}))"
        return f"diag(each({self._entrywise(v)}, {self._print(n)}))"

    def _entrywise(self, v: Expr) -> str:
        """A vector as a function of a unit."""
        i = count("i")
        return f"(i) => {self._print(entry(v, i))}"

    def _print_MatMul(self, A: Expr) -> str:
        factor, operators = A.as_coeff_matrices()
        if factor != 1:
            return str(self.emptyPrinter(A))
        return f"times({', '.join(map(self._print, operators))})"

    def _print_Chain(self, A: Chain) -> str:
        body, rising = self._print(A.at(count("m"))), "true" if A.ascending else "false"
        size = self._print(A.shape[0])
        return f"chain((m) => {body}, {self._print(A.length)}, {size}, {rising})"

    def _print_PathSum(self, e: PathSum) -> str:
        edge = self._print(e.at(count("i"), count("j"), count("m")))
        ends = ", ".join(map(self._print, (*e.ends, e.length, e.width)))
        return f"paths((i, j, m) => {edge}, {ends})"

    def _print_Sum(self, e: Sum) -> str:
        return self._over("sum", e)

    def _print_Product(self, e: Product) -> str:
        return self._over("prod", e)

    def _over(self, word: str, e: Sum | Product) -> str:
        with self.within(e) as apart:
            out = self._print(apart.function)
            for k, low, high in apart.limits:
                ends = f"{self._print(low)}, {self._print(high)}"
                out = f"{word}(({self._print(k)}) => {out}, {ends})"
            return out
