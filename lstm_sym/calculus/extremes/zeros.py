"""Zeros: where a function changes its sign, between rational numbers, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sympy import Expr, Rational, Symbol

from ..arithmetic import INFINITE, Arithmetic, Intervals
from ..enclosure import sign
from ..program import Program

OPERATIONS, LONGEST = 100_000, 60
OFF_CENTRE = Fraction(491, 1000)
COARSE, FINER = 15, (15, 40, 120)

Work = Callable[[int], Arithmetic]


class Undecided(ValueError):
    """What was asked was not decided."""


def short(e: Expr) -> str:
    """An expression in a message."""
    told = str(e)
    return told if len(told) <= LONGEST else told[: LONGEST - 3] + "..."


@dataclass(frozen=True)
class Stretch:
    """From ``low`` to ``high`` the function has this sign; at an end it may vanish."""

    low: Fraction
    high: Fraction
    sign: int


@dataclass(frozen=True)
class Crossing:
    """From ``low`` to ``high`` the function is monotone and changes to ``sign``."""

    low: Fraction
    high: Fraction
    sign: int


Part = Stretch | Crossing


@dataclass(frozen=True)
class Sampler:
    """A function of x with its derivative, enclosed in the arithmetic that ``work`` makes."""

    e: Expr
    x: Symbol
    work: Work = Intervals

    @cached_property
    def programs(self) -> tuple[Program, Program]:
        return Program([self.e], [self.x]), Program([self.e.diff(self.x)], [self.x])

    def sign_on(self, low: Fraction, high: Fraction, digits: int = COARSE) -> int | None:
        """The sign of all values on an interval; None if it is not seen at once."""
        return _sign(self.programs[0], self.work(digits), low, high)

    def trend_on(self, low: Fraction, high: Fraction, digits: int = COARSE) -> int | None:
        """1 if it rises on an interval, -1 if it falls; None if that is not seen at once."""
        return _sign(self.programs[1], self.work(digits), low, high)

    def sign_at(self, point: Fraction) -> int:
        """The sign at a point, 0 only if it is exactly that; Undecided if not seen."""
        for digits in FINER:
            found = self.sign_on(point, point, digits)
            if found is not None:
                return found
        exact = sign(self.e.xreplace({self.x: _rational(point)}))
        if exact is None:
            raise Undecided(f"the sign of {short(self.e)} at {float(point):.6g}")
        return exact

    def part(self, low: Fraction, high: Fraction) -> Part | None:
        """What is so from ``low`` to ``high``, if it is simple enough to be seen at once."""
        found = self.sign_on(low, high)
        if found is not None:
            return Stretch(low, high, found)
        if self.trend_on(low, high) is None:
            return None
        before, after = self.sign_at(low), self.sign_at(high)
        if before * after < 0:
            return Crossing(low, high, after)
        return Stretch(low, high, before or after)


def parts(sampler: Sampler, low: Fraction, high: Fraction) -> list[Part]:
    """Return all of [low, high] cut into stretches of one sign and crossings, in order.

    Undecided if that takes too many cuts: a double zero is not seen.
    """
    found: list[Part] = []
    ahead, tried = [(low, high)], 0
    most = OPERATIONS // sum(map(len, sampler.programs))
    while ahead:
        a, b = ahead.pop()
        tried += 1
        if tried > most:
            raise Undecided(f"the sign of {short(sampler.e)} near {float(a):.6g}")
        part = sampler.part(a, b)
        if part is not None:
            found.append(part)
        else:
            middle = a + (b - a) * OFF_CENTRE
            ahead += [(middle, b), (a, middle)]
    return list(_joined(found))


def _joined(found: list[Part]) -> Iterator[Part]:
    """Neighbours of one sign joined, and a crossing put where stretches of two signs meet."""
    last: Part | None = None
    for part in found:
        if isinstance(last, Stretch) and isinstance(part, Stretch) and last.sign == part.sign:
            last = Stretch(last.low, part.high, part.sign)
            continue
        if last is not None:
            yield last
            if isinstance(last, Stretch) and isinstance(part, Stretch):
                yield Crossing(part.low, part.low, part.sign)
        last = part
    if last is not None:
        yield last


def refined(sampler: Sampler, at: Crossing, width: Fraction, digits: int) -> Crossing:
    """Return the crossing between closer ends: Newton's step on intervals, or a bisection."""
    work = sampler.work(digits)
    value, slope = sampler.programs
    low, high = at.low, at.high
    while high - low > width:
        middle = _down((low + high) / 2, _bits(high - low))
        with work.working():
            m, whole = work.between(middle, middle), work.between(low, high)
        (f,), (d,) = value(work, m), slope(work, whole)
        with work.working():
            a, b = work.ends(m - f / d)
        if a > -INFINITE and b < INFINITE and b - a < (high - low) / 2:
            bits = _bits(Fraction(b - a) + width / 8)
            low, high = max(low, _down(Fraction(a), bits)), min(high, -_down(Fraction(-b), bits))
            continue
        here = sampler.sign_at(middle)
        if here == 0:
            return Crossing(middle, middle, at.sign)
        low, high = (low, middle) if here == at.sign else (middle, high)
    return Crossing(low, high, at.sign)


def _bits(width: Fraction) -> int:
    """How many binary digits tell numbers apart that differ by a small part of ``width``."""
    return max(4, (width.denominator // width.numerator).bit_length() + 4)


def _down(x: Fraction, bits: int) -> Fraction:
    """The largest number not above x with so many binary digits behind the point."""
    return Fraction((x.numerator << bits) // x.denominator, 1 << bits)


def _sign(program: Program, work: Arithmetic, low: Fraction, high: Fraction) -> int | None:
    with work.working():
        inside = work.between(low, high)
    try:
        (found,) = program(work, inside)
    except ZeroDivisionError:
        return None
    below, above = work.ends(found)
    return 1 if below > 0 else -1 if above < 0 else None


def _rational(x: Fraction) -> Rational:
    return Rational(x.numerator, x.denominator)


def crossings(found: list[Part]) -> Iterator[Crossing]:
    """The crossings among parts."""
    return (part for part in found if isinstance(part, Crossing))


__all__ = ["Crossing", "Part", "Sampler", "Stretch", "Undecided", "crossings", "parts", "refined"]
