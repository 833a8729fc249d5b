"""What a program is made of: pointwise lines, matrix products, and sums over time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from sympy import Expr, S

from ..language.cell import t
from ..language.operators import Matrix
from ..language.vectors import Vector, vectors


@dataclass(frozen=True)
class Line:
    """``head`` (t) is a polynomial, or one activation of it, of vectors at t and at other times."""

    head: Vector
    body: Expr
    ids: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[Vector, ...]:
        return (self.head,)

    @cached_property
    def reads(self) -> tuple[Vector, ...]:
        return tuple(vectors(self.body))


@dataclass(frozen=True)
class Product:
    """One matrix product a step: of one operand by a stack, or of stacked operands by a row.

    Stack: head_k = s_k A_k v with one operand v. Row: head = sum over k of A_k v_k.
    ``scales`` are the numbers s_k.
    """

    heads: tuple[Vector, ...]
    matrices: tuple[Matrix, ...]
    operands: tuple[Vector, ...]
    scales: tuple[Expr, ...]
    ids: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[Vector, ...]:
        return self.operands

    @property
    def is_row(self) -> bool:
        """Whether the products are added up, rather than stacked."""
        return len(self.operands) > 1 or len(self.heads) < len(self.matrices)


Item: TypeAlias = Line | Product


@dataclass(frozen=True)
class Outers:
    """dL/dW as the sum over t of e(t) v(t-s)^T over pairs; each tells whether it is transposed."""

    name: str
    terms: tuple[tuple[Vector, Vector, bool], ...]
    ids: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[Vector, ...]:
        return tuple(v for e, psi, _ in self.terms for v in (e, psi))


@dataclass(frozen=True)
class Entries:
    """dL/db as the sum over t of a vector; for a number, the sum of the entries of vectors."""

    name: str
    terms: tuple[Expr, ...]
    is_number: bool
    ids: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[Vector, ...]:
        return tuple(v for e in self.terms for v in vectors(e))


Gradient: TypeAlias = Outers | Entries


def lag(v: Vector) -> int:
    """How many steps before t a vector is read; negative after t, 0 for a constant one."""
    return int(S.Zero if v.time is None else t - v.moment)
