"""bound: the extent of a function or of its slope with certificates, and claims about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Expr, Rational, Symbol, oo

from ..arithmetic import End, Intervals
from ..enclosure import sign, within
from .certificates import ROADS, Certificate, Disagreement, check_installed, is_installed
from .domain import Domain
from .extent import Extent, Extremum, Place
from .germs import Unsettled
from .question import Question
from .shape import Gap
from .zeros import Undecided

RELATIONS = ("<=", "<", ">=", ">")
DIGITS = (1, 2, 4)
PLACES = 40


@dataclass(frozen=True)
class Decision:
    """Whether a claim holds: True, False with a ``witness``, or None; and why in words.

    A witness is a rational point and rational numbers below and above the value there.
    """

    holds: bool | None
    why: str
    witness: tuple[Rational, Rational, Rational] | None = None


@dataclass(frozen=True)
class Bound:
    """The answer to a question, on all roads that lead to it."""

    question: Question
    certificates: tuple[Certificate, ...]

    @cached_property
    def extent(self) -> Extent:
        """What all roads agree on, as narrow as any found it."""
        known = [c.extent for c in self.certificates if c.extent is not None]
        return Extent(_agreed([e.inf for e in known]), _agreed([e.sup for e in known]))

    @property
    def sup(self) -> Extremum:
        """The supremum."""
        return self.extent.sup

    @property
    def inf(self) -> Extremum:
        """The infimum."""
        return self.extent.inf

    @property
    def kinks(self) -> tuple[Expr, ...]:
        """Where the function has no slope."""
        return tuple(domain.low for _, domain in self.question.smooth[1:])

    def decide(self, relation: str, c: Rational) -> Decision:
        """Decide whether all values are ``<=``, ``<``, ``>=`` or ``>`` the number c."""
        if relation not in RELATIONS:
            raise ValueError(f"a relation is one of {' '.join(RELATIONS)}, not {relation}")
        side, strict = (1 if relation[0] == "<" else -1), relation in ("<", ">")
        bound = self
        for _ in DIGITS:
            end = bound.sup if side > 0 else bound.inf
            found = _compared(end, c, side, strict)
            if found is not None:
                break
            more = replace(bound.question, digits=2 * bound.question.digits)
            bound = answered(more, [c.road for c in self.certificates])
        return _decision(bound.question, end, c, side, strict, found)


def _decision(
    question: Question, end: Extremum, c: Rational, side: int, strict: bool, found: bool | None
) -> Decision:
    name, beyond, before = (
        ("supremum", "above", "below") if side > 0 else ("infimum", "below", "above")
    )
    if found is None:
        return Decision(None, f"the {name} is not told apart from it")
    if not found:
        return Decision(
            False, f"the {name} is {beyond} it", _witness(question, end, c, side, strict)
        )
    if not strict:
        return Decision(True, f"the {name} is not {beyond} it")
    if end.exact == c:
        return Decision(True, f"it is the {name}, which is not attained")
    return Decision(True, f"the {name} is {before} it")


def answered(question: Question, roads: Sequence[str] = ()) -> Bound:
    """Answer a question on the roads that are named, or on all that apply and are installed.

    Raises MissingExtra for a road that was named and is not installed, Gap if the function is not
    defined on all of the domain, Undecided or Unsettled if no road leads to an answer.
    """
    for name in roads:
        check_installed(name)
    found: list[Certificate] = []
    faults: list[ValueError] = []
    for name in roads or [name for name in ROADS if is_installed(name)]:
        try:
            certificate = ROADS[name](question)
        except (Undecided, Unsettled) as fault:
            faults.append(fault)
            continue
        except OverflowError:
            faults.append(Undecided("numbers too large to be compared"))
            continue
        if certificate is not None:
            found.append(certificate)
    if not any(c.extent is not None for c in found):
        raise faults[0] if faults else Undecided("no road that was asked for applies")
    return Bound(question, tuple(found))


def _agreed(found: Sequence[Extremum]) -> Extremum:
    """One end, enclosed by all; Disagreement if there is no number in all enclosures."""
    low, high = max(e.low for e in found), min(e.high for e in found)
    exact = next((e.exact for e in found if e.exact is not None), None)
    known = {e.attained for e in found} - {None}
    if low > high or (exact not in (None, oo, -oo) and sign(exact - low) == -1):
        raise Disagreement(f"{low} and {high} for one value")
    attained = known.pop() if len(known) == 1 else found[-1].attained
    at = min((e.at for e in found), key=_vague)
    return Extremum(low, high, exact, attained, at)


def _vague(at: tuple[Place, ...]) -> Expr:
    """How far a description is from exact points."""
    return sum(place[1] - place[0] for place in at if isinstance(place, tuple)) if at else oo


def _compared(end: Extremum, c: Rational, side: int, strict: bool) -> bool | None:
    """Whether an end is not beyond c; None if that is not seen."""
    if not end.is_finite:
        return False if end.is_unbounded else None
    if end.exact is not None:
        found = sign((c - end.exact) * side)
        if found == 0 and strict:
            return None if end.attained is None else not end.attained
        return None if found is None else found >= 0
    near, far = (end.high, end.low) if side > 0 else (end.low, end.high)
    inner, outer = sign((c - near) * side), sign((c - far) * side)
    if inner == 1 or (inner == 0 and not strict):
        return True
    return False if outer == -1 else None


def _witness(
    question: Question, end: Extremum, c: Rational, side: int, strict: bool
) -> tuple[Rational, Rational, Rational] | None:
    """A point where the value is beyond c, or not before it if the claim was strict."""
    for place in end.at:
        for point in _near(place, question.domain):
            found = value_at(question, point)
            if found is None:
                continue
            low, high = found
            near = low if side > 0 else high
            if sign((near - c) * side) == 1 or (strict and near == c):
                return point, low, high
    return None


def value_at(question: Question, point: Rational) -> tuple[Rational, Rational] | None:
    """Numbers below and above the value at a point; None at a kink and outside of the domain."""
    whole = question.domain
    for e, domain in question.smooth:
        ends = [end for end in (domain.low, domain.high) if end in (whole.low, whole.high)]
        if domain.low < point < domain.high or point in ends:
            exact = e.xreplace({question.x: point})
            if exact.is_Rational:
                return exact, exact
            found = within(Intervals(2 * question.digits), e, {question.x: (point, point)})
            low, high = map(_rational, found)
            return None if low.is_infinite or high.is_infinite else (low, high)
    return None


def _near(place: Place, domain: Domain) -> Iterator[Rational]:
    """Points in or near a place, ever nearer."""
    if isinstance(place, Domain):
        yield from (p for p in (place.low + 1, place.high - 1, Rational(0)) if p.is_finite)
        yield (place.low + place.high) / 2
    elif isinstance(place, tuple):
        yield from (_rounded(sum(place) / 2, k) for k in range(1, PLACES))
    elif place.is_infinite:
        yield from (2**k * (1 if place == oo else -1) * Rational(1) for k in range(14))
    elif place.is_Rational:
        yield place
        for k in range(1, PLACES):
            yield from (place - Rational(1, 10**k), place + Rational(1, 10**k))
    else:
        low, high = within(Intervals(PLACES + 10), place, {})
        middle = _rational(low + (high - low) / 2)
        yield from (_rounded(middle, k) for k in range(1, PLACES))


def _rounded(x: Rational, places: int) -> Rational:
    return Rational(round(x * 10**places), 10**places)


def _rational(x: End) -> Expr:
    if isinstance(x, float):
        return oo if x > 0 else -oo
    return Rational(x.numerator, x.denominator)


__all__ = ["Bound", "Decision", "Gap", "Symbol", "answered", "value_at"]
