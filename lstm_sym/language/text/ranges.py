"""Between which numbers the entries of a vector lie; enough to see that a divisor is never 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sympy import Add, Expr, Mul, Pow, S, oo

from ..activations import Elementwise
from ..activations import inv as reciprocal
from ..cell import t
from ..vectors import Vector

End = tuple[Any, bool]


@dataclass(frozen=True)
class Range:
    """The numbers from ``low`` to ``high``, each end with whether it is attained."""

    low: End
    high: End

    @property
    def holds_zero(self) -> bool:
        """Whether 0 may be among the numbers."""
        (low, at_low), (high, at_high) = self.low, self.high
        return (low < 0 or (low == 0 and at_low)) and (high > 0 or (high == 0 and at_high))

    def __add__(self, other: Range) -> Range:
        return Range(_plus(self.low, other.low), _plus(self.high, other.high))

    def __mul__(self, other: Range) -> Range:
        return _hull([_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)])

    def __pow__(self, k: int) -> Range:
        (low, at_low), (high, at_high) = self.low, self.high
        ends = [(low**k, at_low), (high**k, at_high)]
        return _hull([*ends, (S.Zero, True)] if k % 2 == 0 and low < 0 < high else ends)


ANY = Range((-oo, False), (oo, False))


class Ranges:
    """The ranges of expressions in a cell whose equations so far are ``equations``."""

    def __init__(self, equations: Mapping[Vector, Expr]) -> None:
        self.equations = equations
        self.found: dict[Vector, Range] = {}

    def of(self, e: Any, follow: bool = True) -> Range:
        """A range that holds every entry of ``e``; follows the equations of signals one level."""
        match e:
            case Add():
                return reduce(Range.__add__, (self.of(a, follow) for a in e.args))
            case Mul():
                return reduce(Range.__mul__, (self.of(a, follow) for a in e.args))
            case Pow(args=(base, k)) if k.is_Integer and k.is_positive:
                return self.of(base, follow) ** int(k)
            case Elementwise():
                return self._activation(e, follow)
            case Vector() if follow and e.time == t and e in self.equations:
                if e not in self.found:
                    self.found[e] = self.of(self.equations[e], follow=False)
                return self.found[e]
        return Range((e, True), (e, True)) if e.is_Rational else ANY

    def _activation(self, e: Any, follow: bool) -> Range:
        if not isinstance(e, reciprocal):
            return _image(type(e))
        inside = self.of(e.args[0], follow)
        if inside.low[0] >= 0:
            return Range((S.Zero, False), (oo, False))
        return Range((-oo, False), (S.Zero, False)) if inside.high[0] <= 0 else ANY


def _image(f: Any) -> Range:
    image = f.image
    return Range((image.start, not image.left_open), (image.end, not image.right_open))


def _plus(a: End, b: End) -> End:
    return a[0] + b[0], a[1] and b[1]


def _times(a: End, b: End) -> End:
    """A product of ends; an attained 0 makes an attained 0, whatever the other end is."""
    if a[0] == 0 or b[0] == 0:
        return S.Zero, a == (0, True) or b == (0, True)
    return a[0] * b[0], a[1] and b[1]


def _hull(ends: list[End]) -> Range:
    low, high = min(e for e, _ in ends), max(e for e, _ in ends)
    return Range((low, (low, True) in ends), (high, (high, True) in ends))
