"""Sizes, and the constant matrices that place units: each in a place of its own, or in a block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol

from ..language.cell import Cell
from ..language.operators import Matrix


def sizes(cell: Cell, base: int, given: Mapping[str, int] | None = None) -> dict[Symbol, int]:
    """Return a number for every size: ``base``, or what is given; what constants place fits.

    The rows of a constant matrix that is alone with them are members: two to a column. Several
    with the same rows place their columns among them, one after another.
    """
    given = given or {}
    found = {s: given.get(s.name, base) for s in cell.sizes if isinstance(s, Symbol)}
    alone, together = _constants(cell)
    for p in alone:
        rows, columns = p.shape
        if rows in found and rows.name not in given:
            found[rows] = 2 * _number(columns, found)
    for rows in dict.fromkeys(p.shape[0] for p in together):
        if rows in found:
            found[rows] = sum(_number(p.shape[1], found) for p in together if p.shape[0] == rows)
    return found


def places(cell: Cell, symbols: Mapping[Symbol, int]) -> dict[str, NDArray[Any]]:
    """Return the constant matrices that are not square, as zeros and ones."""
    alone, together = _constants(cell)
    found: dict[str, NDArray[Any]] = {}
    for p in alone:
        rows, columns = (_number(d, symbols) for d in p.shape)
        found[p.name] = np.eye(columns)[np.arange(rows) % columns]
    first: Counter[Expr] = Counter()
    for p in together:
        rows, columns = (_number(d, symbols) for d in p.shape)
        found[p.name] = np.eye(rows, columns, -first[p.shape[0]])
        first[p.shape[0]] += columns
    return found


def _constants(cell: Cell) -> tuple[list[Matrix], list[Matrix]]:
    """The constant matrices that are no square: those alone with their rows, and the others."""
    met = [
        p
        for p in cell.parameters
        if p.name in cell.constants and isinstance(p, Matrix) and p.shape[0] != p.shape[1]
    ]
    many = Counter(p.shape[0] for p in met)
    alone = [p for p in met if many[p.shape[0]] == 1]
    return alone, [p for p in met if many[p.shape[0]] > 1]


def _number(size: Expr, symbols: Mapping[Symbol, int]) -> int:
    return int(size.xreplace(dict(symbols)))
