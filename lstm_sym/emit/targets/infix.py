"""Pointwise expressions as they are written between operators, in the words of a target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Add, Expr, Mul, Piecewise, Pow, Rational, Symbol
from sympy.core.relational import Relational

from ...language.activations import Elementwise
from ...language.vectors import Vector
from ..fold import as_tanh
from ..refine import EmitError

SUM, TERM, ATOM = range(3)


@dataclass(frozen=True)
class Words:
    """The words of a target: how numbers, functions and choices are written.

    ``functions`` are those of SymPy by name, ``activations`` templates in ``{z}`` where a target
    has better than the definition.
    """

    functions: Mapping[str, str]
    activations: Mapping[str, str]
    choice: str = "where({test}, {yes}, {no})"
    number: Callable[[Rational], str] = lambda q: decimal(q)


def decimal(q: Rational) -> str:
    """A rational as a floating-point literal, as a quotient where it has no short one."""
    if q.is_Integer:
        return f"{int(q)}.0"
    if q.q & (q.q - 1) == 0 and q.q <= 1024:
        return repr(float(q))
    return f"({int(q.p)}.0 / {int(q.q)}.0)"


class Infix:
    """A writer of pointwise expressions; ``leaf`` gives the word for a vector or a number."""

    def __init__(self, words: Words, leaf: Callable[[Any], str]) -> None:
        self.words, self.leaf = words, leaf

    def __call__(self, e: Expr, around: int = SUM) -> str:
        """Return ``e`` as text, in brackets where what is around it binds more tightly."""
        text, own = self._written(e)
        return f"({text})" if own < around else text

    def _written(self, e: Expr) -> tuple[str, int]:
        if isinstance(e, Vector | Symbol):
            return self.leaf(e), ATOM
        if e.is_Rational:
            return self.words.number(e), SUM if e < 0 else ATOM
        if e.is_number and not e.has(Elementwise, Piecewise):
            return repr(float(e)), ATOM if e.is_nonnegative else SUM
        if isinstance(e, Add):
            return self._sum(e), SUM
        if isinstance(e, Mul):
            return self._product(e)
        if isinstance(e, Pow) and e.exp.is_Integer:
            return self._power(e)
        if isinstance(e, Pow) and e.exp == Rational(1, 2):
            return f"{self.words.functions['sqrt']}({self(e.base)})", ATOM
        if isinstance(e, Elementwise):
            return self.activated(type(e), self(e.args[0])), ATOM
        if isinstance(e, Piecewise):
            return self._choice(e), ATOM
        word = self.words.functions.get(e.func.__name__)
        if word is None:
            raise EmitError(f"no program is written of {e.func.__name__}, in {e}")
        return f"{word}({', '.join(self(a) for a in e.args)})", ATOM

    def activated(self, f: Any, z: str) -> str:
        """An activation of what ``z`` says."""
        template = self.words.activations.get(f.__name__)
        if template is not None:
            return template.format(z=z)
        place = Symbol("z")
        parts = as_tanh(f)
        body = f.definition(place) if parts is None else _tanh(place, *parts)
        known = self.leaf
        own = Infix(self.words, lambda v: f"({z})" if v == place else known(v))
        return f"({own(sympy.sympify(body))})"

    def _sum(self, e: Add) -> str:
        terms = sorted(e.args, key=negative)
        text = self(terms[0])
        for term in terms[1:]:
            minus = negative(term)
            text += f" - {self(-term, TERM)}" if minus else f" + {self(term, TERM)}"
        return text

    def _product(self, e: Mul) -> tuple[str, int]:
        factor, rest = e.as_coeff_Mul()
        if factor == -1:
            return f"-{self(rest, ATOM)}", SUM
        if factor.is_Rational and factor.p == 1 and factor.q != 1:
            return f"{self(rest, TERM)} / {self.words.number(Rational(factor.q))}", TERM
        return " * ".join(self(a, ATOM) for a in e.args), TERM

    def _power(self, e: Pow) -> tuple[str, int]:
        many = int(e.exp)
        if many < 0:
            return f"{self.words.number(sympy.S.One)} / {self(e.base**-many, ATOM)}", TERM
        return " * ".join([self(e.base, ATOM)] * many), TERM

    def _choice(self, e: Piecewise) -> str:
        text = self(e.args[-1].args[0])
        for value, test in reversed(e.args[:-1]):
            if not isinstance(test, Relational):
                raise EmitError(f"no program is written of the condition {test}")
            sides = [self(side) for side in test.args]
            said = f"{sides[0]} {test.rel_op} {sides[1]}"
            text = self.words.choice.format(test=said, yes=self(value), no=text)
        return text


def negative(term: Expr) -> bool:
    """Whether a term is written with a minus sign."""
    return bool(term.as_coeff_Mul()[0].is_negative)


def _tanh(z: Symbol, a: Expr, b: Expr, c: Expr) -> Expr:
    return b * sympy.tanh(a * z) + c
