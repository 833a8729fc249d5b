"""How far an expression may be off by rounding: the size of what cancels in it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce, singledispatch
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Add, Expr, MatMul, Mul, Pow, Sum
from sympy.core.basic import Basic

from ..language.activations import Elementwise
from ..language.operators import Dot, Outer
from ..language.shapes import shape
from ..language.sums import OperatorSum
from ..language.vectors import Total
from ..lower.numpy import EPSILON, Env, value
from ..lower.numpy.arrays import bound
from ..lower.numpy.env import whole

Array = NDArray[Any]
EPS, ROUNDS = float(np.finfo(float).eps), 1e3


def rounding(e: Basic, env: Env) -> Any:
    """Return a number above the error of ``value(e, env)``, entry by entry, as a rule of thumb.

    The error of a sum is that of its terms and of their size, of a product relative, of f(z) the
    slope times that of z; whatever else ``e`` is made of is taken as exact but for its last digits.
    """
    return ROUNDS * _off(e, env)


@singledispatch
def _off(e: Basic, env: Env) -> Any:
    return EPS * np.abs(value(e, env))


@_off.register(Add)
def _(e: Add, env: Env) -> Any:
    return sum(_off(a, env) + EPS * np.abs(value(a, env)) for a in e.args)


@_off.register(Sum)
def _(e: Sum, env: Env) -> Any:
    *others, (k, low, high) = e.limits
    if not (low.is_finite and high.is_finite):
        return EPS * np.abs(value(e, env))
    inside = Sum(e.function, *others) if others else e.function
    times = range(whole(low, env), whole(high, env) + 1)
    return _added((inside, env.bind({k: time})) for time in times)


@_off.register(OperatorSum)
def _(e: OperatorSum, env: Env) -> Any:
    low, high = (whole(limit, env) for limit in e.limits)
    return _added((e.body, bound(e, env, time)) for time in range(low, high + 1))


def _added(terms: Iterable[tuple[Basic, Env]]) -> Any:
    return sum((_off(a, env) + EPS * np.abs(value(a, env)) for a, env in terms), 0.0)


@_off.register(Total)
def _(e: Total, env: Env) -> Any:
    (of,) = e.args
    off = _off(of, env) + EPS * np.abs(value(of, env))
    return np.asarray(off).sum(axis=-1)


@_off.register(Outer)
def _(e: Outer, env: Env) -> Any:
    a, b = (np.abs(value(v, env)) for v in e.args)
    off_a, off_b = (_off(v, env) for v in e.args)
    return off_a[..., :, None] * b[..., None, :] + a[..., :, None] * off_b[..., None, :]


@_off.register(Mul)
def _(e: Mul, env: Env) -> Any:
    sizes = [np.abs(np.asarray(value(a, env), complex)) for a in e.args]
    offs = [_off(a, env) for a in e.args]
    total: Any = 0.0
    for k, off in enumerate(offs):
        total = total + reduce(np.multiply, [*sizes[:k], *sizes[k + 1 :]], off)
    return total


@_off.register(Pow)
def _(e: Pow, env: Env) -> Any:
    base, n = value(e.base, env), abs(value(e.exp, env))
    size = np.abs(value(e, env))
    return size * (EPS + n * _off(e.base, env) / np.abs(base))


@_off.register(MatMul)
def _(e: MatMul, env: Env) -> Any:
    factor, operators = e.as_coeff_matrices()
    sizes = [np.abs(value(A, env)) for A in operators]
    offs = [_off(A, env) + EPS * size for A, size in zip(operators, sizes, strict=True)]
    each = (reduce(np.matmul, [*sizes[:k], off, *sizes[k + 1 :]]) for k, off in enumerate(offs))
    return np.abs(value(factor, env)) * sum(each)


@_off.register(Dot)
def _(e: Dot, env: Env) -> Any:
    A, x = e.args
    size = np.abs(np.asarray(value(x, env))) + 0.0
    off = _off(x, env) + EPS * size
    M = np.abs(value(A, env))
    if not shape(x):
        off = np.broadcast_to(off, (M.shape[-1],))
    return np.matmul(M, np.asarray(off)[..., None])[..., 0]


@_off.register(Elementwise)
def _(e: Elementwise, env: Env) -> Any:
    (inner,) = e.args
    z = value(inner, env)
    place = sympy.Dummy(real=True)
    body: Expr = type(e).written(place)
    at = Env({place: z})
    slope = np.imag(value(body, Env({place: np.asarray(z) + EPSILON * 1j}))) / EPSILON
    return _off(body, at) + np.abs(slope) * _off(inner, env)
