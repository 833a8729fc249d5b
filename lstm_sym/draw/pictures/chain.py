"""One unit over many steps: how much of an error is left, as arrows of that width."""

from __future__ import annotations

from math import prod

import numpy as np
from sympy import Integer

from ...cells import builtin
from ...checks.network import Network
from ...language.cell import Cell
from ...language.operators import Response
from ...language.text import parse
from ...language.vectors import Vector
from ...lower.numpy import Env
from ..gallery import Picture
from ..numbers import amount
from ..svg import Drawing
from ..words import formula

STEPS, PITCH, HIGH, RADIUS, WIDTH = 6, 92.0, 112.0, 15.0, 3.0
CAROUSEL = """
a[t] = W @ h[t-1] + V @ x[t-1]
h[t] = identity(a[t])
"""
# The weight of the unit on itself, and its cell.
ROWS = (("logistic", 2.0), ("identity", 1.0), ("logistic", 5.0))


def factors(kind: str, w: float) -> list[float]:
    """The derivative of each state by the one before, the last first.

    The unit is held where it is steepest: its net input is 0 at all times.
    """
    net = unit(kind, w)
    h, env = net.cell.signal("h"), Env(net.symbols, net.constants)
    steps = (Response(h(k), h(k - 1), "all") for k in range(STEPS, 0, -1))
    return [float(net.response(R, env)[0, 0]) for R in steps]


def unit(kind: str, w: float) -> Network:
    """One unit with one weight on itself, at rest: half its range, or zero."""
    cell: Cell = builtin("rnn-logistic") if kind == "logistic" else parse(CAROUSEL, "unit.cell")
    half = 0.5 if kind == "logistic" else 0.0
    sizes = dict.fromkeys(cell.sizes, 1)
    constants = {
        p.name: np.zeros((1,) if isinstance(p, Vector) else (1, 1)) for p in cell.parameters
    }
    constants |= {"W": np.array([[w]])}
    if "b" in constants:
        constants["b"] = np.array([-w * half])
    given = {("x", k): np.zeros(1) for k in range(STEPS + 1)} | {("h", 0): np.array([half])}
    return Network(cell, sizes, constants, given, {}, STEPS)


def chain() -> str:
    """Three units: the error vanishes, is conserved, explodes."""
    drawing = Drawing("An error over six steps, three times")
    said = []
    for k, (kind, w) in enumerate(ROWS):
        found = factors(kind, w)
        _row(drawing, k * HIGH, found)
        left = prod(found)
        fate = "is conserved" if left == 1 else "vanishes" if left < 1 else "explodes"
        name = "logistic unit" if kind == "logistic" else "linear unit"
        words = f"{name}, weight {w:g}: {amount(found[0], 2)} a step, it {fate}"
        drawing.text(-RADIUS, k * HIGH - 40, words, "start", 14, "quiet")
        said.append(f"A {words}; after {STEPS} steps {amount(left, 4)} of it is left.")
    drawing.desc = " ".join(said)
    return drawing.svg()


def _row(drawing: Drawing, y: float, found: list[float]) -> None:
    products = [prod(found[:m]) for m in range(STEPS + 1)]
    for m, left in enumerate(products):
        x = (STEPS - m) * PITCH
        drawing.circle(x, y, RADIUS, "node")
        time = formula("t" if not m else f"t - {Integer(m)}")
        drawing.text(x, y + 30, amount(left, 4 if left < 0.2 else 2), size=13, kind="flow")
        if y == 0:
            drawing.text(x, y, formula("h"), size=14)
            drawing.text(x, y - 66, time, size=14, kind="math quiet")
        else:
            drawing.text(x, y, formula("h"), size=14)
        if m < STEPS:
            thick = WIDTH * products[m + 1]
            ends = ((x - RADIUS - 2, y), (x - PITCH + RADIUS + 2, y))
            drawing.line(ends, "error", thick=max(0.3, thick))


PICTURES = (
    Picture(
        "chain",
        "The error of one unit on its way back, the unit held where it is steepest; each arrow is "
        "as wide as what is left. By a factor below one it vanishes, above one it explodes; only "
        "by the factor one it lasts.",
        chain,
    ),
)
