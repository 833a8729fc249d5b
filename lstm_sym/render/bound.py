"""What is known of a bound, as plain data: strings for the eye, floating-point numbers to draw."""

from __future__ import annotations

from typing import Any

import numpy as np
from sympy import Expr, Rational, floor, oo

from ..calculus.extremes import Bound, Decision, Domain, Extremum, Place, Question
from ..lower.latex import latex
from ..lower.numpy import Env, value
from ..lower.text import text

Record = dict[str, Any]
POINTS, WINDOW, AROUND = 400, 6.0, 1.6
EXPONENT = 6


def record(bound: Bound, decisions: dict[tuple[str, Rational], Decision], digits: int) -> Record:
    """Return what a reader is told of a bound, and the verdicts on claims about it."""
    asked = bound.question
    return {
        "expression": text(asked.f),
        "variable": str(asked.x),
        "of": "slope" if asked.of_slope else "value",
        "domain": [str(asked.domain.low), str(asked.domain.high)],
        "sup": _extremum(bound.sup, asked, digits),
        "inf": _extremum(bound.inf, asked, digits),
        "kinks": [str(k) for k in bound.kinks],
        "certificates": [{"road": c.road, "says": c.says} for c in bound.certificates],
        "claims": [_claim(*claim, found, digits) for claim, found in decisions.items()],
    }


def curve(bound: Bound) -> list[tuple[float, float]]:
    """Points of the graph, where all that happens can be seen."""
    asked = bound.question
    places = [abs(float(p)) for end in (bound.inf, bound.sup) for p in map(_middle, end.at) if p]
    far = max([WINDOW, *(AROUND * p for p in places)])
    low, high = asked.domain.low, asked.domain.high
    ends = (float(low) if low.is_finite else -far, float(high) if high.is_finite else far)
    if ends[0] >= ends[1]:
        ends = (ends[0], ends[0] + far) if low.is_finite else (ends[1] - far, ends[1])
    at = np.linspace(*ends, POINTS)
    drawn = asked.f.diff(asked.x) if asked.of_slope else asked.f
    with np.errstate(all="ignore"):
        values = np.asarray(value(drawn, Env({asked.x: at})), float) + 0 * at
    return [(float(x), float(y)) for x, y in zip(at, values, strict=True) if np.isfinite(y)]


def _extremum(end: Extremum, asked: Question, digits: int) -> Record:
    low, high = decimals(end.low, end.high, digits)
    return {
        "exact": None if end.exact is None else str(end.exact),
        "latex": None if end.exact is None else latex(end.exact),
        "low": low,
        "high": high,
        "attained": end.attained,
        "at": [_place(place, asked, bool(end.attained), digits) for place in end.at],
    }


def _claim(relation: str, c: Rational, found: Decision, digits: int) -> Record:
    verdict = {True: "verified", False: "refuted", None: "undecided"}[found.holds]
    told: Record = {"claim": f"{relation} {shown(c)}", "verdict": verdict, "why": found.why}
    if found.witness is not None:
        at, low, high = found.witness
        values = decimals(low, high, max(digits, 12))
        told["witness"] = {"at": shown(at), "low": values[0], "high": values[1]}
    return told


def _place(place: Place, asked: Question, attained: bool, digits: int) -> str:
    x = str(asked.x)
    if isinstance(place, Domain):
        ends = ((place.low, ">", asked.domain.low), (place.high, "<", asked.domain.high))
        finite = (end for end in ends if end[0].is_finite)
        parts = [f"{x} {sign}{'=' * (end == last)} {end}" for end, sign, last in finite]
        return " and ".join(parts) or f"all {x}"
    if isinstance(place, tuple):
        low, high = decimals(place[0], place[1], digits)
        return f"{x} in [{low}, {high}]"
    return f"{x} {'=' if attained else '->'} {place}"


def _middle(place: Place) -> Expr | None:
    if isinstance(place, tuple):
        return (place[0] + place[1]) / 2
    return None if isinstance(place, Domain) or place.is_infinite else place


def decimals(low: Expr, high: Expr, digits: int) -> tuple[str, str]:
    """Decimal numbers of so many digits, the first not above ``low``, the second not below."""
    return _rounded(low, digits, -1), _rounded(high, digits, 1)


def shown(c: Rational) -> str:
    """A rational number: a decimal where it is a short one, else a fraction."""
    for places in range(1, 13):
        if (c * 10**places).is_Integer and not c.is_Integer:
            return _written(int(c * 10**places), -places)
    return str(c)


def _rounded(x: Expr, digits: int, side: int) -> str:
    if x.is_infinite or x == 0:
        return "0" if x == 0 else "oo" if x == oo else "-oo"
    power = int(floor(_log10(abs(x)))) - digits + 1
    scaled = x / Rational(10) ** power
    whole = -floor(-scaled) if side > 0 else floor(scaled)
    return _written(int(whole), power)


def _log10(x: Rational) -> int:
    """The whole part of the decimal logarithm of a positive rational number."""
    guess = (int(x.p).bit_length() - int(x.q).bit_length()) * 301 // 1000
    while Rational(10) ** guess > x:
        guess -= 1
    while Rational(10) ** (guess + 1) <= x:
        guess += 1
    return guess


def _written(whole: int, power: int) -> str:
    """whole * 10^power, without needless zeros; with an exponent if it is far from one."""
    while whole and whole % 10 == 0 and power < 0:
        whole, power = whole // 10, power + 1
    sign, digits = ("-" if whole < 0 else ""), str(abs(whole))
    point = len(digits) + power
    if not -EXPONENT < point <= max(len(digits), EXPONENT):
        rest = digits[1:].rstrip("0")
        return f"{sign}{digits[0]}{'.' if rest else ''}{rest}e{point - 1}"
    if power >= 0:
        return sign + digits + "0" * power
    return sign + (
        "0." + "0" * -point + digits if point <= 0 else f"{digits[:point]}.{digits[point:]}"
    )
