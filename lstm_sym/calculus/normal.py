"""normal(e): the form in which equal expressions of the ring with operators coincide."""

from __future__ import annotations

from sympy import Add, Expr, Product, S, Sum, expand

from ..language.activations import Slope
from ..language.operators import Dot
from ..language.shapes import shape
from ..language.vectors import Vector


def normal(e: Expr) -> Expr:
    """Return the normal form of a number or vector.

    Slopes are written with outputs, products expanded, operators made linear, what does not
    depend on a bound variable pulled out of its sum, and bound variables renamed alike.
    """
    e = e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    return expand(_expanded(e).replace(lambda x: isinstance(x, Sum | Product), _tidy))


def vanishes(e: Expr) -> bool:
    """Whether the normal form of a number, a vector or an operator is zero.

    An operator vanishes if it sends a fresh vector to zero.
    """
    if len(shape(e)) == 2:
        e = Dot(e, Vector("any vector", shape(e)[1]))
    return normal(e) == S.Zero


def _expanded(e: Expr) -> Expr:
    return expand(e, power_exp=False, log=False)


def _tidy(s: Expr) -> Expr:
    if isinstance(s, Product):
        return s.as_dummy()
    (k, *limits), *others = s.limits
    body = expand(s.function)
    if others or body == 0:
        return S.Zero if body == 0 else s.as_dummy()
    parts = [term.as_independent(k, as_Add=False) for term in Add.make_args(body)]
    return Add(*[outside * Sum(inside, (k, *limits)).as_dummy() for outside, inside in parts])
