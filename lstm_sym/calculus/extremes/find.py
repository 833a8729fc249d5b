"""extent(e): the infimum and the supremum of a function, with where they are attained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Expr, Symbol, exp, log

from ..arithmetic import Intervals
from ..identity import defined
from ..ratios import HYPERBOLIC
from .domain import LINE, Domain
from .extent import Extent
from .largest import extent_of, same
from .pieces import kinks, pieces
from .shape import Node, nodes
from .zeros import Work


@dataclass(frozen=True)
class Found:
    """What is known of a function: its extent, its ends and turns in order, and its kinks."""

    extent: Extent
    nodes: tuple[Node, ...]
    kinks: tuple[Expr, ...]


def extent(
    f: Expr,
    x: Symbol,
    domain: Domain = LINE,
    digits: int = 30,
    work: Work = Intervals,
    of_slope: bool = False,
) -> Found:
    """Return the extent of a function of x, or of its slope wherever it has one.

    ``f`` may have activations. Raises Gap where it divides by zero, Undecided or Unsettled if the
    extent is not found.
    """
    value = written(f)
    asked = written(f.diff(x)) if of_slope else value
    cuts = kinks([value, asked], x, domain, work)
    parts = [nodes(smooth, x, on, digits, work) for smooth, on in pieces(asked, x, domain, cuts)]
    for k, at in enumerate(cuts):
        left, right = parts[k][-1], parts[k + 1][0]
        if of_slope:
            here = same(left.exact, right.exact) and _is_continuous(value, x, domain, cuts, k)
            closed = here, here
        else:
            there = value.xreplace({x: at})
            closed = same(left.exact, there), same(right.exact, there)
        parts[k][-1] = replace(left, closed=closed[0])
        parts[k + 1][0] = replace(right, closed=closed[1])
    flat = tuple(node for part in parts for node in part)
    return Found(extent_of(flat), flat, tuple(cuts))


def written(e: Expr) -> Expr:
    """Return ``e`` by the definitions of its activations; tanh(log X) as a ratio in X."""
    e = defined(e)
    return e.replace(
        lambda part: isinstance(part, HYPERBOLIC) and part.has(log), lambda part: part.rewrite(exp)
    )


def _is_continuous(f: Expr, x: Symbol, domain: Domain, cuts: Sequence[Expr], k: int) -> bool:
    (before, _), (after, _) = pieces(f, x, domain, cuts)[k : k + 2]
    return same(before.xreplace({x: cuts[k]}), after.xreplace({x: cuts[k]}))
