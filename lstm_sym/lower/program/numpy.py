"""numpy(e): a formula as a NumPy expression; signals are arrays over time, units count from one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Piecewise, Product, Sum
from sympy.core.basic import Basic

from ...language.operators import Diag, Dot, Matrix, Norm, Outer
from ...language.shapes import shape
from ...language.sums import Chain, Extreme, Minimum, OperatorSum, PathSum
from ...language.symbols import count
from ...language.vectors import Basis, Entry, Ones, Total, Vector
from ..text.ring import Level
from .printer import Programming

CALLS = Sum | Product | PathSum | OperatorSum | Extreme


def numpy(e: Basic, order: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Return an expression of Python that NumPy evaluates, and the functions it wants defined.

    Raises Unsayable for what has no value apart from the run of a network.
    """
    printer = NumPy(order)
    text = printer.doprint(e)
    return text, list(printer.functions.values())


class NumPy(Programming):
    """Printer of NumPy's words."""

    known = {  # noqa: RUF012
        "exp": "np.exp",
        "log": "np.log",
        "tanh": "np.tanh",
        "sinh": "np.sinh",
        "cosh": "np.cosh",
        "coth": "1/np.tanh",
        "sech": "1/np.cosh",
        "atanh": "np.arctanh",
        "Abs": "np.abs",
        "re": "np.real",
        "sin": "np.sin",
        "cos": "np.cos",
        "Max": "max",
        "Min": "min",
    }

    def function(self, word: str, body: Any) -> str:
        return f"def {word}(z):\n    return {self._print(body)}"

    def _is_call(self, e: Basic) -> bool:
        return isinstance(e, CALLS)

    def level(self, e: Basic) -> Level:
        quotient = type(e).__name__ in ("coth", "sech")
        return Level.PRODUCT if quotient else super().level(e)

    def _print_Pow(self, e: Expr, rational: bool = False) -> str:
        return super()._print_Pow(e).replace("sqrt(", "np.sqrt(", 1 if e.exp == 0.5 else 0)

    def _print_Exp1(self, e: Expr) -> str:
        return "np.e"

    def _print_Pi(self, e: Expr) -> str:
        return "np.pi"

    def _print_Vector(self, v: Vector) -> str:
        return self.name(v) + (f"[{self._print(v.time)}]" if v.time is not None else "")

    def _print_Matrix(self, A: Matrix) -> str:
        return self.name(A) + ".T" * bool(A.is_transposed)

    def _print_Entry(self, e: Entry) -> str:
        units = ", ".join(self._print(i - 1) for i in e.at)
        return f"{self.at_least(e.of, Level.ATOM)}[{units}]"

    def _print_Total(self, e: Total) -> str:
        return f"np.sum({self._print(e.args[0])})"

    def _print_Basis(self, e: Basis) -> str:
        unit, n = e.args
        return f"np.eye({self._print(n)})[{self._print(unit - 1)}]"

    def _print_Ones(self, e: Ones) -> str:
        return f"np.ones({self._print(e.args[0])})"

    def _print_Identity(self, A: Expr) -> str:
        return f"np.eye({self._print(A.shape[0])})"

    def _print_ZeroMatrix(self, A: Expr) -> str:
        return f"np.zeros(({', '.join(map(self._print, A.shape))}))"

    def _print_Diag(self, A: Diag) -> str:
        v, n = A.args
        if not shape(v):
            v = v * Ones(n)
        return f"np.diag({self._print(v)})"

    def _print_Transpose(self, A: Expr) -> str:
        return f"({self._print(A.arg)}).T"

    def _print_Inverse(self, A: Expr) -> str:
        return f"np.linalg.inv({self._print(A.arg)})"

    def _print_Dot(self, e: Dot) -> str:
        A, x = e.args
        x = x if shape(x) else x * Ones(shape(A)[1])
        return f"{self.at_least(A, Level.POWER)} @ {self.at_least(x, Level.POWER)}"

    def _print_MatMul(self, A: Expr) -> str:
        factor, operators = A.as_coeff_matrices()
        front = "" if factor == 1 else f"{self.at_least(factor, Level.POWER)}*"
        inner = " @ ".join(self.at_least(B, Level.POWER) for B in operators)
        return f"{front}({inner})" if front else inner

    def _print_Outer(self, A: Outer) -> str:
        return f"np.outer({self._print(A.args[0])}, {self._print(A.args[1])})"

    def _print_Chain(self, A: Chain) -> str:
        m, eye = count("m"), f"np.eye({self._print(A.shape[0])})"
        q = self._print(A.length)
        times = f"range(1, {q} + 1)" if A.ascending else f"range({q}, 0, -1)"
        return f"reduce(np.matmul, [{self._print(A.at(m))} for m in {times}], {eye})"

    def _print_OperatorSum(self, A: OperatorSum) -> str:
        return f"sum({self._print(A.at(A.instant))} {self._range(A.instant, *A.limits)})"

    def _print_Sum(self, e: Sum) -> str:
        return self._over("sum", e)

    def _print_Product(self, e: Product) -> str:
        return self._over("prod", e)

    def _over(self, word: str, e: Sum | Product) -> str:
        with self.within(e) as apart:
            ranges = " ".join(self._range(*limit) for limit in reversed(apart.limits))
            body = self._print(apart.function)
            return f"{word}({body} {ranges})"

    def _range(self, k: Expr, low: Expr, high: Expr) -> str:
        return f"for {self._print(k)} in range({self._print(low)}, {self._print(high + 1)})"

    def _print_Extreme(self, e: Extreme) -> str:
        k = count("ijkm"[min(e.depth, 4) - 1])
        word = "min" if isinstance(e, Minimum) else "max"
        return f"{word}({self._print(e.at(k))} {self._range(k, *e.limits)})"

    def _print_PathSum(self, e: PathSum) -> str:
        i, j, m = count("i"), count("j"), count("m")
        (u, v), q, n = e.ends, e.length, e.width
        between = f"product(range(1, {self._print(n + 1)}), repeat={self._print(q - 1)})"
        path = f"({self._print(u)}, *between, {self._print(v)})"
        edges = f"for m, (i, j) in enumerate(pairwise({path}), 1)"
        return f"sum(prod({self._print(e.at(i, j, m))} {edges}) for between in {between})"

    def _print_Norm(self, e: Norm) -> str:
        p = self._print(e.args[1]).replace("oo", "np.inf")
        return f"np.linalg.norm({self._print(e.args[0])}, {p})"

    def _print_Infinity(self, e: Expr) -> str:
        return "np.inf"

    def _print_SmallestStretch(self, e: Expr) -> str:
        return f"np.linalg.norm({self._print(e.args[0])}, -2)"

    def _print_SpectralRadius(self, e: Expr) -> str:
        return f"max(abs(np.linalg.eigvals({self._print(e.args[0])})))"

    def _print_KroneckerDelta(self, e: Expr) -> str:
        return f"float({' == '.join(map(self._print, e.args))})"

    def _print_Piecewise(self, e: Piecewise) -> str:
        out = self._print(e.args[-1].args[0])
        for branch, condition in reversed(e.args[:-1]):
            out = f"np.where({self._print(condition)}, {self._print(branch)}, {out})"
        return out
