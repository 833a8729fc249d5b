"""The derived gradient against the tangent, in whole numbers modulo a prime: no rounding at all.

Of an activation only its slope rule is used, f' as a polynomial in z and f(z); its values are drawn
at random, the same for the same argument. An identity that follows from the rules holds for all
values; one that does not fails but for a chance of about degree / P.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, singledispatchmethod
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Expr, MatAdd, Mul, Pow, Rational, Sum, Symbol, ZeroMatrix
from sympy.core.basic import Basic

from ..calculus.adjoint import T, adjoint, gradient
from ..language.activations import Elementwise, heaviside, hold, identity, inv, relu
from ..language.cell import Cell, Parameter, t
from ..language.operators import Dot, Matrix, Outer
from ..language.shapes import shape
from ..language.sums import OperatorSum
from ..language.vectors import BAR, LOSS, Ones, Total, Vector

Array = NDArray[Any]
P = 2**61 - 1
STEPS, SEED, KEPT = 3, 1997, 64


class Unheard(TypeError):
    """An expression that has no value modulo a prime."""


@dataclass(frozen=True)
class Dual:
    """A residue and its derivative along one direction."""

    at: Array
    by: Array


@dataclass
class Field:
    """Random residues for every name, and random values for every activation."""

    cell: Cell
    seed: int
    direction: Parameter | None = None
    sizes: dict[Symbol, int] = field(default_factory=dict)
    _known: dict[Any, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        free = sorted((s for s in self.cell.sizes if isinstance(s, Symbol)), key=str)
        self.sizes = {s: k + 2 for k, s in enumerate(free)}

    def drawn(self, key: Any, dims: tuple[Any, ...]) -> Array:
        """The residues that go by a key, always the same for a seed."""
        if key not in self._known:
            dice = Random(f"{self.seed} {key}")
            dims = tuple(int(self.sizes.get(d, d)) for d in dims)
            many = int(np.prod(dims, dtype=int))
            flat = np.array([dice.randrange(P) for _ in range(many)], dtype=object)
            self._known[key] = flat.reshape(dims)
        return self._known[key]

    def parameter(self, p: Parameter) -> Array:
        """The residues of a parameter."""
        return self.drawn(p.name, () if isinstance(p, Symbol) else shape(p))

    def kick(self, p: Parameter) -> Array:
        """The direction in which a parameter moves: zero if fixed, or another is asked for."""
        asked = self.cell.learnt if self.direction is None else (self.direction,)
        if p.name in {q.name for q in asked}:
            return self.drawn(f"kick of {p.name}", () if isinstance(p, Symbol) else shape(p))
        return np.zeros(np.shape(self.parameter(p)), dtype=object)

    def output(self, f: str, z: Array) -> Array:
        """A value of f for every entry of z: random, the same for the same entry."""
        return np.array(
            [int(self.drawn((f, int(x)), ())) for x in np.ravel(z)], dtype=object
        ).reshape(np.shape(z))


class Forward:
    """The run and its tangent: every signal at every time, as duals."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.known: dict[tuple[str, int], Dual] = {}
        for time, heads in field.cell.schedule(STEPS):
            for u in heads:
                found = self.dual(field.cell.equations[u], time)
                zero = np.zeros(int(field.sizes.get(u.dim, u.dim)), dtype=object)
                self.known[u.name, time] = Dual((found.at + zero) % P, (found.by + zero) % P)

    def signal(self, v: Vector, time: int) -> Dual:
        """A signal that is computed, or drawn and at rest."""
        if (v.name, time) not in self.known:
            at = self.field.drawn((v.name, time), (v.dim,))
            self.known[v.name, time] = Dual(at, np.zeros(at.shape, dtype=object))
        return self.known[v.name, time]

    @singledispatchmethod
    def dual(self, e: Basic, time: int) -> Dual:
        """The value and the tangent of an expression at a time."""
        raise Unheard(type(e).__name__)

    @dual.register
    def _(self, e: Rational, time: int) -> Dual:
        return Dual(_residue(e), _zero())

    @dual.register
    def _(self, e: Symbol, time: int) -> Dual:
        return Dual(self.field.parameter(e), self.field.kick(e))

    @dual.register
    def _(self, e: Vector, time: int) -> Dual:
        if e.time is None:
            return Dual(self.field.parameter(e), self.field.kick(e))
        return self.signal(e, int(e.moment.xreplace({t: time})))

    @dual.register
    def _(self, e: Add, time: int) -> Dual:
        parts = [self.dual(a, time) for a in e.args]
        found = Dual(_zero(), _zero())
        for part in parts:
            found = Dual((found.at + part.at) % P, (found.by + part.by) % P)
        return found

    @dual.register
    def _(self, e: Mul, time: int) -> Dual:
        found = Dual(_residue(Rational(1)), _zero())
        for a in e.args:
            part = self.dual(a, time)
            found = Dual(found.at * part.at % P, (found.by * part.at + found.at * part.by) % P)
        return found

    @dual.register
    def _(self, e: Pow, time: int) -> Dual:
        return self.dual(Mul(*[e.base] * _whole(e), evaluate=False), time)

    @dual.register
    def _(self, e: Dot, time: int) -> Dual:
        W, x = e.args[0], self.dual(e.args[1], time)
        if not isinstance(W, Matrix):
            raise Unheard(type(W).__name__)
        A, dA = (m(W.T if W.is_transposed else W) for m in (self.field.parameter, self.field.kick))
        if W.is_transposed:
            A, dA = A.T, dA.T
        ones = np.ones(A.shape[1], dtype=object)
        return Dual(A @ (x.at * ones) % P, (dA @ (x.at * ones) + A @ (x.by * ones)) % P)

    @dual.register
    def _(self, e: Elementwise, time: int) -> Dual:
        z = self.dual(e.args[0], time)
        y = _activated(self.field, type(e), z.at)
        return Dual(y, _slope(self.field, type(e), z.at, y) * z.by % P)


class Backward:
    """The derived adjoint and gradients on a run; the loss speaks random residues."""

    def __init__(self, forward: Forward) -> None:
        self.forward, self.field = forward, forward.field
        self.errors: dict[tuple[str, int], Array] = {}
        system = adjoint(self.field.cell)
        for time, heads in reversed(tuple(self.field.cell.schedule(STEPS))):
            for u in reversed(heads):
                zero = np.zeros(int(self.field.sizes.get(u.dim, u.dim)), dtype=object)
                self.errors[u.name, time] = (self.value(system[u.bar], time) + zero) % P

    def gradient(self, p: Parameter) -> Array:
        """dL/dp by the derived formula."""
        return np.asarray(self.value(gradient(self.field.cell, p), 0)) % P

    def loss(self, name: str, time: int) -> Array:
        """What the loss says of an output."""
        return self.field.drawn((name + LOSS, time), (self.field.cell.signal(name).dim,))

    def _vector(self, v: Vector, time: int) -> Array:
        within = 1 <= time <= STEPS
        if v.name.endswith(LOSS):
            return self.loss(v.name.removesuffix(LOSS), time) if within else _zero()
        if v.name.endswith(BAR):
            return self.errors[v.name.removesuffix(BAR), time] if within else _zero()
        return self.forward.signal(v, time).at

    @singledispatchmethod
    def value(self, e: Basic, time: int) -> Any:
        """The residue of an expression at a time."""
        raise Unheard(type(e).__name__)

    @value.register
    def _(self, e: Rational, time: int) -> Any:
        return _residue(e)

    @value.register
    def _(self, e: Symbol, time: int) -> Any:
        return self.field.parameter(e)

    @value.register
    def _(self, e: Vector, time: int) -> Any:
        if e.time is None:
            return self.field.parameter(e)
        return self._vector(e, int(e.moment.xreplace({t: time})))

    @value.register(Add)
    @value.register(MatAdd)
    def _(self, e: Basic, time: int) -> Any:
        return sum(self.value(a, time) for a in e.args) % P

    @value.register
    def _(self, e: Mul, time: int) -> Any:
        found: Any = 1
        for a in e.args:
            found = found * self.value(a, time) % P
        return found

    @value.register
    def _(self, e: Pow, time: int) -> Any:
        found, base = 1, self.value(e.base, time)
        for _ in range(_whole(e)):
            found = found * base % P
        return found

    @value.register
    def _(self, e: Matrix, time: int) -> Any:
        return self.field.parameter(e.T).T if e.is_transposed else self.field.parameter(e)

    @value.register
    def _(self, e: Dot, time: int) -> Any:
        A = self.value(e.args[0], time)
        return A @ (self.value(e.args[1], time) * np.ones(A.shape[1], dtype=object)) % P

    @value.register
    def _(self, e: Outer, time: int) -> Any:
        x, y = (self.value(a, time) for a in e.args)
        return x[:, None] * y[None, :] % P

    @value.register
    def _(self, e: Ones, time: int) -> Any:
        return np.ones(int(self.field.sizes.get(e.args[0], e.args[0])), dtype=object)

    @value.register
    def _(self, e: Total, time: int) -> Any:
        return self.value(e.args[0], time).sum() % P

    @value.register
    def _(self, e: ZeroMatrix, time: int) -> Any:
        return np.zeros([int(self.field.sizes.get(d, d)) for d in e.shape], dtype=object)

    @value.register
    def _(self, e: Elementwise, time: int) -> Any:
        return _activated(self.field, type(e), self.value(e.args[0], time))

    @value.register
    def _(self, e: OperatorSum, time: int) -> Any:
        return self._over(e.at(t), *e.limits)

    @value.register
    def _(self, e: Sum, time: int) -> Any:
        (k, low, high), *others = e.limits
        if others:
            raise Unheard("a double sum")
        return self._over(e.function.xreplace({k: t}), low, high)

    def _over(self, body: Basic, low: Expr, high: Expr) -> Any:
        first, last = (int(end.xreplace({T: STEPS})) for end in (low, high))
        return sum(self.value(body, time) for time in range(first, last + 1)) % P


def _activated(field: Field, f: type[Elementwise], z: Array) -> Array:
    """f(z): exact where f is a polynomial or a product, else a random value for every argument."""
    if f in (identity, hold):
        return z
    if f is heaviside:
        return field.output("heaviside", z) % 2
    if f is relu:
        return _activated(field, heaviside, z) * z % P
    if f is inv:
        return np.array([pow(int(x), -1, P) for x in np.ravel(z)], dtype=object).reshape(
            np.shape(z)
        )
    return field.output(f.__name__, z)


def _slope(field: Field, f: type[Elementwise], z: Array, y: Array) -> Any:
    """f'(z) by the slope rule of f, in terms of z and y."""
    at, out = Symbol("at", real=True), Symbol("out", real=True)
    rule = f.slope(at, out)
    return _polynomial(field, rule if isinstance(rule, Basic) else Rational(rule), {at: z, out: y})


def _polynomial(field: Field, e: Basic, known: Mapping[Symbol, Array]) -> Any:
    if isinstance(e, Symbol):
        return known[e]
    if isinstance(e, Rational):
        return _residue(e)
    parts = [_polynomial(field, a, known) for a in e.args]
    ways: dict[type, Callable[[], Any]] = {
        Add: lambda: sum(parts) % P,
        Mul: lambda: np.prod(np.array(np.broadcast_arrays(*parts), dtype=object), axis=0) % P,
    }
    for kind, way in ways.items():
        if isinstance(e, kind):
            return way()
    if isinstance(e, Pow):
        return np.asarray(parts[0], dtype=object) ** _whole(e) % P
    if isinstance(e, Elementwise):
        return _activated(field, type(e), parts[0])
    raise Unheard(f"the slope {e}")


def _whole(e: Pow) -> int:
    if not (e.exp.is_Integer and e.exp > 0):
        raise Unheard(f"the power {e.exp}")
    return int(e.exp)


def _residue(e: Rational) -> Any:
    return np.asarray(int(e.p) * pow(int(e.q), -1, P) % P, dtype=object)


def _dot(x: Any, y: Any) -> Any:
    """The sum of the products of all entries."""
    return np.sum(np.asarray(x * y, dtype=object))


def _zero() -> Any:
    return np.asarray(0, dtype=object)


@lru_cache(maxsize=KEPT)
def holds(cell: Cell, p: Parameter | None = None, seed: int = SEED) -> bool:
    """Whether <dL/dp, dp> is the sum over outputs and times of <h_loss, dh>, modulo P.

    Without ``p``, all learnt parameters move at once. Raises Unheard if the cell holds what has no
    value modulo a prime.
    """
    field = Field(cell, seed, p)
    forward = Forward(field)
    backward = Backward(forward)
    moved = sum(
        _dot(backward.loss(name, time), forward.known[name, time].by)
        for name in cell.outputs
        for time in range(1, STEPS + 1)
    )
    said = sum(_dot(backward.gradient(q), field.kick(q)) for q in cell.learnt if p in (None, q))
    return bool((moved - said) % P == 0)
