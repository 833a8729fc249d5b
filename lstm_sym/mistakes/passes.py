"""A backward pass as data: what is added up for every error and every gradient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sympy import Add, Expr, MatAdd, S
from sympy.core.basic import Basic

from ..calculus.adjoint import bar, sent, spoken
from ..calculus.outputs import with_outputs
from ..language.activations import Elementwise, Slope, hold, identity
from ..language.cell import Cell, Parameter, t
from ..language.operators import Outer
from ..language.vectors import BAR, Vector, vectors
from ..lower.text import typed


@dataclass(frozen=True)
class Term:
    """One term of an equation: ``e`` as u(t) sends it, heard ``lag`` steps before.

    ``source`` is u(t), and None for what the loss says directly.
    """

    e: Expr
    lag: Expr = S.Zero
    source: Vector | None = None

    def written(self, cell: Cell) -> Expr:
        """The term in the time of its equation, with outputs called by name."""
        e = self.e
        if isinstance(e, Outer):
            left, right = (with_outputs(cell, side) for side in e.args)
            return S.Zero if 0 in (left, right) else Outer(left, right)
        return with_outputs(cell, e).xreplace({t: t + self.lag})


@dataclass(frozen=True)
class Equation:
    """The terms of one equation at time t; a gradient is their sum over the steps 1 to T.

    Of that sum, ``cut`` leaves out so many steps at its beginning and its end, ``last`` keeps only
    the step that is computed last, and ``mean`` divides it by T.
    """

    head: Vector | Expr
    terms: tuple[Term, ...]
    cut: tuple[int, int] = (0, 0)
    last: bool = False
    mean: bool = False

    @property
    def name(self) -> str:
        """The name of the error or the gradient."""
        return str(self.head.name)

    @property
    def of(self) -> str:
        """The name of the signal or parameter."""
        return self.name.removesuffix(BAR)

    @property
    def place(self) -> str:
        """What the equation is of, as a person writes it."""
        return f"dL/d{self.of}" if self.is_gradient else typed(self.head)

    @property
    def is_gradient(self) -> bool:
        """Whether it is of a parameter, not of a signal."""
        return not isinstance(self.head, Vector) or self.head.time is None

    def written(self, cell: Cell) -> Basic:
        """The right side at time t; zero if there is no term."""
        terms = [term.written(cell) for term in self.terms]
        kept = [e for e in terms if e != 0]
        if kept and isinstance(kept[0], Outer):
            return kept[0] if len(kept) == 1 else MatAdd(*kept)
        return Add(*kept)


@dataclass(frozen=True)
class Pass:
    """A backward pass: errors in the order of the cell's equations, then gradients.

    ``deaf`` are the steps whose loss is not heard, counted back from the last.
    """

    cell: Cell
    equations: Mapping[str, Equation]
    deaf: frozenset[int] = field(default_factory=frozenset)

    def put(self, *changed: Equation) -> Pass:
        """The pass with some equations changed."""
        return replace(self, equations={**self.equations, **{e.name: e for e in changed}})


def derived_pass(cell: Cell, through: Cell | None = None) -> Pass:
    """Return the backward pass of a cell; its equations as derived ``through`` another cell.

    Slopes stand as f'(z), so that they can be mistaken.
    """
    origin = _sloped(through or cell)
    errors: dict[str, list[Term]] = {u.name: [] for u in cell.equations}
    for name in cell.outputs:
        errors[name].append(Term(next(u for u in cell.equations if u.name == name).loss))
    for v, u, lag, back in sent(origin):
        if v.name in errors:
            errors[v.name] += [Term(e, lag, u) for e in Add.make_args(_plain(back)) if e != 0]
    found = [Equation(u.bar, tuple(errors[u.name])) for u in cell.equations]
    found += [Equation(bar(p), _said(origin, p)) for p in cell.learnt]
    return Pass(cell, {e.name: e for e in found})


def _said(cell: Cell, p: Parameter) -> tuple[Term, ...]:
    """What is summed over time for the gradient of a parameter."""
    found = []
    for u, e in spoken(cell, p) if p.name in cell.speaking else ():
        whole = _plain(e)
        parts = [whole] if isinstance(whole, Outer) else Add.make_args(whole)
        found += [Term(part, S.Zero, u) for part in parts if part != 0]
    return tuple(found)


_TWINS: dict[type[Elementwise], type[Elementwise]] = {}


def _twin(f: type[Elementwise]) -> type[Elementwise]:
    """The same activation, whose derivative stays a Slope."""
    if f not in _TWINS:
        rule = staticmethod(lambda z, y: Slope(f(z)))
        _TWINS[f] = type(f.__name__, (f,), {"slope": rule, "origin": f})
    return _TWINS[f]


def _sloped(cell: Cell) -> Cell:
    """The cell with every activation that has a slope of its own in place of its twin."""
    flat = (hold, identity)
    equations = {
        u: e.replace(
            lambda x: isinstance(x, Elementwise) and not isinstance(x, flat),
            lambda x: _twin(type(x))(*x.args),
        )
        for u, e in cell.equations.items()
    }
    return replace(cell, equations=equations)


def _plain(e: Expr) -> Expr:
    """The expression with every twin the activation that it stands for."""
    return e.replace(lambda x: hasattr(type(x), "origin"), lambda x: type(x).origin(*x.args))


def heard(whole: Pass, name: str) -> set[str]:
    """The equations that the gradient of a parameter hears within a step, its own included."""
    found = {name + BAR}
    waiting = [name + BAR]
    while waiting:
        for term in whole.equations[waiting.pop()].terms:
            for v in vectors(term.e):
                if v.name.endswith(BAR) and term.lag == 0 and v.name not in found:
                    found.add(v.name)
                    waiting.append(v.name)
    return found
