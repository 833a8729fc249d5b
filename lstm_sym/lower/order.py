"""The order in which the terms of a time or an index are read: t - q + 1."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, Symbol


def index_terms(e: Expr) -> list[Expr]:
    """Return the terms of an integer sum: t first, positive before negative, numbers last."""
    return positive_first(sorted(Add.make_args(e), key=_key))


def positive_first(terms: list[Expr]) -> list[Expr]:
    """Return the terms with the first positive one in front."""
    front = next((i for i, term in enumerate(terms) if not negative(term)), 0)
    return [terms[front], *terms[:front], *terms[front + 1 :]]


def negative(term: Any) -> bool:
    """Whether a term is written with a minus sign."""
    return not term.is_Matrix and bool(term.could_extract_minus_sign())


def _key(term: Expr) -> tuple[Any, ...]:
    letter = term.as_coeff_Mul()[1]
    return (term.is_Number, negative(term), letter != Symbol("t", integer=True), str(term))
