"""How much a part of an equation becomes when it is multiplied out and differentiated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import comb

from sympy import Add, Dummy, expand

from ..activations import ACTIVATIONS, Elementwise
from ..pairs import PAIRS
from .tree import Apply, Call, Name, Negative, Node, Power, Product, Reading, Sum, parts, walk

MANY = 10**9


def products(node: Node) -> int:
    """How many matrices are applied, one within another."""
    return isinstance(node, Apply) + max(map(products, parts(node)), default=0)


def degree(node: Node) -> int:
    """An upper bound of the degree in which SymPy may write a part."""
    match node:
        case Power(base=base, exponent=exponent):
            return exponent * degree(base)
        case Product(factors=factors):
            return sum(map(degree, factors))
        case Call(name=name, arguments=arguments):
            return sum(map(degree, arguments)) if name in PAIRS else 1
    return max(map(degree, parts(node)), default=1)


@dataclass(frozen=True)
class Extent:
    """How many terms a part has when multiplied out, and its derivative by each of its names."""

    terms: int
    slopes: Counter[str]

    @property
    def steepest(self) -> int:
        """The terms of the longest derivative."""
        return max(self.slopes.values(), default=0)


def extent(node: Node) -> Extent:
    """The extent of a part; a function of what holds a matrix counts as one name, as the net of it.

    The derivative of a sum is that of its terms, of a product that of each factor times the others,
    of a function its slope times that of its argument.
    """
    match node:
        case Name(name=name) | Reading(name=name):
            return Extent(1, Counter({name: 1}))
        case Negative(of=of) | Apply(of=of):
            return extent(of)
        case Sum(terms=terms):
            return _added(map(extent, terms))
        case Product(factors=factors):
            return _multiplied([extent(factor) for factor in factors])
        case Power(base=base, exponent=n):
            one = extent(base)
            less = comb(one.terms + n - 2, n - 1)
            return Extent(min(comb(one.terms + n - 1, n), MANY), _times(one.slopes, less))
        case Call(name="hadamard", arguments=arguments):
            return _multiplied([extent(a) for a in arguments])
        case Call(name=name, arguments=(a, b)) if name in PAIRS:
            first, second = extent(a), extent(b)
            once, twice = (first, second) if name == "max" else (second, first)
            return Extent(1 + twice.terms, once.slopes + _times(twice.slopes, 2))
        case Call(name=name, arguments=(of,)):
            if _is_net(of):
                return Extent(1, Counter({f"the net at {node.at}": 1}))
            inside = extent(of)
            many, by_net = _slope(name)
            return Extent(1, _times(inside.slopes, many * (inside.terms if by_net else 1)))
    return Extent(1, Counter())


def longest(right: Node) -> tuple[int, Node]:
    """The terms of the longest derivative of an equation and of its nets, and where it is."""
    nets = [a for call in walk(right) if isinstance(call, Call) for a in call.arguments]
    found = [(extent(part).steepest, part) for part in (right, *filter(_is_net, nets))]
    return max(found, key=lambda pair: pair[0])


def _is_net(of: Node) -> bool:
    """Whether what a function is applied to gets a name of its own."""
    return any(isinstance(inner, Apply) for inner in walk(of))


def _added(parts: Iterable[Extent]) -> Extent:
    terms, slopes = 0, Counter[str]()
    for part in parts:
        terms += part.terms
        slopes.update(part.slopes)
    return Extent(min(terms, MANY), slopes)


def _multiplied(factors: list[Extent]) -> Extent:
    terms, slopes = 1, Counter[str]()
    for factor in factors:
        before = _times(slopes, factor.terms)
        slopes = before + _times(factor.slopes, terms)
        terms = min(terms * factor.terms, MANY)
    return Extent(terms, slopes)


def _times(slopes: Counter[str], many: int) -> Counter[str]:
    if many == 1:
        return slopes
    return Counter({name: min(count * many, MANY) for name, count in slopes.items()})


@cache
def _slope(name: str) -> tuple[int, bool]:
    """How many terms the slope of an activation has, and whether it is a multiple of its net."""
    f, z = ACTIVATIONS[name], Dummy(real=True)
    slope = expand(f(z).fdiff())
    bare = slope.replace(lambda e: isinstance(e, Elementwise), lambda e: Dummy())
    return len(Add.make_args(slope)), bare.has(z)
