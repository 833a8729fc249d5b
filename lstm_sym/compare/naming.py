"""The signals and weights of B by the names of those of A whose parts they play."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, MatMul, Symbol

from ..calculus.normal import normal, same
from ..language.cell import Cell, Parameter, t
from ..language.operators import Matrix
from ..language.shapes import ShapeError, shape
from ..language.vectors import MARKS, Vector
from .alignment import alignment
from .matching import Matching
from .odd import copy
from .system import System, system
from .weights import weights

FOREIGN = " of the other"


@dataclass(frozen=True)
class Naming:
    """The names of B in those of A, for ``signals`` and for ``weights``; what has no part has none.

    Both cells have every pre-activation named.
    """

    a: Cell
    b: Cell
    signals: Mapping[str, str]
    weights: Mapping[str, str]

    def said(self, e: Any) -> Any:
        """An expression or operator of B in the names of A; foreign names are marked.

        Raises ShapeError if the sizes do not fit.
        """
        sizes: dict[Any, Any] = {}
        for theirs, ours in self.signals.items():
            pair = shape(self.b.signal(theirs)(t)), shape(self.a.signal(ours)(t))
            sizes |= dict(zip(*pair, strict=True))
        put: dict[Any, Any] = dict(sizes)
        for v in e.atoms(Vector):
            put[v] = Vector(self._of(v.name), *(arg.xreplace(sizes) for arg in v.args[1:]))
        for W in e.atoms(Matrix):
            rows, cols = (size.xreplace(sizes) for size in W.args[1:3])
            put[W] = Matrix(self._of(W.name), rows, cols, W.args[3])
        known = {p.name for p in self.b.parameters if isinstance(p, Symbol)}
        for s in e.free_symbols:
            if s.name in known:
                put[s] = Symbol(self._of(s.name), **s.assumptions0)
        return e.xreplace(put)

    def _of(self, name: str) -> str:
        mark = next((m for m in MARKS if name.endswith(m)), "")
        bare = name.removesuffix(mark)
        return self.signals.get(bare, self.weights.get(bare, bare + FOREIGN)) + mark

    def equal(self, theirs: Any, ours: Any) -> bool:
        """Whether an expression or operator of B is one of A, but for names."""
        try:
            return same(self.said(theirs), ours)
        except ShapeError:
            return False


def naming(a: Cell, b: Cell) -> Naming:
    """Align two cells whose pre-activations are named."""
    ours, theirs = system(a), system(b)
    pairs = alignment(ours, theirs)
    signals: dict[str, str] = {}
    for u, v in pairs.items():
        signals |= _beside(_names(theirs, u), _names(ours, v))
        signals |= _beside(_net(theirs, u), _net(ours, v))
    rest = {s.name for s in a.computed} - set(signals.values())
    signals |= {s.name: s.name for s in b.computed if s.name in rest and s.name not in signals}
    chosen = weights(ours, theirs, Matching(pairs, dict.fromkeys(pairs, 1), {}))
    return Naming(a, b, signals, _one_to_one(chosen.items(), a, b))


def _names(s: System, v: Expr) -> list[str]:
    return [v.name] if v in s.inputs else s.names(v)


def _net(s: System, v: Expr) -> list[str]:
    """The signals that are the argument of a squashed vector, as the cell writes it."""
    equation = s.equations.get(v)
    if equation is None or equation.written is None:
        return []
    speed = copy(equation.written).speed
    return [name for name, e in s.meaning.items() if normal(speed * e - equation.body) == 0]


def _beside(theirs: Iterable[str], ours: Iterable[str]) -> dict[str, str]:
    """Names side by side, those that are the same first."""
    both = [name for name in theirs if name in ours]
    rest = ([name for name in side if name not in both] for side in (theirs, ours))
    return dict(zip(both, both, strict=True)) | dict(zip(*rest, strict=False))


def _one_to_one(chosen: Iterable[tuple[Parameter, Any]], a: Cell, b: Cell) -> dict[str, str]:
    """The weights that are a multiple of one of A; those left over that share its name too."""
    found: dict[str, str] = {}
    for p, made in chosen:
        of = _without_factor(made)
        if type(of) is type(p) and of.name not in found.values():
            found[p.name] = of.name
    free = {(p.name, type(p)) for p in a.parameters if p.name not in found.values()}
    left = [p.name for p in b.parameters if p.name not in found and (p.name, type(p)) in free]
    return found | dict(zip(left, left, strict=True))


def _without_factor(made: Any) -> Any:
    if isinstance(made, Expr):
        return made.as_coeff_Mul()[1]
    if isinstance(made, MatMul):
        _, operators = made.as_coeff_matrices()
        return operators[0] if len(operators) == 1 else made
    return made
