"""Arithmetics that enclose: intervals of mpmath, rounded outwards, and balls of python-flint.

Both offer the same: numbers that carry an error bound, with + - * / and whole powers, and the
functions below. Whatever is computed holds the true value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Any, Protocol

from mpmath.ctx_iv import MPIntervalContext
from mpmath.libmp import finf, fnan, fninf

End = Fraction | float
BITS = 3.33
GUARD = 16
FAR, MOST = 1_000_000, 8_000_000
INFINITE = float("inf")


class Arithmetic(Protocol):
    """Enclosures at some number of digits."""

    name: str
    digits: int

    def working(self) -> Any:
        """The context in which to compute."""
        ...

    def between(self, low: Fraction, high: Fraction) -> Any:
        """An enclosure of all numbers from ``low`` to ``high``."""
        ...

    def ends(self, x: Any) -> tuple[End, End]:
        """Exact numbers below and above whatever ``x`` holds; infinite if there are none."""
        ...

    def pi(self) -> Any: ...

    def exp(self, x: Any) -> Any: ...

    def log(self, x: Any) -> Any: ...

    def erf(self, x: Any) -> Any: ...

    def root(self, x: Any, k: int) -> Any:
        """The positive k-th root of what is positive."""
        ...


@cache
def _context(bits: int) -> Any:
    """A context of mpmath's: to make one takes longer than most of what is computed in it."""
    made = MPIntervalContext()
    made.prec = bits
    return made


class Intervals:
    """Interval arithmetic of mpmath; the exponential is widened by an ulp, erf is our own."""

    name = "intervals"

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self._iv = _context(round(digits * BITS) + GUARD)
        ulp = self._iv.mpf(2) ** (2 - self._iv.prec)
        self._about_one = self._iv.mpf([(1 - ulp).a, (1 + ulp).b])
        self._everything = self._iv.mpf(["-inf", "inf"])

    @contextmanager
    def working(self) -> Iterator[None]:
        """Nothing to be set."""
        yield

    def between(self, low: Fraction, high: Fraction) -> Any:
        a = self._iv.mpf(low.numerator) / low.denominator
        if low == high:
            return a
        return self._iv.mpf([a.a, (self._iv.mpf(high.numerator) / high.denominator).b])

    def ends(self, x: Any) -> tuple[End, End]:
        return _below(*_parts(x._mpi_[0])), -_below(*_parts(x._mpi_[1], -1))

    def pi(self) -> Any:
        return self._iv.pi + self._iv.mpf(0)

    def exp(self, x: Any) -> Any:
        low, high = self.ends(x)
        if low > -FAR and high < FAR:
            return self._iv.exp(x) * self._about_one
        a = self._exp_at(min(low, FAR - 1)).a if low > -FAR else self._iv.mpf(0)
        b = self._exp_at(max(high, 1 - FAR)).b if high < FAR else self._everything.b
        return self._iv.mpf([a, b])

    def _exp_at(self, x: End) -> Any:
        return self.exp(self.between(Fraction(x), Fraction(x)))

    def log(self, x: Any) -> Any:
        low, high = self.ends(x)
        if low <= 0:
            return self._everything
        if high == float("inf"):
            return self._iv.mpf([(self._iv.log(x.a) * self._about_one).a, high])
        found = self._iv.log(x)
        ulp = abs(found) * (self._about_one - 1)
        return found + ulp

    def root(self, x: Any, k: int) -> Any:
        found = self._iv.sqrt(x) if k == 2 else self.exp(self.log(x) / k)
        return found * self._about_one

    def erf(self, x: Any) -> Any:
        low, high = self.ends(x)
        return self._iv.mpf([self._erf(low).a, self._erf(high).b])

    def _erf(self, x: End) -> Any:
        """erf x = 2/sqrt(pi) exp(-x^2) sum over n of 2^n x^(2n+1) / (1 3 5 ... (2n+1))."""
        if x < 0:
            return -self._erf(-x)
        bits = self._iv.prec
        if x * x > bits:
            return self._iv.mpf([(1 - self._iv.mpf(2) ** -bits).a, 1])
        low, high = _series(Fraction(x), bits + GUARD)
        scale = self._iv.mpf(2) ** -(bits + GUARD)
        total = self._iv.mpf([low, high]) * scale
        square = self.between(Fraction(x), Fraction(x)) ** 2
        return 2 * total * self.exp(-square) / self.root(self.pi(), 2)


class Balls:
    """Ball arithmetic of python-flint (Arb); ImportError if it is not installed."""

    name = "balls"

    def __init__(self, digits: int) -> None:
        import flint

        self.digits = digits
        self._flint = flint
        self._bits = round(digits * BITS) + GUARD

    @contextmanager
    def working(self) -> Iterator[None]:
        """Python-flint keeps its precision in a global context."""
        with self._flint.ctx.workprec(self._bits):
            yield

    def between(self, low: Fraction, high: Fraction) -> Any:
        a, b = (self._flint.arb(self._flint.fmpq(e.numerator, e.denominator)) for e in (low, high))
        return a if low == high else a.union(b)

    def ends(self, x: Any) -> tuple[End, End]:
        if not x.is_finite():
            return float("-inf"), float("inf")
        with self.working():
            (low, down), (high, up) = x.lower().man_exp(), x.upper().man_exp()
        return _below(int(low), int(down)), -_below(-int(high), int(up))

    def pi(self) -> Any:
        return self._flint.arb.pi()

    def exp(self, x: Any) -> Any:
        return x.exp()

    def log(self, x: Any) -> Any:
        return x.log()

    def erf(self, x: Any) -> Any:
        return x.erf()

    def root(self, x: Any, k: int) -> Any:
        return x.root(k)


def _parts(raw: Any, factor: int = 1) -> tuple[float, int]:
    """Mantissa and power of two of a number of mpmath, times 1 or -1."""
    if raw == fnan:
        return -INFINITE, 0
    if raw in (finf, fninf):
        return (factor if raw == finf else -factor) * INFINITE, 0
    sign, mantissa, power, _ = raw
    return (-factor if sign else factor) * int(mantissa), int(power)


def _below(mantissa: float, power: int) -> End:
    """An exact number not above mantissa * 2^power, of no more than so many digits."""
    if isinstance(mantissa, float):
        return mantissa
    if power > MOST:
        return Fraction(2) ** MOST if mantissa > 0 else -INFINITE
    if power < -MOST:
        return Fraction(0) if mantissa >= 0 else Fraction(mantissa, 2**MOST)
    return Fraction(mantissa) * Fraction(2) ** power


def _series(x: Fraction, bits: int) -> tuple[int, int]:
    """Whole numbers around 2^bits times the sum; every term is rounded down, and up."""
    ratio = 2 * x * x * 2**bits
    down, up = floor(ratio), ceil(ratio)
    low, high = floor(x * 2**bits), ceil(x * 2**bits)
    total_low, total_high, n = low, high, 0
    while True:
        n += 1
        low = low * down // ((2 * n + 1) << bits)
        high = -(-high * up // ((2 * n + 1) << bits))
        total_low, total_high = total_low + low, total_high + high
        if high <= 1 and 2 * up < (2 * n + 3) << bits:
            return total_low, total_high + high + 1
