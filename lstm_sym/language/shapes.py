"""shape(e): is an expression a number (), a vector (n,) or a matrix (n, m)?"""

from functools import lru_cache
from itertools import pairwise

from sympy import Add, Basic, Expr, MatAdd, MatMul, Mul, Piecewise, Pow, Product, Sum, sympify
from sympy.matrices.expressions.matexpr import MatrixExpr

Shape = tuple[Expr, ...]


class ShapeError(ValueError):
    """Two parts of an expression do not fit together."""


def shape(e: object) -> Shape:
    """Return the shape of ``e``: ``()``, ``(n,)`` or ``(n, m)``.

    A number broadcasts in the ring: ``1 - z`` is a vector where z is one.
    Raises ShapeError where two shapes differ, or a vector is divided by.
    """
    return _shape(sympify(e))


@lru_cache(maxsize=100_000)
def _shape(e: Basic) -> Shape:
    own = getattr(e, "own_shape", None)
    if own is not None:
        return own()
    if isinstance(e, MatAdd | MatMul):
        return _operator(e)
    if isinstance(e, MatrixExpr):
        return tuple(e.shape)
    if isinstance(e, Add | Mul):
        return common(e.args, e)
    if isinstance(e, Pow):
        return _power(e)
    if isinstance(e, Sum | Product):
        return _shape(e.function)
    if isinstance(e, Piecewise):
        return common(tuple(branch for branch, _ in e.args), e)
    if any(_shape(a) for a in e.args if isinstance(a, Expr)):
        raise ShapeError(f"{e.func.__name__} is not defined on vectors")
    return ()


def common(parts: tuple, whole: object) -> Shape:
    """Return the one shape of all ``parts`` that are not numbers."""
    found: Shape = ()
    for part in parts:
        here = _shape(part)
        if here and found and here != found:
            raise ShapeError(f"{whole}: sizes {spell(found)} and {spell(here)} differ")
        found = found or here
    return found


def spell(s: Shape) -> str:
    """Write a shape as a reader says it: ``n`` or ``n x m``."""
    return " x ".join(map(str, s)) or "number"


def _power(e: Pow) -> Shape:
    base, exponent = e.args
    if _shape(exponent):
        raise ShapeError(f"{e}: an exponent must be a number")
    inside = _shape(base)
    if inside and not (exponent.is_Integer and exponent.is_positive):
        raise ShapeError(f"{e}: a vector has whole positive powers only; divide by inv(v)")
    if len(inside) == 2:
        raise ShapeError(f"{e}: write powers of a matrix as a Chain")
    return inside


def _operator(e: MatAdd | MatMul) -> Shape:
    parts = [_shape(a) for a in e.args if _shape(a)]
    if isinstance(e, MatAdd):
        for part in parts[1:]:
            if part != parts[0]:
                raise ShapeError(f"{e}: {spell(parts[0])} plus {spell(part)}")
        return parts[0]
    for left, right in pairwise(parts):
        if left[1] != right[0]:
            raise ShapeError(f"{e}: {spell(left)} times {spell(right)}")
    return (parts[0][0], parts[-1][1])
