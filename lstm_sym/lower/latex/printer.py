"""Operators, what they do, and the sums over paths and times."""

from __future__ import annotations

from sympy import Expr, Mul, Product, S, Sum, Symbol

from ...language.activations import Elementwise
from ...language.operators import Diag, Dot, Matrix, Norm, Outer, Response, Sensitivity
from ...language.paths import LargestPath, OverEdges, SmallestEdge
from ...language.sums import Chain, Extreme, Minimum, OperatorSum, PathSum
from ...language.tally import KINDS, Tally
from ...language.vectors import BAR, Basis, Entry, Ones, Total, Vector
from .bound import bound
from .functions import Functions
from .names import DIFFERENTIAL


class Printer(Functions):
    """SymPy's printer, taught the nodes of the language and the order of paper."""

    def _print_Dot(self, e: Dot) -> str:
        A, x = e.args
        bare = isinstance(x, Vector | Dot | Basis | Elementwise)
        return f"{self.operand(A)} {self._print(x) if bare else self.around(x)}"

    def operand(self, A: Expr) -> str:
        if isinstance(A, Chain) and not A.varies:
            return self._print(A)
        grouped = A.is_MatAdd or isinstance(A, Chain | OperatorSum)
        return self.around(A) if grouped else self._print(A)

    def _print_Diag(self, A: Diag) -> str:
        return rf"\operatorname{{diag}}{self.around(A.args[0])}"

    def _print_Outer(self, A: Outer) -> str:
        x, y = (self._print(v) if isinstance(v, Vector) else self.around(v) for v in A.args)
        return rf"{x} \, {self.lifted(A.args[1], y)}"

    @staticmethod
    def lifted(v: Expr, tex: str) -> str:
        plain = isinstance(v, Vector) and "^" not in tex
        return rf"{tex}^{{\top}}" if plain or not isinstance(v, Vector) else rf"{{{tex}}}^{{\top}}"

    def _print_MatMul(self, A: Expr) -> str:
        factor, operators = A.as_coeff_matrices()
        front = "" if factor == 1 else "-" if factor == -1 else self.factor(factor) + " "
        return front + r" \, ".join(self.operand(B) for B in operators)

    def _print_Inverse(self, A: Expr) -> str:
        inner = A.arg
        if isinstance(inner, Matrix):
            plain = self._print(inner.T if inner.is_transposed else inner)
            return rf"{plain}^{{-\top}}" if inner.is_transposed else rf"{plain}^{{-1}}"
        return rf"{self.around(inner)}^{{-1}}"

    def _print_Transpose(self, A: Expr) -> str:
        return rf"{self.around(A.arg)}^{{\top}}"

    def _print_MatAdd(self, A: Expr) -> str:
        return self.joined(self.terms(A))

    def _print_Identity(self, A: Expr) -> str:
        return "I"

    def _print_ZeroMatrix(self, A: Expr) -> str:
        return "0"

    def _print_Chain(self, A: Chain) -> str:
        body, q = A.body, A.length
        if not A.varies:
            bare = isinstance(body, Matrix) and not body.is_transposed
            tex = self._print(body) if bare else self.around(body)
            return rf"{tex}^{{{self._print(q)}}}"
        ends = (A.at(1), A.at(q)) if A.ascending else (A.at(q), A.at(1))
        return r" \cdots ".join(self.operand(end) for end in ends)

    def _print_OperatorSum(self, A: OperatorSum) -> str:
        k = A.instant
        first, low, high = map(self._print, (k, *A.limits))
        body = A.at(k)
        tex = self.around(body) if body.is_MatAdd else self._print(body)
        return rf"\sum_{{{first}={low}}}^{{{high}}} {tex}"

    def _print_PathSum(self, e: PathSum) -> str:
        q, n, (u, v) = self._print(e.length), self._print(e.width), map(self._print, e.ends)
        last = self._print(e.length - 1)
        edge = e.at(Symbol("l_m-1"), Symbol("l_m"), Symbol("m"))
        return (
            rf"\sum_{{l_1=1}}^{{{n}}} \cdots \sum_{{l_{{{last}}}=1}}^{{{n}}} \prod_{{m=1}}^{{{q}}} "
            rf"{self._print(edge)} \qquad (l_0 = {u},\ l_{{{q}}} = {v})"
        )

    def _print_Extreme(self, e: Extreme) -> str:
        ((k, *_),) = bound(e)
        low, high = (self._print(limit) for limit in e.limits)
        word = r"\min" if isinstance(e, Minimum) else r"\max"
        return rf"{word}_{{{low} \le {k} \le {high}}} {self.factor(e.at(k))}"

    def _print_Abs(self, e: Expr, exp: str | None = None) -> str:
        power = f"^{{{exp}}}" if exp is not None else ""
        return rf"\left\lvert {self._print(e.args[0])} \right\rvert{power}"

    def _print_LargestPath(self, e: LargestPath) -> str:
        q, (u, v) = self._print(e.length), map(self._print, e.ends)
        last = self._print(e.length - 1)
        edge = e.at(Symbol("l_m-1"), Symbol("l_m"), Symbol("m"))
        return (
            rf"\max_{{l_1, \dots, l_{{{last}}}}} \prod_{{m=1}}^{{{q}}} "
            rf"\left|{self._print(edge)}\right| \qquad (l_0 = {u},\ l_{{{q}}} = {v})"
        )

    def _print_OverEdges(self, e: OverEdges, exp: str | None = None) -> str:
        edge = self._print(e.at(Symbol("i"), Symbol("j"), Symbol("m")))
        timed = e.bound_symbols[2] in e.body.free_symbols
        word = r"\min" if isinstance(e, SmallestEdge) else r"\max"
        return rf"{word}_{{i, j{', m' if timed else ''}}} \left|{edge}\right|"

    def _print_Sum(self, e: Sum) -> str:
        """A negative term of a sum stands in brackets."""
        with self.within(e) as apart:
            tex = super()._print_Sum(apart)
            body = self._print(apart.function)
            if not body.startswith("-") or not tex.endswith(body):
                return tex
            return f"{tex.removesuffix(body)}{self.around(apart.function)}"

    def _print_Product(self, e: Product) -> str:
        with self.within(e) as apart:
            return super()._print_Product(apart)

    def _print_Total(self, e: Total) -> str:
        rows = [v for v in Mul.make_args(e.args[0]) if isinstance(v, Dot) and v.has(Basis)]
        rows = [v for v in rows if isinstance(v.args[1], Basis)]
        if rows and e.args[0] != rows[0]:
            rest = Mul(*[v for v in Mul.make_args(e.args[0]) if v != rows[0]])
            return rf"{self.around(rows[0])}^{{\top}} {self.around(rest)}"
        return rf"\mathbf{{1}}^{{\top}} {self.around(e.args[0])}"

    def _print_Entry(self, e: Entry) -> str:
        A = e.of
        if isinstance(A, Vector):
            return self.signal(A, e.at[0])
        at = ",".join(self._print(i) for i in e.at)
        if isinstance(A, Matrix) and A.is_transposed:
            return self._print(Entry(A.T, *reversed(e.at)))
        if isinstance(A, Matrix) and A.name.endswith(BAR):
            of = Entry(A.func(A.name.removesuffix(BAR), *A.args[1:]), *e.at)
            return self.gradient(self._print(of))
        if isinstance(A, Matrix):
            return self.weight(A, *map(self._print, e.at))
        if isinstance(A, Sensitivity):
            return rf"\frac{{d {self.signal(A.of, e.at[0])}}}{{d {self._print(A.weight)}}}"
        if isinstance(A, Response):
            return self.response(A, *e.at)
        if A.is_MatMul and len(A.args) == 2 and all(isinstance(B, Matrix) for B in A.args):
            return rf"\left({self._print(A)}\right)_{{{at}}}"
        return rf"\left[{self._print(A)}\right]_{{{at}}}"

    def _print_Tally(self, e: Tally) -> str:
        return rf"\text{{{KINDS[e.kind]}}}"

    def _print_Sensitivity(self, e: Sensitivity) -> str:
        return rf"\frac{{d {self.signal(e.of)}}}{{d {self._print(e.weight)}}}"

    def _print_Basis(self, e: Basis) -> str:
        return rf"e_{{{self._print(e.args[0])}}}"

    def _print_Ones(self, e: Ones) -> str:
        return r"\mathbf{1}"

    def _print_Response(self, A: Response) -> str:
        return self.response(A)

    def response(self, A: Response, *units: Expr) -> str:
        d = DIFFERENTIAL[A.through]
        below = r"\partial" if A.through == "equation" else d
        of, wrt = units or (None, None)
        return rf"\frac{{{d} {self.signal(A.of, of)}}}{{{below} {self.signal(A.wrt, wrt)}}}"

    def _print_SmallestStretch(self, e: Expr) -> str:
        return rf"\sigma_{{\min}}{self.around(e.args[0])}"

    def _print_SpectralRadius(self, e: Expr) -> str:
        return rf"\rho{self.around(e.args[0])}"

    def _print_Norm(self, e: Norm) -> str:
        p = r"\infty" if e.args[1] == S.Infinity else self._print(e.args[1])
        return rf"\left\lVert {self._print(e.args[0])} \right\rVert_{{{p}}}"
