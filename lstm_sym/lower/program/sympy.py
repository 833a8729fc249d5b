"""sympy(claim): a formula in components, as plain SymPy that needs nothing of this package.

What SymPy has no node for, a norm or a sum over paths of any length, becomes a name: a number, or a
function of what it depends on, and a comment says what it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Derivative, Dummy, Expr, Indexed, Piecewise, Product, Sum, Symbol
from sympy.core.basic import Basic
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from ...language.activations import Elementwise, Slope
from ...language.operators import Norm, Response, Sensitivity
from ...language.paths import LargestEdge, LargestPath, SmallestEdge
from ...language.shapes import shape
from ...language.spectra import SmallestStretch, SpectralRadius
from ...language.sums import Maximum, Minimum, PathSum
from ...language.tally import Tally
from ...language.vectors import Entry, Total, Vector
from ..components import entry, in_components
from ..latex import decimal
from ..text import Printer as Plain
from .printer import INPUT, SLOPE, Programming, Unsayable, called

OWN = "exp log tanh sinh cosh coth sech atanh Abs re sin cos Max Min KroneckerDelta erf"
# What becomes a name, and how the name begins; those of them that are never negative.
NAMED: dict[type[Basic], str] = {
    Norm: "norm",
    SmallestStretch: "sigma_min",
    SpectralRadius: "rho",
    Maximum: "largest",
    Minimum: "smallest",
    LargestEdge: "largest_edge",
    SmallestEdge: "smallest_edge",
    LargestPath: "largest_path",
    PathSum: "paths",
    Tally: "count",
    Entry: "entry",
}
SIZES = (Norm, SmallestStretch, SpectralRadius, LargestEdge, SmallestEdge, LargestPath, Tally)


def sympy(
    sides: Sequence[Basic], at: Sequence[Expr], order: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Return the entries of ``sides`` at some units as text, and the declarations that they want.

    Raises Unsayable for what has no entries.
    """
    try:
        inside = [in_components(entry(e, *at[: len(shape(e))]) if shape(e) else e) for e in sides]
    except TypeError as fault:
        raise Unsayable(str(fault)) from fault
    printer = PlainSymPy(order)
    texts = [printer.doprint(e) for e in inside]
    if printer.twice:
        printer = PlainSymPy(order, printer.twice)
        texts = [printer.doprint(e) for e in inside]
    return texts, printer.declarations()


class PlainSymPy(Programming):
    """Printer of SymPy's own words, with vectors and matrices as IndexedBase.

    ``renamed`` are the names of tables that something else in the formula has too.
    """

    known = {name: name for name in OWN.split()}  # noqa: RUF012

    def __init__(self, order: Sequence[str] = (), renamed: frozenset[str] = frozenset()) -> None:
        super().__init__(order)
        self.renamed = renamed
        self.bases: dict[str, None] = {}
        self.numbers: dict[str, Any] = {}
        self.named: dict[str, str] = {}
        self.told: dict[Basic, str] = {}

    @property
    def twice(self) -> frozenset[str]:
        """The names that are two things."""
        return frozenset(self.bases) & {*self.numbers, *self.functions, *self.named}

    def declarations(self) -> list[str]:
        """The lines that make names: whole numbers, other numbers, tables, functions, stand-ins.

        Raises Unsayable where one name would be two things.
        """
        defined = [name for name, line in self.functions.items() if line]
        names = [*self.numbers, *self.bases, *defined, *self.named]
        if len(set(names)) < len(names):
            raise Unsayable("a name that is two things")
        whole = sorted(name for name, s in self.numbers.items() if s.is_integer)
        other = sorted(self.numbers.keys() - set(whole))
        kinds = (
            (whole, 'symbols("{}", integer=True)'),
            (other, 'symbols("{}", real=True)'),
            (sorted(self.bases), 'map(IndexedBase, "{}".split())'),
        )
        made = [f"{', '.join(n)} = {how.format(' '.join(n))}" for n, how in kinds if n]
        if len(self.bases) == 1:
            (name,) = self.bases
            made[-1] = f'{name} = IndexedBase("{name}")'
        return [*made, *filter(None, self.functions.values()), *self.named.values()]

    def function(self, word: str, body: Any) -> str:
        said = self._print(body)
        if said == f"{word}(z)":  # a function of SymPy's own
            return ""
        self.numbers["z"] = INPUT
        return f"{word} = Lambda(z, {said})"

    def stand_in(self, e: Basic) -> str:
        """The name of what SymPy has no node for, applied to the numbers that it depends on."""
        begins = next(word for kind, word in NAMED.items() if isinstance(e, kind))
        over = sorted((s for s in e.free_symbols if isinstance(s, Symbol)), key=str)
        word = self.told.setdefault(e, f"{begins}_{len(self.told) + 1}")
        sign = ", nonnegative=True" if isinstance(e, SIZES) else ", real=True"
        applied = f"{word}({', '.join(map(self._print, over))})" if over else word
        made = f'Function("{word}"{sign})' if over else f'symbols("{word}"{sign})'
        said = " ".join(Plain(list(self.place)).doprint(e).split())
        self.named.setdefault(word, f"{word} = {made}  # {applied} is {said}")
        return applied

    def _print_Norm(self, e: Norm) -> str:
        return self.stand_in(e)

    _print_SmallestStretch = _print_SpectralRadius = _print_Extreme = _print_Norm
    _print_OverEdges = _print_LargestPath = _print_PathSum = _print_Tally = _print_Norm

    def _print_Rational(self, e: Expr) -> str:
        """Exactly: Python's own fractions and decimals are rounded."""
        if e.is_Integer:
            return str(e)
        tenths = decimal(e)
        return f'Rational("{tenths}")' if tenths else f"Rational({e.p}, {e.q})"

    def _print_KroneckerDelta(self, e: Expr) -> str:
        one, other = map(self._print, e.args)
        if all(arg.is_Atom for arg in e.args):
            return f"KroneckerDelta({one}, {other})"
        # SymPy adds up a delta of 2*i over i as if it were one of i; of whole numbers it is this.
        return f"Max(0, 1 - Abs({one} - ({other})))"

    def _print_Symbol(self, s: Symbol) -> str:
        name = called(s.name)
        self.numbers.setdefault(name, s)
        return name

    def _print_Dummy(self, s: Dummy) -> str:
        name = called(s.name.lstrip("_"))
        self.numbers.setdefault(name, s)
        return name

    def _print_Vector(self, v: Vector) -> str:
        raise Unsayable("a vector without a unit")

    def _print_Entry(self, e: Entry) -> str:
        of: Any = e.of
        if isinstance(of, Response | Sensitivity):
            return self._derivative(of, e.at)
        if not hasattr(of, "name") or getattr(of, "is_transposed", False):
            return self.stand_in(e)
        time = [of.time] if isinstance(of, Vector) and of.time is not None else []
        return self._table(called(of.name), (*time, *e.at))

    def _table(self, name: str, at: Sequence[Any]) -> str:
        name += "_at" * (name in self.renamed)
        self.bases[name] = None
        return f"{name}[{', '.join(map(self._print, at))}]"

    def _derivative(self, of: Response | Sensitivity, at: Sequence[Any]) -> str:
        """The derivative of one entry by another: a table over the times and units of both."""
        by: Any = of.wrt if isinstance(of, Response) else of.weight
        ways = {"all": "d", "step": "p", "states": "p", "equation": "i"}
        kind = ways[of.through] if isinstance(of, Response) else "d"
        inner = by.of if isinstance(by, Entry) else by
        times = [v.time for v in (of.of, by) if isinstance(v, Vector) and v.time is not None]
        units = [*at, *(by.at if isinstance(by, Entry) else ())]
        return self._table(f"{kind}_{called(of.of.name)}_{called(inner.name)}", (*times, *units))

    def _print_Total(self, e: Total) -> str:
        return str(self._print(in_components(e)))

    def _print_Derivative(self, e: Derivative) -> str:
        try:
            return super()._print_Derivative(e)
        except Unsayable:  # of a function that may be any
            return f"Derivative({', '.join(map(self._print, (e.expr, *e.variables)))})"

    def _print_Indexed(self, e: Indexed) -> str:
        return self._table(called(str(e.base.label)), e.indices)

    def _print_AppliedUndef(self, e: AppliedUndef) -> str:
        word = called(type(e).__name__)
        self.functions.setdefault(word, f'{word} = Function("{word}")')
        return f"{word}({', '.join(map(self._print, e.args))})"

    def _defined(self, f: type[Elementwise]) -> str:
        if f.stand_in is None:
            return super()._defined(f)
        word = called(f.__name__)
        self.functions.setdefault(word, f'{word} = Function("{word}")')
        return word

    def _print_Slope(self, e: Slope) -> str:
        y: Any = e.args[0]
        if type(y).stand_in is None:
            return super()._print_Slope(e)
        word = called(type(y).__name__) + SLOPE
        self.functions.setdefault(word, f'{word} = Function("{word}")')
        return f"{word}({self._print(y.args[0])})"

    def _print_Piecewise(self, e: Piecewise) -> str:
        branches = (f"({self._print(value)}, {self._print(when)})" for value, when in e.args)
        return f"Piecewise({', '.join(branches)})"

    def _print_Relational(self, e: Relational) -> str:
        return f"{type(e).__name__}({self._print(e.lhs)}, {self._print(e.rhs)})"

    def _print_Sum(self, e: Sum) -> str:
        return self._over("Sum", e)

    def _print_Product(self, e: Product) -> str:
        return self._over("Product", e)

    def _over(self, word: str, e: Sum | Product) -> str:
        with self.within(e) as apart:
            limits = (f"({', '.join(map(self._print, limit))})" for limit in apart.limits)
            return f"{word}({self._print(apart.function)}, {', '.join(limits)})"
