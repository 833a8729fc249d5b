"""value(e, env): numbers, for an expression whose names are given numbers.

Vectors are arrays of shape (..., n) and operators arrays of shape (..., n, m); the leading axes
are a batch, so that many perturbed copies of a network run at once. Real or complex.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, singledispatch
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import (
    Add,
    Derivative,
    Expr,
    Identity,
    ImmutableDenseMatrix,
    Indexed,
    Integer,
    KroneckerDelta,
    MatAdd,
    MatMul,
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
    ZeroMatrix,
)
from sympy.core.basic import Basic
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from ..language.activations import Elementwise, Slope
from ..language.operators import Diag, Dot, Matrix, Norm, Outer, Response, Sensitivity
from ..language.paths import LargestPath, OverEdges, SmallestEdge
from ..language.shapes import shape
from ..language.sums import Binding, Chain, Maximum, OperatorSum, PathSum
from ..language.vectors import Basis, Entry, Total, Vector

Array = NDArray[Any]
EPSILON = 1e-30
LONGEST, ROUNDING = 2000, 1e-17


@dataclass(frozen=True)
class Env:
    """What the names stand for.

    ``symbols`` gives numbers to sizes, times, units and number parameters, ``constant`` arrays to
    matrices and vectors without time, ``signal(name, time)`` an array to a vector at a time, and
    ``response`` an array to a derivative of the running network.
    """

    symbols: Mapping[Symbol, Any] = field(default_factory=dict)
    constant: Mapping[str, Array] = field(default_factory=dict)
    signal: Callable[[str, int], Array] | None = None
    response: Callable[[Any, Env], Array] | None = None

    def bind(self, symbols: Mapping[Symbol, Any]) -> Env:
        """The same names with some symbols given numbers."""
        return Env({**self.symbols, **symbols}, self.constant, self.signal, self.response)


@singledispatch
def value(e: Basic, env: Env) -> Any:
    """Return the number, vector or matrix that ``e`` is in ``env``.

    Raises TypeError for a node that has no value, KeyError for a name that ``env`` lacks.
    """
    raise TypeError(f"no value is known of {type(e).__name__}")


def whole(e: Expr, env: Env) -> int:
    """Return the value of an integer expression."""
    return int(value(sympy.sympify(e), env))


@value.register(Integer)
def _(e: Integer, env: Env) -> int:
    return int(e)


@value.register(Number | NumberSymbol)
def _(e: Number, env: Env) -> Any:
    return float(e)


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
    return base ** int(e.exp) if e.exp.is_Integer else base ** value(e.exp, env)


LARGEST = 700.0


def _exp(z: Any) -> Any:
    """The exponential; a complex one is held below overflow, so that a logistic has a slope."""
    if np.iscomplexobj(z):
        return np.exp(np.where(np.real(z) > LARGEST, LARGEST + 1j * np.imag(z), z))
    with np.errstate(over="ignore"):
        return np.exp(z)


FUNCTIONS: dict[Any, Callable[[Any], Any]] = {
    sympy.exp: _exp,
    sympy.log: np.log,
    sympy.tanh: np.tanh,
    sympy.sinh: np.sinh,
    sympy.cosh: np.cosh,
    sympy.coth: lambda z: 1 / np.tanh(z),
    sympy.sech: lambda z: 1 / np.cosh(z),
    sympy.re: np.real,
    sympy.Abs: np.abs,
    sympy.sin: np.sin,
    sympy.cos: np.cos,
}


@value.register(sympy.Function)
def _(e: Expr, env: Env) -> Any:
    return FUNCTIONS[e.func](value(e.args[0], env))


@value.register(Elementwise)
def _(e: Elementwise, env: Env) -> Any:
    return applied(type(e), value(e.args[0], env))


def applied(f: Any, z: Any) -> Any:
    """Return f(z) in numbers, from the definition of f."""
    place, body = _definition(f)
    return value(body, Env({place: z}))


@lru_cache
def _definition(f: Any) -> tuple[Symbol, Expr]:
    place = sympy.Dummy()
    return place, sympy.sympify(f.definition(place))


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
    """The complex step: exact to rounding, and independent of every rule of differentiation."""
    (z,) = e.variables
    return value(e.expr, env.bind({z: value(z, env) + EPSILON * 1j})).imag / EPSILON


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


@value.register(Vector)
def _(e: Vector, env: Env) -> Array:
    if e.time is None:
        return env.constant[e.name]
    if env.signal is None:
        raise KeyError(e.name)
    return env.signal(e.name, whole(e.time, env))


@value.register(Matrix)
def _(e: Matrix, env: Env) -> Array:
    numbers = env.constant[e.name]
    return np.swapaxes(numbers, -1, -2) if e.is_transposed else numbers


@value.register(Diag)
def _(e: Diag, env: Env) -> Array:
    n = whole(e.args[1], env)
    v = np.asarray(value(e.args[0], env))
    return np.eye(n) * (np.broadcast_to(v, (n,)) if v.ndim == 0 else v)[..., None, :]


@value.register(Outer)
def _(e: Outer, env: Env) -> Array:
    return value(e.args[0], env)[..., :, None] * value(e.args[1], env)[..., None, :]


@value.register(Dot)
def _(e: Dot, env: Env) -> Array:
    A, x = value(e.args[0], env), np.asarray(value(e.args[1], env))
    if x.ndim == 0:
        x = np.broadcast_to(x, (A.shape[-1],))
    return np.matmul(A, x[..., None])[..., 0]


@value.register(Identity)
def _(e: Identity, env: Env) -> Array:
    return np.eye(whole(e.args[0], env))


@value.register(ZeroMatrix)
def _(e: ZeroMatrix, env: Env) -> Array:
    return np.zeros([whole(size, env) for size in e.shape])


@value.register(MatAdd)
def _(e: MatAdd, env: Env) -> Array:
    return sum((value(a, env) for a in e.args[1:]), value(e.args[0], env))


@value.register(MatMul)
def _(e: MatMul, env: Env) -> Array:
    factor, operators = e.as_coeff_matrices()
    out = value(operators[0], env)
    for A in operators[1:]:
        out = np.matmul(out, value(A, env))
    return out if factor == 1 else value(factor, env) * out


def bound(e: Binding, env: Env, *values: int) -> Env:
    """The names with the bound variables of ``e`` given numbers."""
    return env.bind(dict(zip(e.bound_symbols, values, strict=True)))


@value.register(Chain)
def _(e: Chain, env: Env) -> Array:
    out = np.eye(whole(e.shape[0], env))
    for m in range(1, whole(e.length, env) + 1):
        factor = value(e.body, bound(e, env, m))
        out = np.matmul(out, factor) if e.ascending else np.matmul(factor, out)
    return out


@value.register(OperatorSum)
def _(e: OperatorSum, env: Env) -> Array:
    low, high = (whole(limit, env) for limit in e.limits)
    zero = np.zeros([whole(size, env) for size in e.shape])
    return sum((value(e.body, bound(e, env, k)) for k in range(low, high + 1)), zero)


@value.register(PathSum)
def _(e: PathSum, env: Env) -> Any:
    (u, v), q, n = (whole(x, env) for x in e.ends), whole(e.length, env), whole(e.width, env)
    along = {u: 1.0}
    for m in range(1, q + 1):
        ends = range(1, n + 1) if m < q else [v]
        along = {
            j: sum(x * value(e.body, bound(e, env, i, j, m)) for i, x in along.items())
            for j in ends
        }
    return along[v]


@value.register(LargestPath)
def _(e: LargestPath, env: Env) -> Any:
    (u, v), q, n = (whole(x, env) for x in e.ends), whole(e.length, env), whole(e.width, env)
    best = {u: 1.0}
    for m in range(1, q + 1):
        ends = range(1, n + 1) if m < q else [v]
        best = {
            j: max(x * abs(value(e.body, bound(e, env, i, j, m))) for i, x in best.items())
            for j in ends
        }
    return best[v]


@value.register(OverEdges)
def _(e: OverEdges, env: Env) -> Any:
    q, n = whole(e.length, env), whole(e.width, env)
    units = range(1, n + 1)
    edges = [
        abs(value(e.body, bound(e, env, i, j, m)))
        for i in units
        for j in units
        for m in range(1, q + 1)
    ]
    return min(edges) if isinstance(e, SmallestEdge) else max(edges)


@value.register(ImmutableDenseMatrix)
def _(e: ImmutableDenseMatrix, env: Env) -> Array:
    """An explicit matrix; a number of a batch has an axis for the entries of a vector."""
    numbers = [np.asarray(value(x, env)) for x in e.flat()]
    flat = np.stack(np.broadcast_arrays(*[x[..., 0] if x.ndim else x for x in numbers]), axis=-1)
    return flat.reshape(*flat.shape[:-1], *e.shape)


@value.register(Entry)
def _(e: Entry, env: Env) -> Any:
    at = tuple(whole(i, env) - 1 for i in e.at)
    return value(e.of, env)[(..., *at)]


@value.register(Total)
def _(e: Total, env: Env) -> Any:
    return value(e.args[0], env).sum(axis=-1)


@value.register(Basis)
def _(e: Basis, env: Env) -> Array:
    unit, n = (whole(a, env) for a in e.args)
    return np.eye(n)[unit - 1]


@value.register(Norm)
def _(e: Norm, env: Env) -> Any:
    p = float(value(e.args[1], env))
    axes = -1 if len(shape(e.args[0])) == 1 else (-2, -1)
    return np.linalg.norm(value(e.args[0], env), ord=p, axis=axes)


@value.register(Maximum)
def _(e: Maximum, env: Env) -> Any:
    low, high = (whole(limit, env) for limit in e.limits)
    return max(value(e.body, bound(e, env, k)) for k in range(low, high + 1))


@value.register(Response | Sensitivity)
def _(e: Response | Sensitivity, env: Env) -> Array:
    if env.response is None:
        raise KeyError(str(e))
    return env.response(e, env)
