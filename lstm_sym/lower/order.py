"""The order of paper: which term of a sum and which factor of a product is read first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Add, Expr, Mul, Product, S, Sum, Symbol
from sympy.core.basic import Basic

from ..language.activations import Slope
from ..language.operators import Diag, Dot
from ..language.paths import LargestPath, OverEdges
from ..language.shapes import shape
from ..language.sums import Extreme, OperatorSum, PathSum
from ..language.vectors import BAR, LOSS, MARKS, TARGET, Vector

# What is written after these words reaches to the end of a product.
OPEN = Sum | Product | PathSum | OperatorSum | LargestPath | OverEdges | Extreme


class Ordered:
    """A printer that knows in which order signals are read: ``place`` counts their names."""

    place: dict[str, int]

    def terms(self, e: Expr) -> list[Expr]:
        """The terms of a sum in reading order, a positive one first."""
        if e.is_MatAdd:
            return sorted(e.args, key=self.operator_key)
        if e.is_integer:
            return index_terms(e)
        return positive_first(sorted(Add.make_args(e), key=self.term_key))

    def term_key(self, term: Expr) -> tuple:
        if not shape(term):
            return (0, not term.is_Number, 0, [], str(term))
        inside = first(term)
        products = [d for d in Mul.make_args(term) if isinstance(d, Dot)]
        fixed = all(v.time is None for v in inside)
        lost = isinstance(term, Vector) and term.name.endswith(LOSS)
        late = [lateness(v) for v in inside if v.time is not None]
        before = not products and min(late, default=0) < 0
        kind = 1 if lost or before else 4 if fixed else 2 if products else 3
        return (
            kind,
            False,
            0 if products else timed(late),
            sorted(self.rank(v) for v in inside),
            str(term),
        )

    def rank(self, v: Vector) -> int:
        base = v.name.removesuffix(BAR).removesuffix(LOSS).removesuffix(TARGET)
        return self.place.get(base, len(self.place))

    def factor_key(self, f: Expr) -> tuple:
        inside = first(f)
        error = any(v.name.endswith(MARKS) for v in inside)
        kind = (
            0 if f.is_Symbol or f.is_number
            else 6 if isinstance(f, Sum | Product)
            else 5 if isinstance(f, OPEN)
            else 4 if error
            else 1 if isinstance(f, Slope)
            else 3 if f.is_Add or f.is_Pow
            else 2
        )  # fmt: skip
        late = [-lateness(v) for v in inside if v.time is not None]
        return (kind, timed(late), sorted(self.rank(v) for v in inside), str(f))

    def operator_key(self, A: Expr) -> tuple:
        return (not isinstance(A, Diag), sorted(self.rank(v) for v in first(A)), str(A))


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


def first(e: Basic) -> list[Vector]:
    """The vectors in e, and those inside its entries."""
    return list(e.atoms(Vector))


def lateness(v: Vector) -> int:
    """How much later than t a vector stands; 0 where that is symbolic."""
    constant = S.Zero if v.time is None else v.time.as_coeff_Add()[0]
    return int(constant) if constant.is_Integer else 0


def timed(late: Sequence[int]) -> int:
    """The lag or lead that stands out among several."""
    return max(late, key=abs) if late else 0
