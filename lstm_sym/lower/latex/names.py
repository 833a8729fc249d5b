"""Names in LaTeX: letters, marks, bars, times and units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Symbol
from sympy.printing.latex import LatexPrinter

from ...language.operators import Matrix
from ...language.vectors import BAR, LOSS, TARGET, Vector
from ..notation import OWN, Notation

LETTERS = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = frozenset(LETTERS.split())
VARIANTS = frozenset(("vartheta", "varphi"))
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
    if name in VARIANTS:
        return "\\" + name
    return name if len(name) == 1 else rf"\mathrm{{{name}}}"


def marked(mark: str) -> str:
    """Return a subscript or superscript of a name: c, \\phi, \\mathrm{in}, or several of such."""
    return ",".join(map(spelled, mark.split("_"))) if mark else ""


class Names(LatexPrinter):
    """SymPy's printer, taught how signals, matrices and numbers are called."""

    def __init__(self, order: Sequence[str] = (), notation: Notation = OWN) -> None:
        super().__init__({"fold_short_frac": False, "ln_notation": True})
        self.place = {name: i for i, name in enumerate(order)}
        self.notation = notation

    def signal(self, v: Vector, unit: Expr | None = None) -> str:
        own = self.notation
        if v.name.endswith(LOSS):
            inner = self.signal(v.func(v.name.removesuffix(LOSS), *v.args[1:]), unit)
            return rf"\frac{{\partial^{{+}} {own.loss}}}{{\partial {inner}}}"
        if v.time is None and v.name.endswith(BAR):
            of = v.func(v.name.removesuffix(BAR), v.dim)
            return self.gradient(self.signal(of, unit))
        written = own.named(v.name)
        barred, starred = written.endswith(BAR), written.endswith(TARGET)
        name = written.removesuffix(BAR).removesuffix(TARGET)
        letter, _, mark = name.partition("_")
        tex = spelled(letter)
        if name in own.spelled:
            tex, mark = own.spelled[name], ""
        if barred and not own.error:
            over = r"\overline" if len(letter) > 1 and letter not in GREEK else r"\bar"
            tex = f"{over}{{{tex}}}"
        star = r"\ast" if starred else ""
        placed = self.placed(v, tex, mark, star, "" if unit is None else self._print(unit))
        return own.error.replace("#", placed) if barred and own.error else placed

    def placed(self, v: Vector, tex: str, mark: str, star: str, unit: str) -> str:
        """A letter with its mark, the star of a target, its unit and its time, in their places."""
        own, under = self.notation, marked(mark)
        if own.units == "kind" and unit and mark and not mark.isdigit():
            under, unit = f"{under}_{{{unit}}}", ""
        if v.time is None:
            return tex + _index("_", ",".join(filter(None, [under, unit])))
        time = self._print(v.time)
        if own.time == "below":
            above = f"({mark})" if mark[:1].isdigit() else under
            tex += _index("^", above + star)
            return f"{tex}_{{{unit}}}({time})" if unit else f"{tex}_{{{time}}}"
        is_lifted = tex in own.lifted
        below = ",".join(filter(None, ["" if is_lifted else under, unit]))
        above = (under if is_lifted else "") + star
        if own.time == "above":
            return tex + _index("_", below) + _index("^", above + time)
        return tex + _index("^", above) + _index("_", below) + f"({time})"

    def gradient(self, of: str) -> str:
        """The derivative of the loss by what does not change in time."""
        form = self.notation.gradient
        return form.replace("#", of) if form else rf"\frac{{dL}}{{d {of}}}"

    def _print_Vector(self, v: Vector) -> str:
        return self.signal(v)

    def _print_Matrix(self, A: Matrix) -> str:
        if A.name.endswith(BAR):
            return self.gradient(self._print_Matrix(A.func(A.name.removesuffix(BAR), *A.args[1:])))
        tex, mark = self.lettered(A)
        if len(self.kinds(mark)) == 2:
            mark = f"[{mark}]"
        return tex + _index("_", mark) + (r"^{\top}" if A.is_transposed else "")

    def lettered(self, A: Matrix) -> tuple[str, str]:
        """The letter and the mark of a matrix."""
        letter, _, mark = self.notation.named(A.name).partition("_")
        return spelled(letter), marked(mark)

    def _print_Symbol(self, s: Symbol, **options: Any) -> str:
        if s.name.endswith(BAR):
            return self.gradient(self._print_Symbol(Symbol(s.name.removesuffix(BAR))))
        name = self.notation.loss if s.name == "L" else self.notation.number(s.name)
        letter, _, mark = name.lstrip("_").partition("_")
        word = marked(mark) if len(mark) > 1 and mark.replace("_", "").isalpha() else mark
        return spelled(letter) + _index("_", word)

    def weight(self, A: Matrix, later: str, earlier: str) -> str:
        """An entry of a matrix: its mark above, or in brackets the two kinds of units."""
        tex, mark = self.lettered(A)
        kinds = self.kinds(mark)
        if len(kinds) == 2:
            return f"{tex}_{{[{kinds[0]}_{{{later}}},{kinds[1]}_{{{earlier}}}]}}"
        at = f"[{later},{earlier}]" if self.notation.units == "kind" else f"{later} {earlier}"
        return f"{tex}{_index('^', mark)}_{{{at}}}"

    def kinds(self, mark: str) -> list[str]:
        """The kinds of units that a mark names, where a notation has them, the later one first."""
        found = mark.split(",") if self.notation.units == "kind" else []
        return [] if any(kind.isdigit() for kind in found) else found

    def _print_Dummy(self, s: Symbol) -> str:
        return self._print_Symbol(s)


def _index(sign: str, index: str) -> str:
    """A subscript or a superscript, if there is any."""
    return f"{sign}{{{index}}}" if index else ""
