"""Mistakes of a whole pass: truncated, cut between steps, derived from another forward pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sympy import Expr, Mul

from ..calculus.truncation import truncated
from ..language.activations import hold
from ..language.cell import Cell, t
from ..language.operators import Dot, Matrix
from ..language.shapes import shape
from ..language.vectors import Vector, vectors
from ..lower.text import typed
from .operators import Operator, Passes, mistake
from .passes import Pass, derived_pass

ON_PASSES: list[Operator] = []


@mistake(
    ON_PASSES, "truncated", "no error goes back through a matrix to an earlier step: truncated"
)
def _(whole: Pass) -> Passes:
    yield (), derived_pass(whole.cell, truncated(whole.cell))


@mistake(ON_PASSES, "state detached", "no error goes back from a step to the {0} before it")
def _(whole: Pass) -> Passes:
    for s in whole.cell.carried:
        yield (s.name,), derived_pass(whole.cell, _detached(whole.cell, s.name))


@mistake(ON_PASSES, "gate at another place", "{1} stands for {0} in the forward pass")
def _(whole: Pass) -> Passes:
    for u, e in whole.cell.equations.items():
        for was, becomes in _regated(e):
            moved = {**whole.cell.equations, u: e.xreplace({was: becomes})}
            through = replace(whole.cell, equations=moved)
            yield (typed(was), typed(becomes)), derived_pass(whole.cell, through)


@mistake(ON_PASSES, "every sum is wrong", "in every gradient {0}")
def _(whole: Pass) -> Passes:
    sums = [e for e in whole.equations.values() if e.is_gradient]
    ways: dict[str, dict[str, Any]] = {
        "the first step is missing": {"cut": (1, 0)},
        "the last step is missing": {"cut": (0, 1)},
        "the sum is divided by the number of steps": {"mean": True},
        "the steps do not add up: = stands for +=": {"last": True},
    }
    for says, flags in ways.items():
        yield (says,), whole.put(*(replace(e, **flags) for e in sums))


@mistake(ON_PASSES, "loss unheard", "the loss of {0} is not heard")
def _(whole: Pass) -> Passes:
    yield ("the last step",), replace(whole, deaf=frozenset([0]))
    yield ("all steps but the last",), replace(whole, deaf=frozenset(range(1, 1000)))


@mistake(ON_PASSES, "shared", "{0} share one gradient, the sum of theirs")
def _(whole: Pass) -> Passes:
    biases = [e for e in whole.equations.values() if e.is_gradient and len(shape(e.head)) == 1]
    for size in dict.fromkeys(shape(e.head) for e in biases):
        alike = [e for e in biases if shape(e.head) == size]
        if len(alike) > 1:
            terms = tuple(term for e in alike for term in e.terms)
            names = ", ".join(e.of for e in alike)
            yield (names,), whole.put(*(replace(e, terms=terms) for e in alike))


def _detached(cell: Cell, name: str) -> Cell:
    """The cell with one state held wherever a later step reads it."""
    equations = {}
    for u, e in cell.equations.items():
        past = {v: hold(v) for v in vectors(e) if v.name == name and v.moment != t}
        equations[u] = e.xreplace(past)
    return replace(cell, equations=equations)


def _regated(e: Expr) -> Iterator[tuple[Expr, Expr]]:
    """A gate before a matrix for one behind it, and the other way round."""
    for d in sorted(e.atoms(Dot), key=str):
        A, x = d.args
        if isinstance(A, Matrix) and A.shape[0] == A.shape[1] and x.is_Mul:
            for gate in x.args:
                yield d, gate * Dot(A, Mul(*[a for a in x.args if a != gate]))
    for product in sorted(e.atoms(Mul), key=str):
        for gate in product.args:
            if isinstance(gate, Vector) and gate.time == t:
                inner = Mul(*[a for a in product.args if a != gate])
                moved = {
                    d: Dot(d.args[0], gate * d.args[1])
                    for d in inner.atoms(Dot)
                    if d.args[0].shape[1] == gate.dim
                }
                if moved:
                    yield product, inner.xreplace(moved)
