"""Vectors, operators, what they do, and sums over paths and times, as text."""

from __future__ import annotations

from sympy import Expr, Product, Sum

from ...language.operators import THROUGH, Diag, Dot, Matrix, Norm, Outer, Response, Sensitivity
from ...language.paths import LargestPath, OverEdges, SmallestEdge
from ...language.sums import Chain, Extreme, Minimum, OperatorSum, PathSum
from ...language.symbols import count
from ...language.tally import KINDS, Tally
from ...language.vectors import BAR, LOSS, TARGET, Basis, Entry, Ones, Total, Vector
from .ring import Level, Ring


class Printer(Ring):
    """SymPy's printer of strings, taught the nodes of the language.

    The entry u of a signal h at time t is ``h[t][u]``, that of a matrix ``W[u,v]``. What is
    ``typed`` can be read back: h_loss and W_bar are written so, not as the derivatives they are.
    """

    typed = False

    def signal(self, v: Vector, units: str = "") -> str:
        """A vector, or the entry of it at ``[unit]``."""
        if v.name.endswith(LOSS) and not self.typed:
            inner = self.signal(Vector(v.name.removesuffix(LOSS), *v.args[1:]), units)
            return f"∂⁺{self.notation.loss}/∂{inner}"
        name = self.called(v.name) if v.time is None else self.named(v.name)
        if not self.typed:
            name = name.replace(TARGET, "*")
        return name + (f"[{self.index(v.time)}]" if v.time is not None else "") + units

    def called(self, name: str) -> str:
        """The name of a parameter, or of the derivative of the loss by it."""
        if self.typed or not name.endswith(BAR):
            return self.notation.named(name)
        return f"d{self.notation.loss}/d{self.notation.named(name.removesuffix(BAR))}"

    def named(self, name: str) -> str:
        """The name of a signal, its error, or what it ought to be."""
        return self.notation.named(name)

    def _print_Vector(self, v: Vector) -> str:
        return self.signal(v)

    def _print_Matrix(self, A: Matrix) -> str:
        return self.called(A.name) + ".T" * A.is_transposed

    def _print_Symbol(self, s: Expr) -> str:
        if s.name.endswith(BAR):
            return self.called(s.name)
        return self.notation.loss if s.name == "L" else self.notation.number(s.name)

    def _print_Basis(self, e: Basis) -> str:
        return f"e_{self.index(e.args[0])}"

    def _print_Ones(self, e: Ones) -> str:
        return "1"

    def _print_Identity(self, A: Expr) -> str:
        return "I"

    def _print_ZeroMatrix(self, A: Expr) -> str:
        return "0"

    def _print_ImmutableDenseMatrix(self, A: Expr) -> str:
        rows = (", ".join(map(self._print, row)) for row in A.tolist())
        return f"[{', '.join(f'[{row}]' for row in rows)}]"

    def _print_Diag(self, A: Diag) -> str:
        return f"diag({self._print(A.args[0])})"

    def _print_Transpose(self, A: Expr) -> str:
        return f"({self._print(A.arg)}).T"

    def _print_Inverse(self, A: Expr) -> str:
        return f"inverse({self._print(A.arg)})"

    def _print_Dot(self, e: Dot) -> str:
        A, x = e.args
        return f"{self.at_least(A, Level.POWER)} @ {self.at_least(x, Level.ATOM)}"

    def _print_MatMul(self, A: Expr) -> str:
        factor, operators = A.as_coeff_matrices()
        sign = "-" if factor == -1 else "" if factor == 1 else f"{self._print(factor)}*"
        return sign + " @ ".join(self.at_least(B, Level.POWER) for B in operators)

    def _print_Outer(self, A: Outer) -> str:
        x, y = (self.at_least(v, Level.ATOM) for v in A.args)
        return f"{x} {y}^T"

    def _print_Chain(self, A: Chain) -> str:
        if not A.varies:
            return f"{self.at_least(A.body, Level.ATOM)}**{self.at_least(A.length, Level.ATOM)}"
        first, last = (self.at_least(A.at(m), Level.POWER) for m in (1, A.length))
        return f"{first} ... {last}" if A.ascending else f"{last} ... {first}"

    def _print_OperatorSum(self, A: OperatorSum) -> str:
        k, low, high = map(self.index, (A.instant, *A.limits))
        return f"sum[{k}={low}..{high}] {self.at_least(A.at(A.instant), Level.PRODUCT)}"

    def _print_Sum(self, e: Sum) -> str:
        return self._over("sum", e)

    def _print_Product(self, e: Product) -> str:
        return self._over("prod", e)

    def _over(self, word: str, e: Sum | Product) -> str:
        """A sum or product over one range or several, the outermost first."""
        with self.within(e) as apart:
            limits = [tuple(map(self.index, limit)) for limit in reversed(apart.limits)]
            ranges = ", ".join(f"{k}={low}..{high}" for k, low, high in limits)
            return f"{word}[{ranges}] {self.at_least(apart.function, Level.PRODUCT)}"

    def _print_PathSum(self, e: PathSum) -> str:
        return f"sum {self._paths(e)} {self.at_least(self._edge(e), Level.PRODUCT)}"

    def _print_LargestPath(self, e: LargestPath) -> str:
        return f"max {self._paths(e)} |{self._print(self._edge(e))}|"

    def _paths(self, e: PathSum | LargestPath) -> str:
        (u, v), q = map(self.index, e.ends), self.index(e.length)
        return f"over paths l[0]={u}, ..., l[{q}]={v} of prod[m=1..{q}]"

    @staticmethod
    def _edge(e: PathSum | LargestPath) -> Expr:
        return e.at(count("l[m-1]"), count("l[m]"), count("m"))

    def _print_OverEdges(self, e: OverEdges) -> str:
        edge = self._print(e.at(count("i"), count("j"), count("m")))
        word = "min" if isinstance(e, SmallestEdge) else "max"
        timed = e.bound_symbols[2] in e.body.free_symbols
        return f"{word}[{'i,j,m' if timed else 'i,j'}] |{edge}|"

    def _print_Extreme(self, e: Extreme) -> str:
        k = count("ijkm"[min(e.depth, 4) - 1])
        low, high = map(self.index, e.limits)
        word = "min" if isinstance(e, Minimum) else "max"
        return f"{word}[{k}={low}..{high}] {self.at_least(e.at(k), Level.PRODUCT)}"

    def _print_Total(self, e: Total) -> str:
        return f"total({self._print(e.args[0])})"

    def _print_Entry(self, e: Entry) -> str:
        of, units = e.of, [self.index(i) for i in e.at]
        if isinstance(of, Vector):
            return self.signal(of, f"[{units[0]}]")
        if isinstance(of, Sensitivity):
            return f"d{self.signal(of.of, f'[{units[0]}]')}/d{self._print(of.weight)}"
        if isinstance(of, Response):
            return self.response(of, *(f"[{u}]" for u in units))
        if isinstance(of, Matrix) and of.is_transposed:
            return self._print_Entry(Entry(of.T, *reversed(e.at)))
        return f"{self.at_least(of, Level.ATOM)}[{','.join(units)}]"

    def _print_Tally(self, e: Tally) -> str:
        return f"number of {KINDS[e.kind]}"

    def _print_Sensitivity(self, e: Sensitivity) -> str:
        return f"d{self.signal(e.of)}/d{self._print(e.weight)}"

    def _print_Response(self, A: Response) -> str:
        return self.response(A)

    def response(self, A: Response, of: str = "", wrt: str = "") -> str:
        """A derivative of one vector by another, or of one entry by another."""
        above = THROUGH[A.through]
        return f"{above}{self.signal(A.of, of)}/{above[0]}{self.signal(A.wrt, wrt)}"

    def _print_Norm(self, e: Norm) -> str:
        return f"|{self._print(e.args[0])}|_{self._print(e.args[1])}"

    def _print_SmallestStretch(self, e: Expr) -> str:
        return f"sigma_min({self._print(e.args[0])})"

    def _print_SpectralRadius(self, e: Expr) -> str:
        return f"rho({self._print(e.args[0])})"


class Typed(Printer):
    """The same, as it is typed: every name stands as it is."""

    typed = True
