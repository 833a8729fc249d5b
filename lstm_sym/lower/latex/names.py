"""Names in LaTeX: letters, marks, bars, times and units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Symbol
from sympy.printing.latex import LatexPrinter

from ...language.operators import Matrix
from ...language.vectors import BAR, LOSS, TARGET, Vector

LETTERS = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = frozenset(LETTERS.split())
DIFFERENTIAL = {
    "all": "d",
    "step": r"\partial",
    "states": r"\partial",
    "equation": r"\partial^{+}",
}


def spelled(name: str) -> str:
    """Return a letter or a word in LaTeX: W, \\alpha, \\mathrm{net}."""
    if name in GREEK:
        return "\\" + name
    if name.endswith("'"):
        return spelled(name[:-1]) + "'"
    return name if len(name) == 1 else rf"\mathrm{{{name}}}"


def marked(mark: str) -> str:
    """Return a subscript or superscript of a name."""
    return mark if len(mark) <= 1 else rf"\mathrm{{{mark}}}".replace("_", ",")


class Names(LatexPrinter):
    """SymPy's printer, taught how signals, matrices and numbers are called."""

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
        over = r"\overline" if len(letter) > 1 and letter not in GREEK else r"\bar"
        tex = f"{over}{{{spelled(letter)}}}" if barred else spelled(letter)
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
