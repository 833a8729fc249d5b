"""Sums, products, powers and functions as text: bracketed where they must be, and only there."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from sympy import Derivative, Expr, Indexed, MatPow, Mul, Pow, S, Subs
from sympy.core.basic import Basic
from sympy.printing.str import StrPrinter

from ...language.activations import Elementwise, Slope
from ...language.operators import Dot, Outer
from ...language.sums import Chain
from ..binders import Binders
from ..latex import decimal
from ..notation import OWN, Notation
from ..order import OPEN, Ordered, negative
from ..turning import turned


class Level(IntEnum):
    """How tightly a formula holds together: what binds looser than its place is bracketed."""

    SUM = 0
    PRODUCT = 1
    POWER = 2
    ATOM = 3


class Ring(Ordered, Binders, StrPrinter):
    """SymPy's printer of strings with the order of paper; no node's own string wins over it."""

    printmethod = "_text"

    def __init__(self, order: Sequence[str] = (), notation: Notation = OWN) -> None:
        super().__init__()
        self.place = {name: i for i, name in enumerate(order)}
        self.notation = notation

    def doprint(self, e: Any) -> str:
        """The text of an expression, its errors with the sign that the notation gives them."""
        return str(super().doprint(turned(e, self.notation.minus)))

    def at_least(self, e: Basic, level: Level) -> str:
        """Print ``e``, in brackets if it holds together less tightly than its place asks."""
        inner = self._print(e)
        return inner if self.level(e) >= level else f"({inner})"

    def level(self, e: Basic) -> Level:
        """How tightly the text of ``e`` holds together."""
        if e.is_Add or e.is_MatAdd or (e.is_number and negative(e)):
            return Level.SUM
        if isinstance(e, Mul | Dot | Outer | OPEN) or e.is_MatMul or self._is_quotient(e):
            return Level.PRODUCT
        if isinstance(e, Derivative):
            return Level.ATOM if self._primed(e) else Level.PRODUCT
        power = isinstance(e, Pow | MatPow) or (isinstance(e, Chain) and not e.varies)
        return Level.POWER if power else Level.ATOM

    @staticmethod
    def _is_quotient(e: Basic) -> bool:
        """Whether a number or a power is written with a stroke."""
        if e.is_Rational:
            return not e.is_Integer and not decimal(e)
        return isinstance(e, Pow) and negative(e.exp)

    def index(self, e: Any) -> str:
        """A time, a unit or an end of a range: no blanks."""
        return "".join(self._print(e).split())

    def _print_Add(self, e: Expr, order: object = None) -> str:
        return self.joined(self.terms(e))

    def _print_MatAdd(self, A: Expr) -> str:
        return self.joined(self.terms(A))

    def joined(self, terms: Sequence[Expr]) -> str:
        """Terms with their signs between them."""
        out = self._print(terms[0])
        for term in terms[1:]:
            inner = self._print(term)
            out += f" - {inner[1:]}" if inner.startswith("-") else f" + {inner}"
        return out

    def _print_Mul(self, e: Mul) -> str:
        if e.args[0] == 1 or any(a.is_number for a in e.args[1:] if a.is_Rational):
            return self._times(e.args)
        coefficient, rest = e.as_coeff_Mul()
        sign, coefficient = ("-", -coefficient) if coefficient.is_negative else ("", coefficient)
        factors = sorted(Mul.make_args(rest), key=self.factor_key)
        above = [f for f in factors if not (f.is_Pow and negative(f.exp))]
        below = [f.base**-f.exp for f in factors if f.is_Pow and negative(f.exp)]
        below.sort(key=self.factor_key)
        if coefficient.is_Rational and not decimal(coefficient):
            above[:0] = [coefficient.p] if coefficient.p != 1 else []
            below[:0] = [coefficient.q] if coefficient.q != 1 else []
        elif coefficient != 1:
            above.insert(0, coefficient)
        return sign + self._quotient([S(a) for a in above], [S(b) for b in below])

    def _quotient(self, above: Sequence[Expr], below: Sequence[Expr]) -> str:
        if not below:
            return self._times(above)
        top = "*".join(self.at_least(f, Level.POWER) for f in above) or "1"
        if len(below) == 1:
            return f"{top}/{self.at_least(below[0], Level.POWER)}"
        return f"{top}/({self._times(below)})"

    def _times(self, factors: Sequence[Expr]) -> str:
        """A product; a sum over units or times may stand last in it without brackets."""
        *front, last = factors
        written = [self.at_least(f, Level.POWER) for f in front]
        least = Level.PRODUCT if isinstance(last, OPEN) else Level.POWER
        return "*".join([*written, self.at_least(last, least)])

    def _print_Pow(self, e: Pow, rational: bool = False) -> str:
        if negative(e.exp):
            return self._quotient([], [e.base**-e.exp])
        if e.exp == S.Half:
            return f"sqrt({self._print(e.base)})"
        return f"{self.at_least(e.base, Level.ATOM)}**{self.at_least(e.exp, Level.ATOM)}"

    def _print_Rational(self, e: Expr) -> str:
        return decimal(e) or str(super()._print_Rational(e))

    def _print_Abs(self, e: Expr) -> str:
        return f"|{self._print(e.args[0])}|"

    def _print_Max(self, e: Expr) -> str:
        return f"max({', '.join(sorted(map(self._print, e.args)))})"

    def _print_Min(self, e: Expr) -> str:
        return f"min({', '.join(sorted(map(self._print, e.args)))})"

    def _print_Indexed(self, e: Indexed) -> str:
        return f"{self._print(e.base.label)}[{','.join(map(self.index, e.indices))}]"

    def _print_KroneckerDelta(self, e: Expr) -> str:
        return f"delta({', '.join(map(self.index, e.args))})"

    def _print_Slope(self, e: Slope) -> str:
        y = e.args[0]
        return f"{type(y).__name__}'({self._print(y.args[0])})"

    @staticmethod
    def _primed(e: Derivative) -> Expr | None:
        """The f(z) of a derivative of f(z) or f'(z) by z, which is written with one more prime."""
        y = e.expr.args[0] if isinstance(e.expr, Slope) else e.expr
        return y if isinstance(y, Elementwise) and e.variables == y.args else None

    def _print_Derivative(self, e: Derivative) -> str:
        y = self._primed(e)
        if y is not None:
            primes = "''" if isinstance(e.expr, Slope) else "'"
            return f"{type(y).__name__}{primes}({self._print(y.args[0])})"
        names, many = [self._print(v) for v in e.variables], len(e.variables)
        of, by = ("d", f"d{names[0]}") if many == 1 else (f"d^{many}", f"(d{' d'.join(names)})")
        return f"{of}/{by} {self.at_least(e.expr, Level.POWER)}"

    def _print_Subs(self, e: Subs) -> str:
        pairs = zip(e.variables, e.point, strict=True)
        places = ", ".join(f"{self._print(v)}={self._print(p)}" for v, p in pairs)
        return f"({self._print(e.expr)} at {places})"

    def _print_Dummy(self, s: Expr) -> str:
        return self.notation.number(s.name.lstrip("_"))
