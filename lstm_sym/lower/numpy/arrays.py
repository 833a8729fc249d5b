"""Values of vectors and operators, and of the numbers that are made of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from sympy import (
    Expr,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    Transpose,
    ZeroMatrix,
)

from ...language.operators import Diag, Dot, Matrix, Norm, Outer, Response, Sensitivity
from ...language.paths import LargestPath, OverEdges, SmallestEdge
from ...language.shapes import shape
from ...language.spectra import SmallestStretch, SpectralRadius
from ...language.sums import Binding, Chain, Extreme, Minimum, OperatorSum, PathSum
from ...language.tally import Tally
from ...language.vectors import Basis, Entry, Ones, Total, Vector
from .env import Array, Env, value, whole


@value.register(Vector)
def _(e: Vector, env: Env) -> Array:
    if e.time is None:
        return env.constant[e.name]
    if env.signal is None:
        raise KeyError(e.name)
    symbol, lead = _lead(e.time)
    return env.signal(
        e.name, whole(e.time, env) if symbol is None else int(env.symbols[symbol]) + lead
    )


@lru_cache
def _lead(time: Expr) -> tuple[Expr | None, int]:
    """A time as a symbol and a whole number added to it; None if it is not of that form."""
    lead, symbol = time.as_coeff_Add()
    return (symbol, int(lead)) if symbol.is_Symbol and lead.is_Integer else (None, 0)


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
    if x.shape[-1:] != A.shape[-1:] and not shape(e.args[1]):
        x = np.broadcast_to(x, (*x.shape[:-1], A.shape[-1]))
    if A.ndim == 2:
        return np.matmul(x, A.T)
    if A.shape[-3] == 1 and x.ndim > 1:
        return np.matmul(x, np.swapaxes(A[..., 0, :, :], -1, -2))
    return np.matmul(A, x[..., None])[..., 0]


@value.register(Identity)
def _(e: Identity, env: Env) -> Array:
    return np.eye(whole(e.args[0], env))


@value.register(ZeroMatrix)
def _(e: ZeroMatrix, env: Env) -> Array:
    return np.zeros([whole(size, env) for size in e.shape])


@value.register(Inverse)
def _(e: Inverse, env: Env) -> Array:
    return np.linalg.inv(value(e.arg, env))


@value.register(MatPow)
def _(e: MatPow, env: Env) -> Array:
    return np.linalg.matrix_power(value(e.base, env), whole(e.exp, env))


@value.register(Transpose)
def _(e: Transpose, env: Env) -> Array:
    return np.swapaxes(value(e.arg, env), -1, -2)


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
    if isinstance(e.of, ImmutableDenseMatrix):
        place = [_place(i, int(n), env) for i, n in zip(e.at, e.of.shape, strict=True)]
        return value(e.of[tuple(place)], env)
    numbers = value(e.of, env)
    sizes = np.shape(numbers)[-len(e.at) :]
    return one(numbers[(..., *(_place(i, n, env) for i, n in zip(e.at, sizes, strict=True)))])


def one(x: Any) -> Any:
    """A number; each of a batch has an axis, along which the entries of a vector stand."""
    return x[..., None] if np.ndim(x) else x


def _place(unit: Expr, n: int, env: Env) -> int:
    """Where a unit stands in an array; IndexError for one that is not among 1..n."""
    i = whole(unit, env)
    if not 1 <= i <= n:
        raise IndexError(f"unit {i} of {n}")
    return i - 1


@value.register(Total)
def _(e: Total, env: Env) -> Any:
    return one(value(e.args[0], env).sum(axis=-1))


@value.register(Basis)
def _(e: Basis, env: Env) -> Array:
    n = whole(e.args[1], env)
    return np.eye(n)[_place(e.args[0], n, env)]


@value.register(Ones)
def _(e: Ones, env: Env) -> Array:
    return np.ones(whole(e.args[0], env))


@value.register(Norm)
def _(e: Norm, env: Env) -> Any:
    """The norm; of a complex vector the analytic continuation, so that a complex step is right."""
    p, A = float(value(e.args[1], env)), value(e.args[0], env)
    axes = -1 if len(shape(e.args[0])) == 1 else (-2, -1)
    if p == 2 and axes == -1 and np.iscomplexobj(A):
        return np.sqrt((A * A).sum(axis=-1))
    return np.linalg.norm(A, ord=p, axis=axes)


@value.register(SmallestStretch)
def _(e: SmallestStretch, env: Env) -> Any:
    return np.linalg.norm(value(e.args[0], env), ord=-2, axis=(-2, -1))


@value.register(SpectralRadius)
def _(e: SpectralRadius, env: Env) -> Any:
    return np.max(np.abs(np.linalg.eigvals(value(e.args[0], env))), axis=-1)


@value.register(Extreme)
def _(e: Extreme, env: Env) -> Any:
    low, high = (whole(limit, env) for limit in e.limits)
    numbers = [value(e.body, bound(e, env, k)) for k in range(low, high + 1)]
    if not numbers:
        raise IndexError(f"no number from {low} to {high} to be an extreme")
    return min(numbers) if isinstance(e, Minimum) else max(numbers)


@value.register(Response | Sensitivity | Tally)
def _(e: Response | Sensitivity | Tally, env: Env) -> Array:
    if env.response is None:
        raise KeyError(str(e))
    return env.response(e, env)
