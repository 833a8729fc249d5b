"""Counts of a cell as polynomials in its sizes."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Add, Expr, Integer, Symbol, factor, preorder_traversal

from ..language.cell import Cell, Parameter
from ..language.operators import Dot, Matrix
from .adjoint import adjoint


def counted(cell: Cell, kind: str) -> Expr:
    """Return how many of a kind (see ``Tally``) a cell has, factored.

    A product W v takes as many products of numbers as W has entries; W counts if it is learnt.
    """
    if kind == "parameters":
        return factor(Add(*map(_entries, cell.learnt)))
    system = cell.equations if kind == "forward" else adjoint(cell)
    return factor(_products(cell, system.values()))


def _products(cell: Cell, right: Iterable[Expr]) -> Expr:
    learnt = {W.name for W in cell.learnt if isinstance(W, Matrix)}
    return Add(
        *[
            part.args[0].shape[0] * part.args[0].shape[1]
            for e in right
            for part in preorder_traversal(e)
            if isinstance(part, Dot) and getattr(part.args[0], "name", "") in learnt
        ]
    )


def _entries(p: Parameter) -> Expr:
    if isinstance(p, Symbol):
        return Integer(1)
    return p.shape[0] * p.shape[1] if isinstance(p, Matrix) else p.dim
