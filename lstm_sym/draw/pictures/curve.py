"""How much error one weight passes: w sigma'(wy), its greatest value, and the line above it."""

from __future__ import annotations

import numpy as np
from sympy import Expr, Rational

from ...calculus.bounds import supremum
from ...calculus.extremes import Question, answered
from ...language.activations import sigma
from ...language.symbols import number as symbol
from ...lower.latex import latex
from ...lower.numpy import Env, value
from ..gallery import Picture
from ..numbers import amount
from ..svg import Drawing, Point
from ..words import formula, joined

z, w = symbol("z"), symbol("w")
INPUTS = (Rational(1), Rational(1, 2), Rational(1, 4))
FAR, WIDE, HIGH, POINTS = 20, 600.0, 280.0, 160
TOP = 1.25


def best() -> tuple[float, float]:
    """Where z f'(z) is greatest, and how great: the maximum for y = 1 and b = 0."""
    top = answered(Question(z * sigma(z).fdiff(), z, of_slope=False)).sup
    places = [p for p in top.at if isinstance(p, tuple)]
    return float(max(places[0])), float(top.low)


def passed(y: Expr) -> Expr:
    """w sigma'(wy), of the logistic function."""
    return w * sigma(w * y).fdiff()


def curve() -> str:
    """Three inputs y, the maximum of each, and the weights below which nothing exceeds one."""
    steepest = float(supremum(sigma))
    place, most = best()
    drawing = Drawing("How much of an error one weight passes")
    _axes(drawing, steepest)
    said = []
    for y in INPUTS:
        ws = np.linspace(0, FAR, POINTS)
        found = np.asarray(value(passed(y), Env({w: ws})), float)
        drawing.curve([_at(a, b) for a, b in zip(ws, found, strict=True)], "error")
        at, top = place / float(y), most / float(y)
        drawing.circle(*_at(at, top), 4, "badge")
        words = joined(formula(f"y = {latex(y)}"), f": at most {amount(top, 4)}")
        x, height = _at(at, top)
        drawing.text(x + 9, height - 12, words, "start", 14, "math halo")
        said.append(f"For y = {y} it is at most {amount(top, 4)}, at the weight {amount(at, 3)}.")
    said.append(f"Below the weight {amount(1 / steepest, 0)} it is below one for every y.")
    drawing.desc = " ".join(said)
    return drawing.svg()


def _at(weight: float, height: float) -> Point:
    return weight / FAR * WIDE, -height / TOP * HIGH


def _axes(drawing: Drawing, steepest: float) -> None:
    drawing.line((_at(0, 0), _at(FAR, 0)), "faint")
    drawing.line((_at(0, 0), _at(0, TOP)), "faint")
    drawing.line((_at(0, 1), _at(FAR, 1)), "cut", arrow=False)
    drawing.line((_at(0, 0), _at(TOP / steepest, TOP)), "", arrow=False)
    drawing.line((_at(1 / steepest, 0), _at(1 / steepest, 1)), "cut", arrow=False)
    x, y = _at(1 / steepest, 0)
    drawing.text(x, y + 16, amount(1 / steepest, 0), size=14, kind="")
    drawing.text(-10, _at(0, 1)[1], "1", "end", 14, "")
    drawing.text(-10, 0, "0", "end", 14, "")
    drawing.text(_at(FAR, 0)[0], 16, formula("w"), "end")
    drawing.text(_at(0, TOP)[0] + 10, _at(0, TOP)[1] - 10, formula(r"w \, \sigma'(w y)"), "start")
    x, y = _at(TOP / steepest, TOP)
    drawing.text(x + 10, y + 4, joined(formula("w / 4"), ", its bound"), "start", 14, "quiet")


PICTURES = (
    Picture(
        "curve",
        "A larger weight passes more error, until it saturates the unit. For each input y the "
        "factor has a greatest value, and no weight below four passes more than comes in.",
        curve,
    ),
)
