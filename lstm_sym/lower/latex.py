"""latex(e): formulas as on paper, the Hadamard product seen, terms in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sympy
from sympy import Add, Expr, Integer, Mul, Pow, Product, S, Sum, Symbol
from sympy.core.basic import Basic
from sympy.printing.latex import LatexPrinter

from ..language.activations import Elementwise, Slope, inv
from ..language.operators import Diag, Dot, Matrix, Norm, Outer, Response, Sensitivity
from ..language.paths import LargestPath, OverEdges, SmallestEdge
from ..language.shapes import shape
from ..language.sums import Chain, Maximum, OperatorSum, PathSum
from ..language.vectors import BAR, LOSS, MARKS, TARGET, Basis, Entry, Total, Vector
from .order import index_terms, positive_first

LETTERS = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
LARGE = 10_000
GREEK = frozenset(LETTERS.split())
DIFFERENTIAL = {"all": "d", "step": r"\partial", "equation": r"\partial^{+}"}


def latex(e: Basic, order: Sequence[str] = ()) -> str:
    """Return the LaTeX of ``e``; signals are written in the ``order`` of their names."""
    return Printer(order).doprint(e)


def spelled(name: str) -> str:
    """Return a letter or a word in LaTeX: W, \\alpha, \\mathrm{net}."""
    if name in GREEK:
        return "\\" + name
    if name.endswith("'"):
        return spelled(name[:-1]) + "'"
    return name if len(name) == 1 else rf"\mathrm{{{name}}}"


class Printer(LatexPrinter):
    """SymPy's printer, taught the nodes of the language and the order of paper."""

    def __init__(self, order: Sequence[str] = ()) -> None:
        super().__init__({"fold_short_frac": False, "ln_notation": True})
        self.place = {name: i for i, name in enumerate(order)}

    def signal(self, v: Vector, unit: Expr | None = None) -> str:
        if v.name.endswith(LOSS):
            inner = self.signal(v.func(v.name.removesuffix(LOSS), *v.args[1:]), unit)
            return rf"\frac{{\partial^{{+}} L}}{{\partial {inner}}}"
        barred = v.name.endswith(BAR)
        name = v.name.removesuffix(BAR).removesuffix(TARGET)
        if barred and v.time is None:
            return rf"\frac{{dL}}{{d {self.signal(v.func(name, v.dim), unit)}}}"
        letter, _, mark = name.partition("_")
        tex = rf"\bar{{{spelled(letter)}}}" if barred else spelled(letter)
        if v.time is None:
            index = "" if unit is None else self._print(unit)
            subscript = ",".join(filter(None, [marked(mark), index]))
            return tex + (f"_{{{subscript}}}" if subscript else "")
        star = r"\ast" if v.name.endswith(TARGET) else ""
        above = f"({mark})" if mark[:1].isdigit() else marked(mark)
        if above or star:
            tex += f"^{{{above}{star}}}"
        time = self._print(v.time)
        return f"{tex}_{{{self._print(unit)}}}({time})" if unit is not None else f"{tex}_{{{time}}}"

    def _print_Vector(self, v: Vector) -> str:
        return self.signal(v)

    def _print_Matrix(self, A: Matrix) -> str:
        if A.name.endswith(BAR):
            of = A.func(A.name.removesuffix(BAR), *A.args[1:])
            return rf"\frac{{dL}}{{d {self._print_Matrix(of)}}}"
        letter, _, mark = A.name.partition("_")
        tex = spelled(letter) + (f"_{{{marked(mark)}}}" if mark else "")
        return tex + (r"^{\top}" if A.is_transposed else "")

    def _print_Symbol(self, s: Symbol, **_: Any) -> str:
        if s.name.endswith(BAR):
            return rf"\frac{{dL}}{{d {self._print_Symbol(Symbol(s.name.removesuffix(BAR)))}}}"
        letter, _, mark = s.name.lstrip("_").partition("_")
        word = rf"\mathrm{{{mark}}}" if len(mark) > 1 and mark.isalpha() else mark
        return spelled(letter) + (f"_{{{word}}}" if mark else "")

    def _print_Dummy(self, s: Symbol) -> str:
        return self._print_Symbol(s)

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

    def _print_Rational(self, e: Expr) -> str:
        return decimal(e) or super()._print_Rational(e)

    def around(self, e: Expr) -> str:
        tex = self._print(e)
        tall = any(sign in tex for sign in (r"\frac", r"\sum", r"\prod", r"\left"))
        return rf"\left({tex}\right)" if tall else f"({tex})"

    def factor(self, e: Expr) -> str:
        return self.around(e) if e.is_Add or isinstance(e, Sum | PathSum) else self._print(e)

    def _print_Dot(self, e: Dot) -> str:
        A, x = e.args
        bare = isinstance(x, Vector | Dot | Basis)
        return f"{self.operand(A)} {self._print(x) if bare else self.around(x)}"

    def operand(self, A: Expr) -> str:
        return (
            self.around(A) if A.is_MatAdd or isinstance(A, Chain | OperatorSum) else self._print(A)
        )

    def _print_Diag(self, A: Diag) -> str:
        return rf"\operatorname{{diag}}{self.around(A.args[0])}"

    def _print_Outer(self, A: Outer) -> str:
        x, y = (self._print(v) if isinstance(v, Vector) else self.around(v) for v in A.args)
        return rf"{x} \, {self.lifted(A.args[1], y)}"

    @staticmethod
    def lifted(v: Expr, tex: str) -> str:
        plain = isinstance(v, Vector) and "^" not in tex.split("_{")[0]
        return rf"{tex}^{{\top}}" if plain or not isinstance(v, Vector) else rf"{{{tex}}}^{{\top}}"

    def _print_MatMul(self, A: Expr) -> str:
        factor, operators = A.as_coeff_matrices()
        front = "" if factor == 1 else "-" if factor == -1 else self.factor(factor) + " "
        return front + r" \, ".join(self.operand(B) for B in operators)

    def _print_MatAdd(self, A: Expr) -> str:
        return self.joined(sorted(A.args, key=self.operator_key))

    def operator_key(self, A: Expr) -> tuple:
        return (not isinstance(A, Diag), [self.rank(v) for v in first(A)], str(A))

    def _print_Identity(self, A: Expr) -> str:
        return "I"

    def _print_ZeroMatrix(self, A: Expr) -> str:
        return "0"

    def _print_Chain(self, A: Chain) -> str:
        body, q = A.body, A.length
        if not set(A.bound_symbols) & body.free_symbols:
            return rf"{self.around(body)}^{{{self._print(q)}}}"
        ends = (A.at(1), A.at(q)) if A.ascending else (A.at(q), A.at(1))
        return r" \cdots ".join(self.operand(end) for end in ends)

    def _print_OperatorSum(self, A: OperatorSum) -> str:
        k = Symbol("t")
        low, high = (self._print(limit) for limit in A.limits)
        body = A.at(k)
        tex = self.around(body) if body.is_MatAdd else self._print(body)
        return rf"\sum_{{t={low}}}^{{{high}}} {tex}"

    def _print_PathSum(self, e: PathSum) -> str:
        q, n, (u, v) = self._print(e.length), self._print(e.width), map(self._print, e.ends)
        last = self._print(e.length - 1)
        edge = e.at(Symbol("l_m-1"), Symbol("l_m"), Symbol("m"))
        return (
            rf"\sum_{{l_1=1}}^{{{n}}} \cdots \sum_{{l_{{{last}}}=1}}^{{{n}}} \prod_{{m=1}}^{{{q}}} "
            rf"{self._print(edge)} \qquad (l_0 = {u},\ l_{{{q}}} = {v})"
        )

    def _print_Maximum(self, e: Maximum) -> str:
        k = Symbol("ijkm"[min(e.depth, 4) - 1])
        low, high = (self._print(limit) for limit in e.limits)
        return rf"\max_{{{low} \le {k} \le {high}}} {self.factor(e.at(k))}"

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
        tex = super()._print_Sum(e)
        body = self._print(e.function)
        if not body.startswith("-") or not tex.endswith(body):
            return tex
        return f"{tex.removesuffix(body)}{self.around(e.function)}"

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
            return rf"\frac{{dL}}{{d {self._print(of)}}}"
        if isinstance(A, Matrix):
            letter, _, mark = A.name.partition("_")
            subscript = " ".join(self._print(i) for i in e.at)
            return f"{spelled(letter)}{f'^{{{marked(mark)}}}' if mark else ''}_{{{subscript}}}"
        if isinstance(A, Sensitivity):
            return rf"\frac{{d {self.signal(A.of, e.at[0])}}}{{d {self._print(A.weight)}}}"
        if isinstance(A, Response):
            return self.response(A, *e.at)
        if A.is_MatMul and len(A.args) == 2 and all(isinstance(B, Matrix) for B in A.args):
            return rf"\left({self._print(A)}\right)_{{{at}}}"
        return rf"\left[{self._print(A)}\right]_{{{at}}}"

    def _print_Sensitivity(self, e: Sensitivity) -> str:
        return rf"\frac{{d {self.signal(e.of)}}}{{d {self._print(e.weight)}}}"

    def _print_Basis(self, e: Basis) -> str:
        return rf"e_{{{self._print(e.args[0])}}}"

    def _print_Response(self, A: Response) -> str:
        return self.response(A)

    def response(self, A: Response, *units: Expr) -> str:
        d = DIFFERENTIAL[A.through]
        below = r"\partial" if A.through == "equation" else d
        of, wrt = units or (None, None)
        return rf"\frac{{{d} {self.signal(A.of, of)}}}{{{below} {self.signal(A.wrt, wrt)}}}"

    def _print_Norm(self, e: Norm) -> str:
        p = r"\infty" if e.args[1] == S.Infinity else self._print(e.args[1])
        return rf"\left\lVert {self._print(e.args[0])} \right\rVert_{{{p}}}"

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


def marked(mark: str) -> str:
    """Return a subscript or superscript of a name."""
    return mark if len(mark) <= 1 else rf"\mathrm{{{mark}}}".replace("_", ",")


def decimal(e: Expr) -> str:
    """Write a fraction with a large denominator as the decimal number it is; "" if it is none."""
    places = sympy.multiplicity(2, e.q), sympy.multiplicity(5, e.q)
    if e.q < LARGE or e.q != 2 ** places[0] * 5 ** places[1]:
        return ""
    digits = str(abs(e.p) * 10 ** max(places) // e.q).zfill(max(places) + 1)
    return f"{'-' if e.p < 0 else ''}{digits[: -max(places)]}.{digits[-max(places) :]}"


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


def width(tex: str) -> int:
    """Estimate how many characters a reader sees of a formula."""
    silent = "left|right|,|operatorname|mathrm|bar|frac|quad|qquad|displaystyle"
    seen = re.sub(rf"\\({silent})", "", tex)
    seen = re.sub(r"\\[A-Za-z]+", "x", seen)
    return len(re.sub(r"[{}_^\s\\]", "", seen))
