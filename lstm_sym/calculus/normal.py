"""normal(e): the form in which equal expressions of the ring with operators coincide."""

from __future__ import annotations

from sympy import Add, Expr, ImmutableDenseMatrix, Mul, Pow, Product, S, Sum, expand

from ..language.activations import Slope, inv
from ..language.operators import Dot
from ..language.shapes import shape
from ..language.vectors import Basis, Entry, Ones, Vector
from .summands import product_normal, sum_normal


def normal(e: Expr) -> Expr:
    """Return the normal form of a number or vector.

    Slopes are written with outputs, reciprocals of numbers as quotients, products expanded,
    operators made linear and a number that one is applied to a vector, explicit matrices written
    by their entries, vectors times unit vectors by theirs, sums split into independent ones over
    linked factors, and bound variables named alike.
    """
    e = e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    e = e.replace(lambda x: isinstance(x, inv) and not shape(x), lambda x: 1 / x.args[0])
    if e.has(ImmutableDenseMatrix):
        e = e.replace(_is_explicit, _by_entries)
    if e.has(Basis):
        e = _expanded(e).replace(_is_on_unit, _on_unit)
    e = _expanded(e).replace(_takes_number, _of_ones)
    e = e.replace(lambda x: isinstance(x, Sum), sum_normal)
    e = _expanded(e.replace(lambda x: isinstance(x, Product), product_normal))
    return e.replace(_is_stepped, _split_power)


def _is_on_unit(e: Expr) -> bool:
    """Whether a unit vector is multiplied by other vectors."""
    vectors = [f for f in Mul.make_args(e) if shape(f)] if e.is_Mul else []
    return any(isinstance(f, Basis) for f in vectors) and any(_bare(f) for f in vectors)


def _bare(f: Expr) -> bool:
    """Whether f is a named vector, or a power of one."""
    return isinstance(f.as_base_exp()[0], Vector)


def _on_unit(e: Expr) -> Expr:
    """v e_i is v_i e_i."""
    at = next(f.args[0] for f in e.args if isinstance(f, Basis))
    numbers = {f: Entry(f.as_base_exp()[0], at) ** f.as_base_exp()[1] for f in e.args if _bare(f)}
    return Mul(*[numbers.get(f, f) for f in e.args])


def _is_explicit(e: Expr) -> bool:
    """Whether a matrix that is written out is applied, and has more than one entry."""
    if not isinstance(e, Dot) or not isinstance(e.args[0], ImmutableDenseMatrix):
        return False
    entries = [a for a in e.args[0].flat() if a != 0]
    return len(entries) > 1 or entries[0] != 1


def _by_entries(e: Dot) -> Expr:
    """A x as the sum of a_ij E_ij x, where E_ij has the one entry 1 at i, j."""
    A, x = e.args
    places = [(i, j) for i in range(A.rows) for j in range(A.cols) if A[i, j] != 0]
    return Add(*[A[at] * Dot(_unit(A.shape, at), x) for at in places])


def _unit(size: tuple[int, int], at: tuple[int, int]) -> ImmutableDenseMatrix:
    return ImmutableDenseMatrix(*size, lambda i, j: int((i, j) == at))


def _takes_number(e: Expr) -> bool:
    """Whether e is an operator applied to a number, which stands for a vector of that number."""
    return isinstance(e, Dot) and not shape(e.args[1])


def _of_ones(e: Dot) -> Expr:
    A, number = e.args
    return number * Dot(A, Ones(shape(A)[1]))


def _is_stepped(e: Expr) -> bool:
    """Whether e is a power of a number whose exponent is symbolic and has a whole part."""
    return isinstance(e, Pow) and bool(e.exp.is_Add and e.exp.is_integer and not shape(e.base))


def _split_power(e: Pow) -> Expr:
    whole, rest = e.exp.as_coeff_Add()
    return e.base**whole * e.base**rest


def vanishes(e: Expr) -> bool:
    """Whether the normal form of a number, a vector or an operator is zero.

    An operator vanishes if it sends a fresh vector to zero.
    """
    if len(shape(e)) == 2:
        e = Dot(e, Vector("any vector", shape(e)[1]))
    return normal(e) == S.Zero


def _expanded(e: Expr) -> Expr:
    return expand(e, power_exp=False, log=False)


def same(lhs: Expr, rhs: Expr) -> bool:
    """Whether two numbers, vectors or operators have one normal form."""
    return lhs == rhs or vanishes(lhs - rhs)
