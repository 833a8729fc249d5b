"""An expression by its terms: what is multiplied with the weights, and which weights.

Two terms are alike if they have one skeleton: the term with every weight replaced by a hole, and
every signal called as the reader of the skeleton calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from ..language.cell import Parameter, t
from ..language.operators import Dot, Matrix
from ..language.vectors import Ones, Vector

Skeleton: TypeAlias = tuple[Any, ...]
Weights: TypeAlias = tuple[Parameter, ...]


@dataclass(frozen=True)
class Term:
    """A rational factor times a product: a tree with signals and weights for its leaves."""

    factor: Rational
    tree: Skeleton

    def skeleton(self, called: Callable[[Expr], Any]) -> tuple[Skeleton, Weights]:
        """The skeleton, signals at time t being ``called`` so, and the weights hole by hole."""
        return _opened(self.tree, called)

    @property
    def is_late(self) -> bool:
        """Whether it reads the past."""
        return any(isinstance(lag, int) and lag != 0 for _, lag in _leaves(self.tree))

    @property
    def signals(self) -> Iterator[Expr]:
        """The signals in it, at time t, each as often as it stands there."""
        return (v for v, _ in _leaves(self.tree))


def terms(e: Expr, weights: frozenset[Parameter]) -> list[Term]:
    """Return the terms of an expression in normal form; any other name than a weight's is a signal.

    A signal is told by its value at time t and by how much earlier it is read; what is constant
    and not learnt is one too.
    """
    found = []
    for term in Add.make_args(e):
        factor, rest = term.as_coeff_Mul()
        if factor != 0:
            found.append(Term(factor, _tree(rest, weights)))
    return found


def _tree(e: Any, weights: frozenset[Parameter]) -> Skeleton:
    if isinstance(e, Matrix):
        plain, how = (e.T, "transposed") if e.is_transposed else (e, "matrix")
        return ("weight", how, plain) if plain in weights else ("signal", plain, how)
    if e in weights:
        return ("weight", "vector" if isinstance(e, Vector) else "number", e)
    if isinstance(e, Vector) and e.time is not None:
        return ("signal", e.xreplace({e.time: t}), int(t - e.time))
    if isinstance(e, Vector | Symbol):
        return ("signal", e, 0)
    if isinstance(e, Ones):
        return ("ones",)
    if isinstance(e, Mul | Pow):
        factors = [f for a in Mul.make_args(e) for f in _repeated(a)]
        if len(factors) > 1:
            return ("product", *(_tree(f, weights) for f in factors))
    if not e.args:
        return (str(e),)
    kind = "applied" if isinstance(e, Dot) else e.func.__name__
    return (kind, *(_tree(a, weights) for a in e.args))


def _repeated(e: Expr) -> list[Expr]:
    """A whole power as its factors."""
    if isinstance(e, Pow) and e.exp.is_Integer and e.exp.is_positive:
        return [e.base] * int(e.exp)
    return [e]


def _opened(tree: Skeleton, called: Callable[[Expr], Any]) -> tuple[Skeleton, Weights]:
    kind, *inside = tree
    if kind == "weight":
        return (kind, inside[0]), (inside[1],)
    if kind == "signal":
        return (kind, called(inside[0]), inside[1]), ()
    parts = [_opened(part, called) for part in inside]
    if kind == "product":
        parts.sort(key=str)
    return (kind, *(s for s, _ in parts)), tuple(w for _, ws in parts for w in ws)


def _leaves(tree: Skeleton) -> Iterator[tuple[Expr, int | str]]:
    kind, *inside = tree
    if kind == "signal":
        yield inside[0], inside[1]
    elif kind != "weight":
        for part in inside:
            yield from _leaves(part)
