"""Domain: an interval of the line, its ends exact numbers or infinite."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr, oo

from ..enclosure import enclosed, sign

DIGITS = 60


@dataclass(frozen=True)
class Domain:
    """All x from ``low`` to ``high``, finite ends included; ValueError if there is none."""

    low: Expr = -oo
    high: Expr = oo

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if not (end.is_real or end in (oo, -oo)):
                raise ValueError(f"{end} is no real number")
        if self.is_line or self.low == -oo or self.high == oo:
            empty = self.low == oo or self.high == -oo
        else:
            empty = sign(self.high - self.low) != 1
        if empty:
            raise ValueError(f"no number lies between {self.low} and {self.high}")

    @property
    def is_line(self) -> bool:
        """Whether it is all of the line."""
        return bool(self.low == -oo and self.high == oo)

    def __str__(self) -> str:
        if self.low == -oo:
            return "everywhere" if self.high == oo else f"below {self.high}"
        return f"above {self.low}" if self.high == oo else f"from {self.low} to {self.high}"


LINE = Domain()


def around(end: Expr) -> tuple[Fraction, Fraction]:
    """Rational numbers below and above an end; itself if it is rational, 0 if it is infinite."""
    if end.is_infinite:
        return Fraction(0), Fraction(0)
    if end.is_Rational:
        exact = Fraction(int(end.p), int(end.q))
        return exact, exact
    low, high = enclosed(end, DIGITS)
    return Fraction(low), Fraction(high)
