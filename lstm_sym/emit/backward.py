"""The backward pass as lines and products: what every error says to what its equation reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Add, Expr, Mul, S, Symbol

from ..calculus.adjoint import gradient
from ..calculus.jacobian import pullback
from ..calculus.outputs import with_outputs
from ..language.cell import Parameter, t
from ..language.operators import Dot, Matrix, Outer
from ..language.vectors import BAR, Total, Vector
from .forward import copies, unheld
from .lines import Entries, Gradient, Item, Line, Outers, Product, lag
from .refine import Refined


@dataclass(frozen=True)
class Said:
    """What the error of ``speaker`` (t) says to a vector at t - lag: coefficient times error.

    For a product A v the coefficient is None: it says A^T error.
    """

    speaker: str
    lag: int
    coefficient: Expr | None
    matrix: Matrix | None = None


@dataclass(frozen=True)
class Backward:
    """The errors of a recurrence, each written by those that have a line of their own."""

    fine: Refined
    label: str

    @cached_property
    def dims(self) -> dict[str, Expr]:
        cell = self.fine.cell
        return {s.name: s.dim for s in (*cell.computed, *cell.inputs)}

    @cached_property
    def said(self) -> dict[str, tuple[Said, ...]]:
        """What is said to every signal and input, nothing by those who hear nothing themselves."""
        cell = self.fine.cell
        found: dict[str, list[Said]] = {name: [] for name in self.dims}
        for u, v in cell.readings:
            e = cell.equations[u]
            if isinstance(e, Dot):
                found[v.name].append(Said(u.name, lag(v), None, e.args[0].T))
            elif (whole := with_outputs(cell, pullback(e, v, u.bar))) != 0:
                found[v.name].append(Said(u.name, lag(v), whole.xreplace({u.bar: S.One})))
        alive = set(cell.outputs)
        while True:
            more = {v for v in found if any(m.speaker in alive for m in found[v])}
            if more <= alive:
                break
            alive |= more
        return {
            name: tuple(m for m in found[name] if m.speaker in alive)
            for name in found
            if name in alive
        }

    def _only(self, name: str) -> Said | None:
        """The one thing that is said to a signal, if it is a multiple of an error at that time."""
        heard = self.said[name]
        if name in self.fine.cell.outputs or len(heard) != 1 or heard[0].coefficient is None:
            return None
        return heard[0] if heard[0].lag == 0 else None

    def canonical(self, name: str) -> str:
        """The signal whose error is that of ``name``, along equations that only add."""
        only = self._only(name)
        alike = only is not None and only.coefficient == 1
        return self.canonical(only.speaker) if only and alike else name

    @cached_property
    def own(self) -> set[str]:
        """The signals whose errors have a line of their own."""
        cell = self.fine.cell
        computed = [u.name for u in cell.computed if u.name in self.said]
        products = [u.name for u, e in cell.equations.items() if isinstance(e, Dot)]
        several = {name for name in computed if self._only(name) is None}
        return several | {self.canonical(name) for name in products if name in self.said}

    def error(self, name: str) -> Expr:
        """The error of a signal at t, by those that have lines; zero if nothing is said to it."""
        if name not in self.said:
            return S.Zero
        only = self._only(name)
        if name in self.own or only is None:
            return Vector(name + BAR, self.dims[name], t)
        return Mul(self._value(only.coefficient), self.error(only.speaker))

    def _value(self, e: Expr | None) -> Expr:
        return S.One if e is None else unheld(e, copies(self.fine))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Lines and products in the order of computing, from the end of a step to its begin."""
        names = [u.name for u in reversed(self.fine.cell.computed)]
        return tuple(
            item for name in names if name in self.own for item in self._items(name, loss=True)
        )

    def to_input(self, name: str) -> tuple[Item, ...]:
        """The items that compute the error of an input."""
        return tuple(self._items(name, loss=False)) if name in self.said else ()

    def _items(self, name: str, loss: bool) -> Iterator[Item]:
        head = Vector(name + BAR, self.dims[name], t)
        ids = self._ids(name)
        terms: list[Expr] = []
        rows: dict[tuple[int, int], list[Said]] = {}
        for m in self.said[name]:
            if m.matrix is not None:
                rows.setdefault((m.lag, self._again(m, rows)), []).append(m)
                continue
            value = Mul(self._value(m.coefficient), self.error(m.speaker))
            if m.lag and not isinstance(value, Vector):
                message = Vector(f"{name}_from_{m.speaker}{_word(m.lag)}", head.dim, t)
                yield Line(message, value, ids)
                value = message
            terms.append(value.xreplace({t: t + m.lag}))
        speaks = loss and name in self.fine.cell.outputs
        for (ago, again), row in sorted(rows.items()):
            alone = len(rows) == 1 and not terms and not speaks and ago == 0
            word = f"{name}_back{_word(ago)}" + f"_{again}" * bool(again)
            message = head if alone else Vector(word, head.dim, t)
            yield Product(
                (message,),
                tuple(m.matrix for m in row if m.matrix is not None),
                tuple(Vector(n + BAR, self.dims[n], t) for n in self._operands(row)),
                (S.One,) * len(row),
                ids,
            )
            if alone:
                return
            terms.append(message.xreplace({t: t + ago}))
        if speaks:
            terms.append(Vector(name, head.dim, t).loss)
        yield Line(head, Add(*terms), ids)

    def _again(self, m: Said, rows: Mapping[tuple[int, int], list[Said]]) -> int:
        """The first row in which the error that a matrix is applied to does not stand already."""
        own = self.canonical(m.speaker)
        many = len([1 for ago, _ in rows if ago == m.lag])
        return next(
            (k for k in range(many) if own not in self._operands(rows[m.lag, k])),
            many,
        )

    def _operands(self, row: list[Said]) -> list[str]:
        return [self.canonical(m.speaker) for m in row]

    def _ids(self, name: str) -> tuple[str, ...]:
        """The equations of the derivation that a line belongs to."""
        part_of = self.fine.part_of
        if name in part_of and part_of[name] != name:
            inner = {u.name: u for u in self.fine.cell.equations}[name]
            read = [v.name for u, v in self.fine.cell.readings if u == inner]
            found = [i for n in dict.fromkeys(read) for i in self._ids(n)]
            return tuple(dict.fromkeys(found))
        own: tuple[str, ...] = (f"{self.label}/error-{name}",)
        only = self._only(name) if name in self.said else None
        while only is not None and only.speaker not in self.own:
            if part_of[only.speaker] == only.speaker:
                own = (*own, f"{self.label}/error-{only.speaker}")
            only = self._only(only.speaker)
        return own

    @cached_property
    def gradients(self) -> tuple[Gradient, ...]:
        """dL/dp for every learnt parameter."""
        return tuple(self._gradient(p) for p in self.fine.cell.learnt)

    def _gradient(self, p: Parameter) -> Gradient:
        ids = (f"{self.label}/gradient-{p.name}",)
        whole = gradient(self.fine.cell, p)
        if isinstance(p, Matrix):
            outers = [] if whole.is_ZeroMatrix else list(whole.at(t).atoms(Outer))
            pairs = [self._pair(*outer.args) for outer in sorted(outers, key=str)]
            return Outers(p.name, tuple(pair for pair in pairs if pair), ids)
        body = whole.function.xreplace({whole.limits[0][0]: t}) if whole != 0 else S.Zero
        bars = {v: self.error(v.name.removesuffix(BAR)) for v in _bars(body)}
        inner = self._value(body).replace(lambda x: isinstance(x, Total), lambda x: x.args[0])
        inner = inner.xreplace(bars)
        terms = Add.make_args(inner) if inner != 0 else ()
        is_number = isinstance(p, Symbol)
        return Entries(p.name, terms if is_number else (inner,) * bool(terms), is_number, ids)

    def _pair(self, x: Vector, y: Vector) -> tuple[Vector, Vector, bool] | None:
        turned = not x.name.endswith(BAR)
        error, psi = (y, x) if turned else (x, y)
        name = error.name.removesuffix(BAR)
        if name not in self.said:
            return None
        name = self.canonical(name)
        return Vector(name + BAR, self.dims[name], t), self._value(psi), turned


def _word(ago: int) -> str:
    return str(ago) if ago >= 0 else f"_ahead{-ago}"


def _bars(e: Expr) -> list[Vector]:
    return [v for v in e.atoms(Vector) if v.name.endswith(BAR)]
