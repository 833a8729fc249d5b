"""Values of what is pointwise: numbers, functions, sums."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from sympy import (
    Add,
    Derivative,
    Expr,
    Indexed,
    Integer,
    KroneckerDelta,
    Max,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Product,
    Subs,
    Sum,
    Symbol,
)
from sympy.core.basic import Basic
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from ...language.activations import Elementwise, Slope
from .env import EPSILON, Env, value, whole

LONGEST, ROUNDING = 2000, 1e-17


@value.register(Integer)
def _(e: Integer, env: Env) -> int:
    return int(e)


@value.register(Number | NumberSymbol)
def _(e: Number, env: Env) -> Any:
    return float(e)


@value.register(type(sympy.zoo))
def _(e: Expr, env: Env) -> Any:
    """One over zero is no number."""
    return np.nan


@value.register(Symbol)
def _(e: Symbol, env: Env) -> Any:
    return env.symbols[e]


@value.register(Indexed)
def _(e: Indexed, env: Env) -> Any:
    """The unit at which a path is after some steps."""
    return int(env.symbols[e.base.label][whole(e.indices[0], env)])


@value.register(Add)
def _(e: Add, env: Env) -> Any:
    return sum((value(a, env) for a in e.args[1:]), value(e.args[0], env))


@value.register(Mul)
def _(e: Mul, env: Env) -> Any:
    out = value(e.args[0], env)
    for a in e.args[1:]:
        out = out * value(a, env)
    return out


@value.register(Pow)
def _(e: Pow, env: Env) -> Any:
    base = value(e.base, env)
    if e.exp.is_Integer:
        return _whole_power(base, int(e.exp))
    out = base ** value(e.exp, env)
    return np.nan if isinstance(out, complex) and np.isrealobj(base) else out


def _whole_power(base: Any, n: int) -> Any:
    """A whole power; of a complex number by squaring.

    NumPy goes by the logarithm if n is large: of a negative number its angle, about pi, swallows
    the complex step.
    """
    if not np.iscomplexobj(base):
        return base**n
    if n < 0:
        return 1 / _whole_power(base, -n)
    if n == 1:
        return base
    half = _whole_power(base, n // 2) if n > 1 else 1
    return half * half * (base if n % 2 else 1)


LARGEST = 700.0


def _exp(z: Any) -> Any:
    """The exponential; a complex one is held below overflow, so that a logistic has a slope."""
    if np.iscomplexobj(z):
        large = np.real(z) > LARGEST
        return np.exp(np.where(large, LARGEST + 1j * np.imag(z), z) if np.any(large) else z)
    with np.errstate(over="ignore"):
        return np.exp(z)


def _erf(z: Any) -> Any:
    """The error function; of a complex number its expansion to first order in the imaginary part.

    That is exact to rounding for a complex step.
    """
    x = np.real(z)
    known = np.frompyfunc(math.erf, 1, 1)(x)
    real = known.astype(float) if isinstance(known, np.ndarray) else float(known)
    if not np.iscomplexobj(z):
        return real
    return real + 2j * np.imag(z) * np.exp(-(x**2)) / math.sqrt(math.pi)


FUNCTIONS: dict[Any, Callable[[Any], Any]] = {
    sympy.exp: _exp,
    sympy.erf: _erf,
    sympy.tanh: np.tanh,
    sympy.sinh: np.sinh,
    sympy.cosh: np.cosh,
    sympy.coth: lambda z: 1 / np.tanh(z),
    sympy.sech: lambda z: 1 / np.cosh(z),
    sympy.atanh: np.arctanh,
    sympy.re: np.real,
    sympy.Abs: np.abs,
    sympy.sin: np.sin,
    sympy.cos: np.cos,
}


@value.register(sympy.log)
def _(e: Expr, env: Env) -> Any:
    """The logarithm; that of 1 + exp(z) is z + log(1 + exp(-z)), where exp(z) would overflow."""
    one, *others = Add.make_args(e.args[0])
    if one == 1 and len(others) == 1 and isinstance(others[0], sympy.exp):
        z = value(others[0].args[0], env)
        return np.where(np.real(z) > 0, z, 0) + np.log1p(np.exp(np.where(np.real(z) > 0, -z, z)))
    return np.log(value(e.args[0], env))


@value.register(sympy.Function)
def _(e: Expr, env: Env) -> Any:
    if e.func not in FUNCTIONS:
        raise NotImplementedError(f"{e.func} has no numbers here")
    return FUNCTIONS[e.func](value(e.args[0], env))


@value.register(Elementwise)
def _(e: Elementwise, env: Env) -> Any:
    return applied(type(e), value(e.args[0], env))


def applied(f: Any, z: Any) -> Any:
    """Return f(z) in numbers, from the definition of f, or from what stands in for it."""
    place, body = _definition(f)
    return value(body, Env({place: z}))


@lru_cache
def _definition(f: Any) -> tuple[Symbol, Expr]:
    place = sympy.Dummy()
    return place, f.written(place)


@lru_cache
def _slope(f: Any) -> tuple[Symbol, Symbol, Expr]:
    z, y = sympy.Dummy(real=True), sympy.Dummy(real=True)
    return z, y, sympy.sympify(f.slope(z, y))


@value.register(Slope)
def _(e: Slope, env: Env) -> Any:
    f: Any = type(e.args[0])
    at = value(e.args[0].args[0], env)
    z, y, body = _slope(f)
    return value(body, Env({z: at, y: applied(f, at)}))


@value.register(Derivative)
def _(e: Derivative, env: Env) -> Any:
    """The complex step: exact to rounding, and independent of every rule of differentiation.

    Of a higher derivative SymPy takes all but the last.
    """
    *earlier, z = e.variables
    return (
        value(
            e.expr.diff(*earlier) if earlier else e.expr,
            env.bind({z: value(z, env) + EPSILON * 1j}),
        ).imag
        / EPSILON
    )


@value.register(Subs)
def _(e: Subs, env: Env) -> Any:
    places = zip(e.variables, e.point, strict=True)
    return value(e.expr, env.bind({v: value(p, env) for v, p in places}))


@value.register(Piecewise)
def _(e: Piecewise, env: Env) -> Any:
    out = value(e.args[-1].args[0], env)
    for branch, condition in reversed(e.args[:-1]):
        out = np.where(_holds(condition, env), value(branch, env), out)
    return out


def _holds(condition: Basic, env: Env) -> Any:
    if isinstance(condition, BooleanAtom):
        return bool(condition)
    if not isinstance(condition, Relational):
        raise TypeError(f"no value is known of the condition {condition}")
    left, right = (np.real(value(side, env)) for side in condition.args)
    return {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}[
        condition.rel_op
    ](left, right)


@value.register(Max)
def _(e: Max, env: Env) -> Any:
    return np.max([value(a, env) for a in e.args], axis=0)


@value.register(KroneckerDelta)
def _(e: KroneckerDelta, env: Env) -> Any:
    return float(whole(e.args[0], env) == whole(e.args[1], env))


@value.register(Sum | Product)
def _(e: Sum, env: Env) -> Any:
    *others, (k, low, high) = e.limits
    inside = e.func(e.function, *others) if others else e.function
    if high == sympy.oo:
        return _series(inside, k, whole(low, env), env)
    terms = [value(inside, env.bind({k: i})) for i in range(whole(low, env), whole(high, env) + 1)]
    out: Any = 0.0 if isinstance(e, Sum) else 1.0
    for term in terms:
        out = out + term if isinstance(e, Sum) else out * term
    return out


def _series(term: Expr, k: Symbol, first: int, env: Env) -> Any:
    """Add terms until many in a row are lost in rounding: good for what falls geometrically."""
    out, small = 0.0, 0
    for i in range(first, first + LONGEST):
        here = value(term, env.bind({k: i}))
        out, small = out + here, small + 1 if abs(here) <= ROUNDING * max(1, abs(out)) else 0
        if small > 20:
            return out
    raise KeyError(f"no value of a series after {LONGEST} terms")
