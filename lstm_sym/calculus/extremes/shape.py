"""Shape: a smooth function is monotone between its turns, which are found and enclosed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy
from sympy import Expr, Pow, Rational, Symbol, cosh, exp, oo, preorder_traversal

from ..arithmetic import Arithmetic, End
from ..enclosure import sign, within
from ..identity import is_identity
from .domain import Domain, around
from .signs import Zero, zeros
from .tails import Tail
from .zeros import Undecided, Work, short


class Gap(ValueError):
    """A function is not defined everywhere: it divides by zero at ``at``."""

    def __init__(self, at: Zero, what: Expr) -> None:
        super().__init__(f"{short(what)} divides, and is 0 at {at}")
        self.at = at


@dataclass(frozen=True)
class Node:
    """A turn or an end of the domain, and the value there, or the limit.

    ``where`` is a Zero, ±oo, or a domain on which the function is constant. ``closed`` says
    whether the value is attained.
    """

    where: Zero | Expr | Domain
    low: End
    high: End
    exact: Expr | None
    closed: bool


def nodes(e: Expr, x: Symbol, domain: Domain, digits: int, work: Work) -> list[Node]:
    """Return the ends and the turns of a smooth function, in order; between them it is monotone.

    Raises Gap where it divides by zero, Undecided or Unsettled if the turns or the limits are not
    found.
    """
    check_gaps(e, x, domain, work)
    slope = e.diff(x)
    if slope == 0 or is_identity(slope):
        return _constant(e, x, domain, digits, work)
    found = [_end(e, x, domain.low, digits, work)]
    for zero in zeros(slope, x, domain, digits, work):
        if is_inside(zero, domain):
            found.append(_node(e, x, zero, digits, work))
    return [*found, _end(e, x, domain.high, digits, work)]


def _constant(e: Expr, x: Symbol, domain: Domain, digits: int, work: Work) -> list[Node]:
    end = next(end for end in (domain.low, domain.high, sympy.S.Zero) if end.is_finite)
    at = _node(e, x, Zero(*around(end), end), digits, work)
    places = [Zero(*around(e), e) if e.is_finite else e for e in (domain.low, domain.high)]
    ends = [replace(at, where=place, closed=isinstance(place, Zero)) for place in places]
    return [ends[0], replace(at, where=domain), ends[1]]


def is_inside(zero: Zero, domain: Domain) -> bool:
    """Whether a zero is inside of a domain; Undecided if it may be an end of it."""
    if zero.exact in (domain.low, domain.high):
        return False
    low, low_end = (None, None) if domain.low == -oo else around(domain.low)
    end, high = (None, None) if domain.high == oo else around(domain.high)
    if (low is not None and zero.high < low) or (high is not None and zero.low > high):
        return False
    if (low_end is None or low_end < zero.low) and (end is None or zero.high < end):
        return True
    raise Undecided(f"whether {zero} is an end of the domain")


def check_gaps(e: Expr, x: Symbol, domain: Domain, work: Work) -> None:
    """Raise Gap if a divisor vanishes, Undecided if that is not known."""
    for part in preorder_traversal(e):
        if not (isinstance(part, Pow) and part.exp.is_negative and part.base.has(x)):
            continue
        divisor = part.base
        if _is_positive(divisor):
            continue
        for end in (domain.low, domain.high):
            if end.is_finite and sign(divisor.xreplace({x: end})) == 0:
                raise Gap(Zero(*around(end), end), divisor)
        for zero in _even_zeros(divisor, x, domain, work):
            raise Gap(zero, divisor)


def _is_positive(e: Expr, strictly: bool = True) -> bool:
    """Whether an expression shows by its parts that it is positive, or not negative."""
    if e.is_Rational:
        return bool(e > 0 or (e == 0 and not strictly))
    if isinstance(e, exp | cosh):
        return True
    if e.is_Pow and e.exp.is_Integer:
        return _is_positive(e.base) or (not strictly and bool(e.exp.is_even))
    if e.is_Mul:
        return all(_is_positive(a, strictly) for a in e.args)
    if e.is_Add:
        some = not strictly or any(map(_is_positive, e.args))
        return some and all(_is_positive(a, False) for a in e.args)
    return False


def _even_zeros(e: Expr, x: Symbol, domain: Domain, work: Work) -> Iterator[Zero]:
    """The zeros of a function, those too at which it does not change its sign.

    Undecided if it may have others.
    """
    base = e.base if isinstance(e, Pow) else e
    yield from zeros(base, x, domain, 15, work)
    # A zero without a change of sign is one of the slope too: the value there must not vanish.
    for turn in zeros(base.diff(x), x, domain, 15, work) if base.diff(x) != 0 else ():
        if turn.exact is not None:
            if sign(base.xreplace({x: turn.exact})) == 0:
                yield turn
            continue
        low, high = _enclosed(base, x, turn, work(30))
        if low <= 0 <= high:
            raise Undecided(f"whether {short(base)} vanishes near {turn}")


def _end(e: Expr, x: Symbol, at: Expr, digits: int, work: Work) -> Node:
    if at.is_finite:
        return _node(e, x, Zero(*around(at), at), digits, work)
    exact, (low, high) = Tail(e if at == oo else e.xreplace({x: -x}), x, work(digits)).limit()
    return Node(at, low, high, exact, False)


def _node(e: Expr, x: Symbol, zero: Zero, digits: int, work: Work) -> Node:
    low, high = _enclosed(e, x, zero, work(digits + 10))
    exact = None if zero.exact is None else e.xreplace({x: zero.exact})
    return Node(zero, low, high, exact, True)


def _enclosed(e: Expr, x: Symbol, zero: Zero, work: Arithmetic) -> tuple[End, End]:
    low, high = (Rational(end.numerator, end.denominator) for end in (zero.low, zero.high))
    return within(work, e, {x: (low, high)})
