"""The largest and the smallest of values that are enclosed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sympy import Expr, Rational, oo

from ..arithmetic import INFINITE, End
from ..enclosure import sign
from .domain import Domain
from .extent import Extent, Extremum, Place
from .shape import Node
from .signs import Zero


def extent_of(found: Sequence[Node]) -> Extent:
    """The extent of a function that is monotone between its nodes."""
    return Extent(_negative(_largest([_flipped(node) for node in found])), _largest(found))


def same(a: Expr | None, b: Expr | None) -> bool:
    """Whether two values are known to be one."""
    return a is not None and b is not None and (a == b or sign(a - b) == 0)


def _largest(found: Sequence[Node]) -> Extremum:
    """The largest of the values at nodes; those that may be it are told apart by algebra."""
    low = max(node.low for node in found)
    best = [node for node in found if node.high >= low]
    if low == INFINITE:
        return Extremum(oo, oo, oo, False, _places(best))
    best = [node for node in best if not any(_below(node, other) for other in best)]
    high = max(node.high for node in best)
    exact = best[0].exact if all(same(best[0].exact, node.exact) for node in best) else None
    closed = {node.closed for node in best}
    attained = True in closed if exact is not None or len(closed) == 1 else None
    places = _places([node for node in best if node.closed or not attained])
    if exact is not None and exact.is_Rational:
        return Extremum(exact, exact, exact, attained, places)
    return Extremum(_number(low), _number(high), exact, attained, places)


def _below(a: Node, b: Node) -> bool:
    return a.exact is not None and b.exact is not None and sign(b.exact - a.exact) == 1


def _flipped(node: Node) -> Node:
    exact = None if node.exact is None else -node.exact
    return replace(node, low=-node.high, high=-node.low, exact=exact)


def _negative(e: Extremum) -> Extremum:
    exact = None if e.exact is None else -e.exact
    return Extremum(-e.high, -e.low, exact, e.attained, e.at)


def _places(found: Sequence[Node]) -> tuple[Place, ...]:
    """Where nodes are; of one on which the function is constant the ends are not named."""
    flat = [node for node in found if isinstance(node.where, Domain)]
    return tuple(dict.fromkeys(map(_place, flat or found)))


def _place(node: Node) -> Place:
    if not isinstance(node.where, Zero):
        return node.where
    if node.where.exact is not None:
        return node.where.exact
    return _number(node.where.low), _number(node.where.high)


def _number(x: End) -> Expr:
    if isinstance(x, float):
        return oo if x == INFINITE else -oo
    return Rational(x.numerator, x.denominator)
