"""System: what a cell computes, as polynomials in its states and in odd functions.

Every squashing function is a copy of an odd one, so that 1 - sigma(a) = sigma(-a) and
tanh(a) = 2 sigma(2 a) - 1 are questions of sign; every vector that is neither carried, nor an
output, nor squashed is put in where it is read, and what no output hears is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sympy import Expr

from ..calculus.normal import normal
from ..language.activations import Elementwise
from ..language.cell import Cell, Parameter, t
from ..language.operators import Matrix
from ..language.shapes import shape
from ..language.symbols import number
from ..language.vectors import Vector, vectors
from .odd import copy, passes
from .terms import Term, terms


@dataclass(frozen=True)
class Equation:
    """One vector of a system: ``body`` is its value, or the argument of the function ``squashed``.

    ``is_free`` says that the vector may stand for its own negative: it is no output, and odd in
    what squashes it. ``written`` is the function that the cell writes.
    """

    body: Expr
    squashed: type[Elementwise] | None = None
    is_free: bool = False
    written: type[Elementwise] | None = None


@dataclass(frozen=True)
class System:
    """The equations of a cell in odd functions, and what each signal of the cell is in them.

    ``equations`` maps a state, an output or a squashed vector at time t to its equation, in the
    order of computing; ``meaning`` maps every live signal u(t) of the cell to its value.
    """

    cell: Cell
    equations: Mapping[Expr, Equation]
    meaning: Mapping[str, Expr]

    @cached_property
    def inputs(self) -> tuple[Vector, ...]:
        """The inputs at time t that an output hears."""
        heard = {v.name for e in self.equations.values() for v in e.body.atoms(Vector)}
        return tuple(s(t) for s in self.cell.inputs if s.name in heard)

    @cached_property
    def outputs(self) -> tuple[Vector, ...]:
        """The outputs at time t."""
        return tuple(self.cell.signal(name)(t) for name in self.cell.outputs)

    @cached_property
    def vectors(self) -> tuple[Expr, ...]:
        """Everything that is computed, put in at time t, or fixed."""
        return (*self.fixed, *self.inputs, *self.equations)

    @cached_property
    def inner(self) -> tuple[Expr, ...]:
        """Everything that is computed and is no output."""
        return tuple(u for u in self.equations if u not in self.outputs)

    def kind(self, v: Expr) -> str:
        """What a vector is: fixed, an input, a state, or squashed, and by what."""
        if v in self.fixed:
            return f"fixed {type(v).__name__}"
        if v in self.inputs:
            return "input"
        squashed = self.equations[v].squashed
        return "state" if squashed is None else squashed.__name__

    def function(self, v: Expr) -> type[Elementwise] | None:
        """The function that the cell writes for a squashed vector."""
        return self.equations[v].written

    @cached_property
    def _names(self) -> dict[Expr, list[str]]:
        found: dict[Expr, list[str]] = {}
        for name, value in self.meaning.items():
            for v in copied(value):
                found.setdefault(v, []).append(name)
        return found

    def names(self, v: Expr) -> list[str]:
        """The signals of the cell that are this vector, or 1 minus it, or twice it."""
        return self._names.get(v, [])

    @cached_property
    def _heard(self) -> list[Parameter]:
        bodies = [e.body for e in self.equations.values()]
        names = {w.name for e in bodies for w in (*e.atoms(Matrix, Vector), *e.free_symbols)}
        return [p for p in self.cell.parameters if p.name in names]

    @cached_property
    def weights(self) -> tuple[Parameter, ...]:
        """The learnt parameters that an output hears, in the order of the cell."""
        return tuple(p for p in self._heard if p.name not in self.cell.constants)

    @cached_property
    def fixed(self) -> tuple[Parameter, ...]:
        """The other parameters that an output hears."""
        return tuple(p for p in self._heard if p.name in self.cell.constants)

    @cached_property
    def terms(self) -> Mapping[Expr, list[Term]]:
        """The terms of every equation."""
        weights = frozenset(self.weights)
        return {u: terms(e.body, weights) for u, e in self.equations.items()}


def system(cell: Cell) -> System:
    """Return what a cell computes; the same function of inputs, weights and initial state."""
    return _Reduction(cell, live(cell)).system()


def copied(e: Expr) -> tuple[Vector, ...]:
    """The vector v of which e is a copy p*v + q, for numbers p and q; none if there is no such."""
    inside = e.atoms(Vector)
    if len(inside) != 1 or e.free_symbols - {t, *(v.dim for v in inside)}:
        return ()
    (v,) = inside
    p, q = scale_and_shift(e, v)
    return (v,) if p.is_Rational and q.is_Rational and p != 0 else ()


def scale_and_shift(e: Expr, v: Vector) -> tuple[Expr, Expr]:
    """The p and q of e = p*v + q, for an expanded e."""
    p = e.coeff(v)
    return p, e - p * v


def live(cell: Cell) -> set[str]:
    """The computed signals that an output hears, at once or later."""
    own = {u.name: e for u, e in cell.equations.items()}
    heard, waiting = set(), list(cell.outputs)
    while waiting:
        name = waiting.pop()
        if name in own and name not in heard:
            heard.add(name)
            waiting += [v.name for v in vectors(own[name]) if v.time is not None]
    return heard


@dataclass
class _Reduction:
    cell: Cell
    heard: set[str]
    equations: dict[Expr, Equation] = field(default_factory=dict)
    meaning: dict[str, Expr] = field(default_factory=dict)

    def system(self) -> System:
        carried = {s.name for s in self.cell.carried}
        for u in (u for heads in self.cell.passes for u in heads if u.name in self.heard):
            e = self.cell.equations[u]
            now = {v: self.meaning[v.name] for v in vectors(e) if v.time == t and self._is_own(v)}
            body = self._odd(e.xreplace(now))
            if u.name in self.cell.outputs or (u.name in carried and not self._is_copy(body)):
                self.equations[u] = Equation(body, None, u.name not in self.cell.outputs)
                body = u
            self.meaning[u.name] = body
        return System(self.cell, self._without_copies(), self.meaning)

    def _is_own(self, v: Vector) -> bool:
        return v.name in self.meaning

    def _odd(self, e: Expr) -> Expr:
        """The normal form of e with every squashing function named."""
        found = e.replace(lambda x: isinstance(x, Elementwise), self._named)
        return normal(found)

    def _named(self, call: Elementwise) -> Expr:
        f = type(call)
        if passes(f):
            return call.args[0]
        how = copy(f)
        body = normal(how.speed * call.args[0])
        for name, known in self.equations.items():
            if known.squashed is how.base and body in (known.body, -known.body):
                sign = 1 if body == known.body else -1
                if sign == 1 or how.is_odd:
                    return how.scale * sign * name + how.shift
        label = f"squashed {len(self.equations)}"
        name = Vector(label, *shape(body), t) if shape(body) else number(label)
        self.equations[name] = Equation(body, how.base, how.is_odd, f)
        return how.scale * name + how.shift

    def _is_copy(self, body: Expr) -> bool:
        """Whether a body is a copy of a squashed vector, or of an earlier output."""
        return any(
            bool(self.equations[v].squashed)
            if v in self.equations
            else v.name in self.cell.outputs and v.time != t
            for v in copied(body)
        )

    def _without_copies(self) -> dict[Expr, Equation]:
        """The equations, with a carried copy read as what it is a copy of."""
        copies = {
            name: value
            for name, value in self.meaning.items()
            if not any(isinstance(u, Vector) and u.name == name for u in self.equations)
        }

        def put(e: Expr) -> Expr:
            late = {
                v: copies[v.name].xreplace({t: v.moment})
                for v in vectors(e)
                if v.name in copies and v.time is not None
            }
            return normal(e.xreplace(late)) if late else e

        return {u: replace(e, body=put(e.body)) for u, e in self.equations.items()}
