"""Program: an expression as a list of operations, run in any arithmetic that encloses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr, Symbol

from .arithmetic import Arithmetic

Operation = tuple[Callable[..., Any], tuple[int, ...]]
Value = Any


class Unenclosed(TypeError):
    """An expression made of something that no arithmetic here encloses."""


class Program:
    """Expressions without activations, to be evaluated many times.

    They are made of rational numbers, symbols, pi, + * and whole powers, roots of positive
    numbers, exp, log, erf, hyperbolic functions and absolute values; Unenclosed otherwise.
    """

    def __init__(self, outputs: Sequence[Expr], inputs: Sequence[Symbol]) -> None:
        self._inputs = {s: i for i, s in enumerate(inputs)}
        self._operations: list[tuple[Expr, Operation]] = []
        self._place: dict[Expr, int] = dict(self._inputs)
        self._constants: dict[Any, dict[int, Value]] = {}
        self._outputs = [self._add(e) for e in outputs]

    def __call__(self, work: Arithmetic, *inputs: Value) -> list[Value]:
        """Return what the outputs are for these enclosures of the inputs."""
        values: list[Value] = list(inputs)
        known = self._constants.setdefault((work.name, work.digits), {})
        with work.working():
            for i, (e, (operation, places)) in enumerate(self._operations):
                if i in known:
                    values.append(known[i])
                    continue
                found = operation(work, *(values[k] for k in places))
                if not e.free_symbols:
                    known[i] = found
                values.append(found)
        return [values[k] for k in self._outputs]

    def __len__(self) -> int:
        """How many operations it takes."""
        return len(self._operations) + 1

    def _add(self, e: Expr) -> int:
        if e not in self._place:
            operation, parts = _operation(e)
            places = tuple(self._add(part) for part in parts)
            self._operations.append((e, (operation, places)))
            self._place[e] = len(self._inputs) + len(self._operations) - 1
        return self._place[e]


def _operation(e: Expr) -> tuple[Callable[..., Any], tuple[Expr, ...]]:
    if e.is_Rational:
        exact = Fraction(int(e.p), int(e.q))
        return lambda work: work.between(exact, exact), ()
    if e is sympy.pi:
        return lambda work: work.pi(), ()
    if e is sympy.E:
        return lambda work, one: work.exp(one), (sympy.S.One,)
    if e.is_Add:
        return lambda work, *terms: sum(terms[1:], terms[0]), e.args
    if e.is_Mul:
        return _product, e.args
    if e.func in FUNCTIONS:
        return FUNCTIONS[e.func], e.args
    if e.is_Pow and e.exp.is_Rational:
        return _power(e)
    raise Unenclosed(f"{e} is not enclosed")


def _product(work: Arithmetic, *factors: Value) -> Value:
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product


def _power(e: Expr) -> tuple[Callable[..., Any], tuple[Expr, ...]]:
    over, under = int(e.exp.p), int(e.exp.q)

    def powered(work: Arithmetic, base: Value) -> Value:
        rooted = base if under == 1 else work.root(base, under)
        found = rooted ** abs(over)
        return found if over > 0 else 1 / found

    if under > 1 and not e.base.is_nonnegative:
        raise Unenclosed(f"{e} is not enclosed")
    return powered, (e.base,)


def _tanh(work: Arithmetic, x: Value) -> Value:
    return 1 - 2 / (1 + work.exp(2 * x))


def _coth(work: Arithmetic, x: Value) -> Value:
    return 1 + 2 / (work.exp(2 * x) - 1)


def _sinh(work: Arithmetic, x: Value) -> Value:
    return (work.exp(x) - work.exp(-x)) / 2


def _cosh(work: Arithmetic, x: Value) -> Value:
    return (work.exp(x) + work.exp(-x)) / 2


def _atanh(work: Arithmetic, x: Value) -> Value:
    return (work.log(1 + x) - work.log(1 - x)) / 2


FUNCTIONS: Mapping[Any, Callable[..., Any]] = {
    sympy.exp: lambda work, x: work.exp(x),
    sympy.log: lambda work, x: work.log(x),
    sympy.erf: lambda work, x: work.erf(x),
    sympy.tanh: _tanh,
    sympy.coth: _coth,
    sympy.sinh: _sinh,
    sympy.cosh: _cosh,
    sympy.sech: lambda work, x: 1 / _cosh(work, x),
    sympy.csch: lambda work, x: 1 / _sinh(work, x),
    sympy.atanh: _atanh,
    sympy.Abs: lambda work, x: abs(x),
}
