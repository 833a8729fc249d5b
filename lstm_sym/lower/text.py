"""text(e): formulas for the terminal, in the syntax of a cell file where it has one."""

from __future__ import annotations

from sympy import Derivative, Expr
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from ..language.activations import Slope
from ..language.operators import THROUGH, Diag, Dot, Matrix, Norm, Outer, Response, Sensitivity
from ..language.paths import LargestPath, OverEdges, SmallestEdge
from ..language.sums import Chain, Extreme, Minimum, OperatorSum, PathSum
from ..language.symbols import count
from ..language.vectors import BAR, LOSS, TARGET, Basis, Entry, Ones, Total, Vector
from .latex import decimal
from .order import index_terms


def text(e: Expr) -> str:
    """Return ``e`` on one line."""
    return Printer().doprint(e)


class Printer(StrPrinter):
    """SymPy's printer of strings, taught the nodes of the language."""

    def parenthesize(self, item: Expr, level: int, strict: bool = False) -> str:
        """A product with a matrix stands in brackets within a product, as it must in NumPy."""
        if isinstance(item, Dot) and level >= PRECEDENCE["Mul"]:
            return f"({self._print(item)})"
        return str(super().parenthesize(item, level, strict))

    def vector(self, v: Vector, at: str = "") -> str:
        if v.name.endswith(LOSS):
            inner = self.vector(Vector(v.name.removesuffix(LOSS), *v.args[1:]), at)
            return f"∂⁺L/∂{inner}"
        name = v.name.replace(TARGET, "*")
        if name.endswith(BAR) and v.time is None:
            name = f"dL/d{name.removesuffix(BAR)}"
        return name + at + (f"[{self._print(v.time)}]" if v.time is not None else "")

    def _print_Vector(self, v: Vector) -> str:
        return self.vector(v)

    def _print_Add(self, e: Expr, order: object = None) -> str:
        if not e.is_integer:
            return str(super()._print_Add(e, order))
        terms = [self._print(term) for term in index_terms(e)]
        return terms[0] + "".join(f" - {x[1:]}" if x[0] == "-" else f" + {x}" for x in terms[1:])

    def _print_Matrix(self, A: Expr) -> str:
        name = A.name
        return (
            f"dL/d{name.removesuffix(BAR)}" if name.endswith(BAR) else name
        ) + ".T" * A.is_transposed

    def _print_Dummy(self, s: Expr) -> str:
        return s.name

    def _print_Symbol(self, s: Expr) -> str:
        return f"dL/d{s.name.removesuffix(BAR)}" if s.name.endswith(BAR) else s.name

    def _print_Dot(self, e: Expr) -> str:
        A, x = e.args
        inner = self._print(x)
        return f"{self._print(A)} @ {inner if isinstance(x, Vector | Basis) else f'({inner})'}"

    def _print_Rational(self, e: Expr) -> str:
        return decimal(e) or str(super()._print_Rational(e))

    def _print_Slope(self, e: Slope) -> str:
        y = e.args[0]
        return f"{type(y).__name__}'({self._print(y.args[0])})"

    def _print_Derivative(self, e: Derivative) -> str:
        return f"d/d{self._print(e.variables[0])} {self._print(e.expr)}"

    def _print_Diag(self, A: Diag) -> str:
        return f"diag({self._print(A.args[0])})"

    def _print_MatMul(self, A: Expr) -> str:
        factor, operators = A.as_coeff_matrices()
        front = "" if factor == 1 else "-" if factor == -1 else f"{self._print(factor)}*"
        inside = (f"({self._print(B)})" if B.is_MatAdd else self._print(B) for B in operators)
        return front + " @ ".join(inside)

    def _print_Inverse(self, A: Expr) -> str:
        return f"inverse({self._print(A.arg)})"

    def _print_Transpose(self, A: Expr) -> str:
        return f"({self._print(A.arg)}).T"

    def _print_Outer(self, A: Outer) -> str:
        x, y = (self._print(v) if isinstance(v, Vector) else f"({self._print(v)})" for v in A.args)
        return f"{x} {y}^T"

    def _print_Identity(self, A: Expr) -> str:
        return "I"

    def _print_Chain(self, A: Chain) -> str:
        if not set(A.bound_symbols) & A.body.free_symbols:
            body = self._print(A.body)
            return f"{body if isinstance(A.body, Matrix) else f'({body})'}^{self._print(A.length)}"
        ends = [self._print(A.at(m)) for m in (1, A.length)]
        return " ... ".join(ends if A.ascending else reversed(ends))

    def _print_OperatorSum(self, A: OperatorSum) -> str:
        low, high = (self._print(limit) for limit in A.limits)
        k = A.instant
        return f"sum[{k}={low}..{high}] {self._print(A.at(k))}"

    def _print_Sum(self, e: Expr) -> str:
        return f"sum[{self.range(e)}] {self._print(e.function)}"

    def _print_Product(self, e: Expr) -> str:
        return f"prod[{self.range(e)}] {self._print(e.function)}"

    def range(self, e: Expr) -> str:
        """The bound variable of a sum or product, and its ends."""
        k, low, high = (self._print(part) for part in e.limits[0])
        return f"{k}={low}..{high}"

    def _print_PathSum(self, e: PathSum) -> str:
        (u, v), q = (self._print(x) for x in e.ends), self._print(e.length)
        edge = self._print(e.at(count("l[m-1]"), count("l[m]"), count("m")))
        return f"sum over paths l[0]={u}, ..., l[{q}]={v} of prod[m=1..{q}] {edge}"

    def _print_Extreme(self, e: Extreme) -> str:
        k = count("ijkm"[min(e.depth, 4) - 1])
        low, high = (self._print(limit) for limit in e.limits)
        word = "min" if isinstance(e, Minimum) else "max"
        return f"{word}[{k}={low}..{high}] {self._print(e.at(k))}"

    def _print_ImmutableDenseMatrix(self, A: Expr) -> str:
        rows = (", ".join(self._print(e) for e in row) for row in A.tolist())
        return f"[{', '.join(f'[{row}]' for row in rows)}]"

    def _print_LargestPath(self, e: LargestPath) -> str:
        (u, v), q = (self._print(x) for x in e.ends), self._print(e.length)
        edge = self._print(e.at(count("l[m-1]"), count("l[m]"), count("m")))
        return f"max over paths l[0]={u}, ..., l[{q}]={v} of prod[m=1..{q}] |{edge}|"

    def _print_OverEdges(self, e: OverEdges) -> str:
        edge = self._print(e.at(count("i"), count("j"), count("m")))
        return f"{'min' if isinstance(e, SmallestEdge) else 'max'}[i,j,m] |{edge}|"

    def _print_Total(self, e: Total) -> str:
        return f"total({self._print(e.args[0])})"

    def _print_Entry(self, e: Entry) -> str:
        at = f"_{','.join(self._print(i) for i in e.at)}"
        if isinstance(e.of, Vector):
            return self.vector(e.of, at)
        if isinstance(e.of, Sensitivity):
            return f"d{self.vector(e.of.of, at)}/d{self._print(e.of.weight)}"
        if isinstance(e.of, Response):
            return self.response(e.of, *(f"_{self._print(i)}" for i in e.at))
        of = self._print(e.of)
        return f"[{of}]{at}" if isinstance(e.of, Chain) else f"{of}{at}"

    def _print_Sensitivity(self, e: Sensitivity) -> str:
        return f"d{self.vector(e.of)}/d{self._print(e.weight)}"

    def _print_SmallestStretch(self, e: Expr) -> str:
        return f"sigma_min({self._print(e.args[0])})"

    def _print_SpectralRadius(self, e: Expr) -> str:
        return f"rho({self._print(e.args[0])})"

    def _print_Basis(self, e: Basis) -> str:
        return f"e_{self._print(e.args[0])}"

    def _print_Ones(self, e: Ones) -> str:
        return "1"

    def _print_Response(self, A: Response) -> str:
        return self.response(A)

    def response(self, A: Response, of: str = "", wrt: str = "") -> str:
        above = THROUGH[A.through]
        return f"{above}{self.vector(A.of, of)}/{above[0]}{self.vector(A.wrt, wrt)}"

    def _print_Norm(self, e: Norm) -> str:
        return f"|{self._print(e.args[0])}|_{self._print(e.args[1])}"
