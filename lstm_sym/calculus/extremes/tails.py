"""Tails: far out a function is its leading term, times a number that is enclosed.

At +oo a ratio of polynomials in x and X = exp(rx^j) is ruled by its leading monomials. What is
no such ratio is made one: constants, erf, log and functions of something bounded become numbers
theta, of which no more is known than an enclosure that holds for all x >= R.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import sympy
from sympy import Dummy, Expr, Rational, Symbol, exp, oo

from ..arithmetic import INFINITE, Arithmetic, Intervals
from ..enclosure import within
from ..program import FUNCTIONS, Program
from ..ratios import HYPERBOLIC, Ground, Unfit, exponent
from .germs import Enclosed, Germ, Unsettled, far

DIGITS = 30


class Tail:
    """A function of x for all x ≥ R, R large; Unsettled if it cannot be written as a ratio."""

    def __init__(self, e: Expr, x: Symbol, work: Arithmetic) -> None:
        self.x, self.work = x, work
        self._thetas: dict[Symbol, Callable[[int], Enclosed | None]] = {}
        self._written = self._germ(self._settled(e))

    def sign(self) -> tuple[int, int]:
        """The sign of the function for all x ≥ R, and R; Unsettled if none is seen."""
        for R in far():
            found = self._written.leading(R)
            low, high = (0, 0) if found is None else self.work.ends(found.value)
            if low > 0 or high < 0:
                return (1 if low > 0 else -1), R
        raise Unsettled("its sign far out is not seen")

    def limit(self) -> tuple[Expr | None, Enclosed]:
        """The limit, if it is rational or infinite, and an enclosure of it."""
        sign, R = self.sign()
        found = self._written.leading(R)
        if found is not None and found.grows > 0:
            return sign * oo, (sign * INFINITE, sign * INFINITE)
        if found is not None and found.grows < 0:
            return sympy.S.Zero, (Fraction(0), Fraction(0))
        if found is not None and found.exact is not None:
            exact = Fraction(int(found.exact.p), int(found.exact.q))
            return found.exact, (exact, exact)
        further = [self._written.bounds(far) for far in (R, 4 * R, 16 * R)]
        seen = [b for b in further if b is not None]
        if not seen:
            raise Unsettled("its limit is not seen")
        return None, min(seen, key=lambda b: b[1] - b[0])

    def _germ(self, written: Expr) -> Germ:
        try:
            ground = Ground.of(written)
            return Germ(self.x, self.work, ground, ground.ratio(written), self._thetas)
        except Unfit as unfit:
            raise Unsettled(str(unfit)) from unfit

    def _settled(self, e: Expr) -> Expr:
        """``e`` as a ratio, with numbers theta for what is none."""
        if not e.has(self.x):
            return e if e.is_Rational else self._theta(lambda R: within(self.work, e, {}))
        if e == self.x:
            return e
        if isinstance(e, sympy.erf):
            return self._erf(e.args[0])
        if isinstance(e, HYPERBOLIC) and e.has(sympy.log):
            return self._settled(e.rewrite(exp))
        args = [self._settled(a) for a in e.args]
        if e.is_Add or e.is_Mul or (e.is_Pow and e.exp.is_Integer):
            return e.func(*args)
        if len(args) != 1:
            raise Unsettled(f"{type(e).__name__} far out")
        (inside,) = args
        if isinstance(e, (exp, *HYPERBOLIC)) and self._is_polynomial(inside):
            return e.func(inside)
        if isinstance(e, sympy.log):
            return self._log(inside)
        return self._bounded(e.func, inside)

    def _is_polynomial(self, e: Expr) -> bool:
        try:
            exponent(e)
        except Unfit:
            return False
        return e.free_symbols == {self.x}

    def _theta(self, enclosure: Callable[[int], Enclosed | None]) -> Symbol:
        theta = Dummy("theta")
        self._thetas[theta] = cache(enclosure)
        return theta

    def _bounded(self, f: Any, inside: Expr) -> Expr:
        """A function of something bounded lies between bounds."""
        if f not in FUNCTIONS:
            raise Unsettled(f"{f.__name__} far out")
        germ, at = self._germ(inside), Dummy("at", real=True)
        program = Program([f(at)], [at])

        def enclosure(R: int) -> Enclosed | None:
            found = germ.bounds(R)
            if found is None or INFINITE in map(abs, found):
                return None
            inside = self.work.between(Fraction(found[0]), Fraction(found[1]))
            ends = self.work.ends(program(self.work, inside)[0])
            return None if INFINITE in map(abs, ends) else ends

        return self._theta(enclosure)

    def _log(self, inside: Expr) -> Expr:
        """log(L (1 + r)) = log L + theta r, for r → 0 and L a number times exponentials."""
        leading = self._germ(inside).leader()
        r = inside / leading - 1
        germ = self._germ(r)

        def enclosure(R: int) -> Enclosed | None:
            found = germ.bounds(R)
            most = INFINITE if found is None else max(-found[0], found[1])
            return None if most >= 1 else (1 / (1 + Fraction(most)), 1 / (1 - Fraction(most)))

        constant, powers = leading.as_coeff_Mul()
        parts = [p.args[0] if isinstance(p, exp) else None for p in sympy.Mul.make_args(powers)]
        if constant <= 0 or (powers != 1 and None in parts):
            raise Unsettled("a logarithm far out")
        known = sympy.Add(*(p for p in parts if p is not None))
        return self._settled(sympy.log(constant)) + known + self._theta(enclosure) * r

    def _erf(self, argument: Expr) -> Expr:
        """erf p = ±(1 - theta exp(-p^2) / |P|), p = cP, P of degree one: by Mills' ratio.

        1 - 1/(2 p^2) ≤ sqrt(pi) p exp(p^2) erfc p ≤ 1 for p > 0.
        """
        c, P = argument.as_independent(self.x, as_Add=False)
        a = P.coeff(self.x)
        if not self._is_polynomial(P) or sympy.degree(P, self.x) != 1 or not (c**2).is_Rational:
            return self._bounded(sympy.erf, self._settled(argument))
        rising = 1 if (c * a).is_positive else -1
        scale = 1 / (abs(c) * sympy.sqrt(sympy.pi))

        def enclosure(R: int) -> Enclosed | None:
            at = P.xreplace({self.x: Rational(R)}) * (1 if a > 0 else -1)
            if at <= 0:
                return None
            square = c**2 * at**2
            least = max(Fraction(0), 1 - Fraction(int(square.q), 2 * int(square.p)))
            low, high = within(self.work, scale, {})
            return least * Fraction(low), high

        distance = P if a > 0 else -P
        decay = exp(sympy.expand(-(c**2) * P**2))
        return rising * (1 - self._theta(enclosure) * decay / distance)


def limit_far_out(e: Expr, x: Symbol, to: Expr) -> Expr | None:
    """Return the limit of a function of x alone as x goes to ±oo, if it is rational or infinite.

    None if it is not, or was not found; that takes no long time, which SymPy's limit may.
    """
    if e.free_symbols != {x} or to not in (oo, -oo):
        return None
    try:
        return Tail(e if to == oo else e.xreplace({x: -x}), x, Intervals(DIGITS)).limit()[0]
    except Unsettled:
        return None
