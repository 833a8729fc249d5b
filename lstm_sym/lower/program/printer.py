"""What all program text has in common: names that may be used, functions that must be defined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from keyword import iskeyword
from typing import Any

from sympy import Derivative, Expr, Subs, Symbol
from sympy.core.basic import Basic

from ...language.activations import Elementwise, Slope
from ...language.symbols import number
from ...language.vectors import Vector
from ..text.ring import Level, Ring

SLOPE = "_slope"
INPUT, OUTPUT = number("z"), number("y")


class Unsayable(TypeError):
    """A node that a program text has no words for."""


def called(name: str) -> str:
    """The name as an identifier of Python and of JavaScript."""
    found = re.sub(r"\W", "_", name)
    return f"{found}_" if iskeyword(found) or found in ("function", "var", "new") else found


class Programming(Ring):
    """A printer that collects in ``functions`` the activations it met, in order, with slopes."""

    functions: dict[str, str]
    known: dict[str, str]  # the target's word for a function of SymPy's

    def __init__(self, order: Sequence[str] = ()) -> None:
        super().__init__(order)
        self.functions = {}

    def emptyPrinter(self, expr: Any) -> str:
        raise Unsayable(f"no words for {type(expr).__name__}")

    _print_Basic = emptyPrinter

    def level(self, e: Basic) -> Level:
        """What the plain text leaves open is here a call, which holds together."""
        return Level.POWER if self._is_call(e) else super().level(e)

    def _is_call(self, e: Basic) -> bool:
        return False

    def index(self, e: Any) -> str:
        return str(self._print(e))

    def name(self, e: Vector) -> str:
        """A signal or a constant vector by its name."""
        return called(e.name)

    def _print_Symbol(self, s: Symbol) -> str:
        return called(s.name)

    def _print_Dummy(self, s: Symbol) -> str:
        return called(s.name.lstrip("_"))

    def _print_Function(self, e: Expr) -> str:
        if isinstance(e, Elementwise):
            return f"{self._defined(type(e))}({self._print(e.args[0])})"
        word = self.known.get(type(e).__name__)
        if word is None:
            raise Unsayable(f"no words for {type(e).__name__}")
        return f"{word}({', '.join(map(self._print, e.args))})"

    _print_AppliedUndef = _print_exp = _print_Abs = _print_Max = _print_Min = _print_Function

    def _print_Slope(self, e: Slope) -> str:
        y: Any = e.args[0]
        word = self._defined(type(y)) + SLOPE
        if word not in self.functions:
            slope = type(y).slope(INPUT, OUTPUT)
            self.functions[word] = self.function(word, self._sloped(type(y), slope))
        return f"{word}({self._print(y.args[0])})"

    @staticmethod
    def _sloped(f: type[Elementwise], slope: Any) -> Any:
        """The slope by its argument alone: the output is f of it."""
        return slope.xreplace({OUTPUT: f(INPUT)}) if isinstance(slope, Basic) else slope

    def _defined(self, f: type[Elementwise]) -> str:
        if f.stand_in is not None:
            raise Unsayable(f"{f.__name__} may be any function")
        word = called(f.__name__)
        if word not in self.functions:
            self.functions[word] = ""  # holds its place: a definition may speak of itself
            self.functions[word] = self.function(word, f.definition(INPUT))
        return word

    def function(self, word: str, body: Any) -> str:
        """The definition of a function of z."""
        raise NotImplementedError

    def _print_Derivative(self, e: Derivative) -> str:
        return self._print(_differentiated(e))

    def _print_Subs(self, e: Subs) -> str:
        inside = e.expr.replace(lambda x: isinstance(x, Derivative), _differentiated)
        return self._print(inside.xreplace(dict(zip(e.variables, e.point, strict=True))))


def _differentiated(e: Derivative) -> Expr:
    """The derivative carried out, with every slope by the output."""
    inside = e.expr.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    found = inside.diff(*e.variables)
    if found.has(Derivative):
        raise Unsayable("the derivative of any function")
    return found
