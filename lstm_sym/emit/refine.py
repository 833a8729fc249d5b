"""refined(cell): every matrix product and every activation inside an equation gets a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sympy import Add, Expr, Mul, Pow, Symbol

from ..language.activations import Elementwise
from ..language.cell import Cell, t
from ..language.operators import Dot, Matrix
from ..language.shapes import shape
from ..language.vectors import Vector, is_number_symbol


class EmitError(ValueError):
    """A cell for which no program can be written: what in it, and why."""


@dataclass(frozen=True)
class Refined:
    """A cell in small steps, and which equation of the original each step is a part of.

    Its equations are of three forms: a product p(t) = A v(t-s), an activation y(t) = f(e), and a
    polynomial; within a polynomial there is neither product nor activation of a vector.
    """

    cell: Cell
    part_of: Mapping[str, str]


def refined(cell: Cell) -> Refined:
    """Return the recurrence with a name for every product, and for every activation inside.

    The same numbers as before under every old name; all carried signals count as outputs, so that
    a loss may speak to each of them. Raises EmitError for what no program is written of.
    """
    steps = _Steps(cell)
    for u, e in cell.equations.items():
        steps.add(u, e)
    seen = dict.fromkeys((*cell.outputs, *(s.name for s in cell.carried)))
    fine = replace(cell, equations=steps.equations, outputs=tuple(seen), text="")
    return Refined(fine, steps.part_of)


@dataclass
class _Steps:
    cell: Cell
    equations: dict[Vector, Expr] = field(default_factory=dict)
    part_of: dict[str, str] = field(default_factory=dict)
    named: dict[Expr, Vector] = field(default_factory=dict)
    home: str = ""

    def __post_init__(self) -> None:
        cell = self.cell
        self.taken = {s.name for s in (*cell.computed, *cell.inputs)}
        self.taken |= {p.name for p in cell.parameters} | {str(n) for n in cell.sizes}

    def add(self, u: Vector, e: Expr) -> None:
        """Take in an equation, its inner steps before it."""
        self.home = u.name
        if isinstance(e, Dot):
            e = Dot(e.args[0], self._operand(e.args[1]))
            self.named.setdefault(e, u)
        elif isinstance(e, Elementwise):
            e = e.func(self.inside(e.args[0]))
            self.named.setdefault(e, u)
        else:
            e = self.inside(e)
        self.equations[u], self.part_of[u.name] = e, u.name

    def inside(self, e: Expr) -> Expr:
        """The expression with names for its products and activations."""
        if isinstance(e, Vector) or e.is_Number:
            return e
        if isinstance(e, Symbol) and is_number_symbol(e):
            return e
        if isinstance(e, Dot):
            A, psi = e.args
            if not isinstance(A, Matrix):
                raise EmitError(f"{self.home}: no program is written of the operator {A}")
            psi = self._operand(psi)
            word = f"{A.name}{'_T' * A.is_transposed}_{psi.name}{_lag(psi)}"
            return self.name(Dot(A, psi), word)
        if isinstance(e, Elementwise):
            inner = self.inside(e.args[0])
            if not shape(e):
                return e.func(inner)
            said = isinstance(inner, Vector)
            word = f"{inner.name}{_lag(inner)}" if said else f"{self.home}_part"
            return self.name(e.func(inner), f"{type(e).__name__}_{word}")
        if isinstance(e, Add | Mul):
            return e.func(*[self.inside(a) for a in e.args])
        if isinstance(e, Pow) and e.exp.is_Integer:
            return e.func(self.inside(e.base), e.exp)
        raise EmitError(f"{self.home}: no program is written of {type(e).__name__}, in {e}")

    def _operand(self, psi: Expr) -> Vector:
        """What a matrix is applied to, by a name."""
        inner = self.inside(psi)
        if not shape(inner):
            raise EmitError(f"{self.home}: a matrix is applied to the number {psi}")
        return inner if isinstance(inner, Vector) else self.name(inner, f"{self.home}_operand")

    def name(self, e: Expr, word: str) -> Vector:
        """The signal that is this expression at time t, made if there is none."""
        if e not in self.named:
            free = next(w for w in _words(word) if w not in self.taken)
            self.taken.add(free)
            self.named[e] = Vector(free, *shape(e), t)
            self.equations[self.named[e]], self.part_of[free] = e, self.home
        return self.named[e]


def _words(word: str) -> list[str]:
    return [word, *(f"{word}_{k}" for k in range(2, 1000))]


def _lag(v: Vector) -> str:
    if v.time in (None, t):
        return ""
    ago = int(t - v.moment)
    return str(ago) if ago > 0 else f"_ahead{-ago}"
