"""sympy(claim): a formula in components, as plain SymPy that needs nothing of this package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Dummy, Expr, Indexed, Product, Sum, Symbol
from sympy.core.basic import Basic

from ...language.shapes import shape
from ...language.vectors import Entry, Total, Vector
from ..components import entry, in_components
from .printer import INPUT, Programming, Unsayable, called

OWN = "exp log tanh sinh cosh coth sech atanh Abs re sin cos Max Min KroneckerDelta erf"


def sympy(
    sides: Sequence[Basic], at: Sequence[Expr], order: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Return the entries of ``sides`` at some units as text, and the declarations that they want.

    Raises Unsayable for what plain SymPy has no words for.
    """
    printer = PlainSymPy(order)
    try:
        inside = [in_components(entry(e, *at[: len(shape(e))]) if shape(e) else e) for e in sides]
    except TypeError as fault:
        raise Unsayable(str(fault)) from fault
    texts = [printer.doprint(e) for e in inside]
    return texts, printer.declarations()


class PlainSymPy(Programming):
    """Printer of SymPy's own words, with vectors and matrices as IndexedBase."""

    known = {name: name for name in OWN.split()}  # noqa: RUF012

    def __init__(self, order: Sequence[str] = ()) -> None:
        super().__init__(order)
        self.bases: dict[str, None] = {}
        self.numbers: dict[str, Any] = {}

    def declarations(self) -> list[str]:
        """The lines that make names: whole numbers, other numbers, tables, functions.

        Raises Unsayable where one name would be two things.
        """
        names = [*self.numbers, *self.bases, *self.functions]
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
        return [*made, *self.functions.values()]

    def function(self, word: str, body: Any) -> str:
        self.numbers["z"] = INPUT
        return f"{word} = Lambda(z, {self._print(body)})"

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
        if not hasattr(of, "name") or getattr(of, "is_transposed", False):
            raise Unsayable(f"an entry of {type(of).__name__}")
        name = called(of.name)
        self.bases[name] = None
        time = [of.time] if isinstance(of, Vector) and of.time is not None else []
        return f"{name}[{', '.join(map(self._print, (*time, *e.at)))}]"

    def _print_Total(self, e: Total) -> str:
        raise Unsayable("a total within a vector")

    def _print_Indexed(self, e: Indexed) -> str:
        raise Unsayable("a unit of a path")

    def _print_Sum(self, e: Sum) -> str:
        return self._over("Sum", e)

    def _print_Product(self, e: Product) -> str:
        return self._over("Product", e)

    def _over(self, word: str, e: Sum | Product) -> str:
        with self.within(e) as apart:
            limits = (f"({', '.join(map(self._print, limit))})" for limit in apart.limits)
            return f"{word}({self._print(apart.function)}, {', '.join(limits)})"
