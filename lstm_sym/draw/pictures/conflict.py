"""One weight and two wishes: what each step wants of the weight into a memory."""

from __future__ import annotations

import numpy as np
from sympy import Symbol

from ...checks.network import Network
from ...language.text import parse
from ..gallery import Picture
from ..numbers import amount
from ..svg import Drawing, Point
from ..words import formula

CELL = """
s[t] = s[t-1] + W @ x[t-1]
"""
INPUTS, WISH, WEIGHT = (1.0, -1.0), 1.0, 0.5
PITCH, HIGH, BAR, SCALE = 190.0, 96.0, 26.0, 34.0


def network() -> Network:
    """A carousel that is to hold the first input and to ignore the second."""
    cell = parse(CELL, "unit.cell")
    sizes = {s: 1 for s in cell.sizes if isinstance(s, Symbol)}
    steps = len(INPUTS)
    given = {("x", k): np.array([x]) for k, x in enumerate(INPUTS)} | {("s", 0): np.zeros(1)}
    weights = {"W": np.array([[WEIGHT]])}
    return Network(cell, sizes, weights, given, {("s", steps): np.array([WISH])}, steps)


def updates(net: Network) -> list[float]:
    """What each step adds to minus the gradient of the weight."""
    steps = range(1, net.steps + 1)
    return [-float(net.errors["s", k][0] * net.given["x", k - 1][0]) for k in steps]


def conflict() -> str:
    """The two shares of one update, as bars."""
    net = network()
    found, whole = updates(net), -float(net.gradients["W"][0, 0])
    drawing = Drawing("Two steps pull one weight in opposite directions")
    for k in range(net.steps + 1):
        x, state = k * PITCH, float(net.trajectory["s", k][0])
        if k:
            drawing.line(((x - PITCH + 23, 0), (x - 23, 0)), "direct")
            _input(drawing, x, INPUTS[k - 1], found[k - 1])
        drawing.node(x, 0, 46, 34, "state")
        drawing.text(x, 0, formula(f"s_{{{k}}}"))
        drawing.text(x, -34, amount(state, 2), size=14, kind="")
    end = net.steps * PITCH
    drawing.text(end + 40, 0, f"ought to be {WISH:g}", "start", 14, "quiet")
    drawing.text(
        end + 40,
        22,
        f"error {amount(float(net.errors['s', net.steps][0]), 2)}",
        "start",
        14,
        "flow",
    )
    words = f"what each step adds to w, at the rate one; together {amount(whole, 2)}"
    drawing.text(-23, HIGH + 46, words, "start", 14, "quiet")
    shares = " and ".join(amount(u, 2) for u in found)
    drawing.desc = f"The shares of the update are {shares}; together {amount(whole, 2)}."
    return drawing.svg()


def _input(drawing: Drawing, x: float, value: float, update: float) -> None:
    """An input, its weight, and the share of the update that this step wants."""
    at = x - PITCH / 2
    drawing.node(at, HIGH, 46, 34, "input")
    drawing.text(at, HIGH, amount(value, 0))
    drawing.line(((at + 23, HIGH), (x - 8, HIGH), (x - 8, 17)))
    drawing.text(x - 18, HIGH - 34, formula("w"), "end", 15, "math halo")
    _bar(drawing, (x + 22, HIGH - 34), update)


def _bar(drawing: Drawing, at: Point, update: float) -> None:
    x, y = at
    drawing.line(((x, y), (x, y - SCALE * update)), "error", thick=4)
    drawing.text(x + 12, y - SCALE * update / 2, _signed(update), "start", 13, "flow")


def _signed(x: float) -> str:
    return f"+{amount(x, 2)}" if x > 0 else amount(x, 2)


PICTURES = (
    Picture(
        "conflict",
        "One weight lets a first input in, which is to be held, and a second, which is to be "
        "ignored. The steps want the weight to rise and to fall, by as much.",
        conflict,
    ),
)
