"""Vectors: elements of a commutative ring under the Hadamard product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, S, Symbol, sympify
from sympy.core.symbol import Str

from .shapes import Shape, ShapeError, shape

BAR, LOSS, TARGET = "_bar", "_loss", "_target"
MARKS = (BAR, LOSS, TARGET)


class Vector(Expr):
    """A named vector of R^dim; with a third argument, at that time step.

    Name, dimension and time are SymPy arguments, so replacing t shifts the vector in time.
    """

    is_commutative = True
    is_extended_real = True

    def __new__(cls, name: str | Str, dim: Any, *time: Any) -> Vector:
        label = name if isinstance(name, Str) else Str(name)
        return Expr.__new__(cls, label, sympify(dim), *map(_instant, time))

    @property
    def name(self) -> str:
        return self.args[0].name

    @property
    def dim(self) -> Expr:
        return self.args[1]

    @property
    def time(self) -> Expr | None:
        return self.args[2] if len(self.args) > 2 else None

    @property
    def moment(self) -> Expr:
        """The time of a vector that has one; ValueError for one that is constant."""
        if self.time is None:
            raise ValueError(f"{self} does not change in time")
        return self.time

    @property
    def bar(self) -> Vector:
        """The error dL/dv of this vector v, as a column (denominator layout)."""
        return Vector(self.name + BAR, *self.args[1:])

    @property
    def loss(self) -> Vector:
        """What the loss says to this vector directly, not through later vectors."""
        return Vector(self.name + LOSS, *self.args[1:])

    @property
    def target(self) -> Vector:
        """What this vector ought to be: the loss is half the squared distance from it."""
        return Vector(self.name + TARGET, *self.args[1:])

    def own_shape(self) -> Shape:
        return (self.dim,)

    def _eval_derivative(self, s: Expr) -> Expr:
        return S.Zero

    def _sympystr(self, printer: Any) -> str:
        return self.name if self.time is None else f"{self.name}[{printer._print(self.time)}]"


def _instant(time: Any) -> Expr:
    """A time as a sum, t - q for -(q - t), which SymPy makes of it inside absolute values."""
    time = sympify(time)
    return time.expand() if time.is_Mul else time


@dataclass(frozen=True)
class Signal:
    """A vector that changes in time: ``h(t)`` is the vector h at time t."""

    name: str
    dim: Expr

    def __call__(self, time: Any) -> Vector:
        return Vector(self.name, self.dim, time)

    @property
    def bar(self) -> Signal:
        return Signal(self.name + BAR, self.dim)

    @property
    def loss(self) -> Signal:
        return Signal(self.name + LOSS, self.dim)

    @property
    def target(self) -> Signal:
        return Signal(self.name + TARGET, self.dim)


class Total(Expr):
    """The sum of the entries of a vector, 1^T v: a number, linear in v."""

    is_commutative = True
    is_extended_real = True

    def __new__(cls, v: Any) -> Expr:
        v = sympify(v)
        if v == 0:
            return S.Zero
        if v.is_Add and shape(v):
            (n,) = shape(v)
            return v.func(*[cls(term) if shape(term) else n * term for term in v.args])
        factor, rest = split_number(v)
        if factor != 1:
            return factor * cls(rest)
        if len(shape(v)) != 1:
            raise ShapeError(f"{v}: only a vector has a total")
        return Expr.__new__(cls, v)

    def own_shape(self) -> Shape:
        return ()

    def _eval_derivative(self, s: Expr) -> Expr:
        return Total(self.args[0].diff(s))


def split_number(v: Expr) -> tuple[Expr, Expr]:
    """Split a product into its numbers and its vectors: 2*alpha*f*c -> (2*alpha, f*c)."""
    numbers = [a for a in v.args if shape(a) == ()] if v.is_Mul else []
    factor = v.func(*numbers) if numbers else S.One
    rest = v.func(*[a for a in v.args if shape(a) != ()]) if numbers else v
    return factor, rest


class Basis(Expr):
    """The unit vector e_l of R^n: 1 at unit l, 0 elsewhere."""

    is_commutative = True
    is_extended_real = True

    def __new__(cls, unit: Any, n: Any) -> Basis:
        return Expr.__new__(cls, sympify(unit), sympify(n))

    def own_shape(self) -> Shape:
        return (self.args[1],)

    def _eval_derivative(self, s: Expr) -> Expr:
        return S.Zero


class Ones(Expr):
    """The vector of R^n whose entries are all 1: the unit of the ring, where its size must show."""

    is_commutative = True
    is_extended_real = True

    def __new__(cls, n: Any) -> Ones:
        return Expr.__new__(cls, sympify(n))

    def own_shape(self) -> Shape:
        return (self.args[0],)

    def _eval_derivative(self, s: Expr) -> Expr:
        return S.Zero


class Entry(Expr):
    """An entry of a vector, v_i, or of an operator, A_ij; units count from 1. All of 0 are 0."""

    is_commutative = True
    is_extended_real = True

    def __new__(cls, of: Any, *at: Any) -> Expr:
        if of == 0:
            return S.Zero
        if len(shape(of)) != len(at):
            raise ShapeError(f"{of}: {len(at)} indices for a shape {shape(of)}")
        units = [sympify(i) for i in at]
        for i, n in zip(units, shape(of), strict=True):
            if (i.is_number and not (i.is_Integer and i >= 1)) or (n - i).is_negative:
                raise ShapeError(f"{of}: units are counted from 1 to {n}, not {i}")
        return Expr.__new__(cls, of, *units)

    @property
    def of(self) -> Expr:
        return self.args[0]

    @property
    def at(self) -> tuple[Expr, ...]:
        return self.args[1:]

    def own_shape(self) -> Shape:
        return ()

    def _eval_derivative(self, s: Expr) -> Expr:
        return S.Zero


def vectors(e: Expr) -> list[Vector]:
    """Return the vectors in ``e`` in a fixed order."""
    return sorted(e.atoms(Vector), key=lambda v: (v.name, str(v.time)))


def parameters(e: Expr) -> list[Vector]:
    """Return the vectors in ``e`` that do not change in time."""
    return [v for v in vectors(e) if v.time is None]


def is_number_symbol(s: Symbol) -> bool:
    """A real number that may be learnt, as against a size or a time, which are integers."""
    return s.is_integer is not True
