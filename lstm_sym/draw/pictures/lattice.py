"""The lattice of units and times: every path of an error, its product, and their sum."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from math import dist, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...cells import builtin
from ...checks.network import Network
from ...language.cell import t
from ...language.operators import Response
from ...language.vectors import Entry
from ...lower.latex import Printer
from ...lower.numpy import Env
from ..gallery import Picture
from ..numbers import amount
from ..svg import Drawing, Point
from ..words import Words, formula, joined

UNITS, LAG, TIME, FAR, SEED = 3, 2, 4, 9, 28
WIDE, HIGH, RADIUS = 150.0, 78.0, 19.0
ABOVE, ROW = -44.0, 26.0
Array = NDArray[Any]
Path = tuple[int, ...]


def slopes(net: Network, q: int = LAG, time: int = TIME) -> list[Array]:
    """The edge Jacobians, the last step first: one of each time, [u, v] from u back to v."""
    env = Env(net.symbols, net.constants)
    a = net.cell.signal("a")
    steps = (Response(a(time - m), a(time - m - 1), "all") for m in range(q))
    return [net.response(R, env) for R in steps]


def whole(net: Network, q: int = LAG, time: int = TIME) -> Array:
    """The derivative over all q steps at once, by the complex step."""
    a = net.cell.signal("a")
    return net.response(Response(a(time), a(time - q), "all"), Env(net.symbols, net.constants))


def paths(u: int, v: int, q: int = LAG, units: int = UNITS) -> list[Path]:
    """All paths of q edges from unit u back to unit v."""
    return [(u, *inner, v) for inner in product(range(units), repeat=q - 1)]


def along(path: Path, edges: list[Array]) -> list[float]:
    """The factors of a path."""
    return [float(J[a, b]) for J, (a, b) in zip(edges, pairwise(path), strict=True)]


@dataclass(frozen=True)
class Lattice:
    """All paths from unit u at time t back to unit v at time t - q, in numbers."""

    net: Network
    u: int
    v: int

    @cached_property
    def factors(self) -> dict[Path, list[float]]:
        """The factors of every path."""
        edges = slopes(self.net)
        return {path: along(path, edges) for path in paths(self.u, self.v)}

    @property
    def printer(self) -> Printer:
        return Printer(["x", "a", "h"])

    @property
    def derivative(self) -> Words:
        """What the sum is: the derivative of one entry by the other."""
        a = self.net.cell.signal("a")
        ends = Entry(a(t - LAG).bar, self.v + 1), Entry(a(t).bar, self.u + 1)
        above, below = map(self.printer.doprint, ends)
        return joined(formula(f"d {above}"), "/", formula(f"d {below}"))

    @property
    def products(self) -> dict[Path, float]:
        return {path: prod(factors) for path, factors in self.factors.items()}

    @property
    def total(self) -> float:
        """The derivative over all steps at once, which no path was walked for."""
        return float(whole(self.net)[self.u, self.v])

    def said(self) -> str:
        """What is seen, in words."""
        rows = (
            f"The path {_way(path)} multiplies by {amount(x, 2)}."
            for path, x in self.products.items()
        )
        return " ".join([*rows, f"The derivative is their sum, {amount(self.total, 2)}."])


def resting(seed: int = SEED) -> Network:
    """Logistic units at rest at one half, where each slope is a quarter.

    Their weights are whole multiples of 0.4, so that every factor has one decimal, and no product
    of two is rounded.
    """
    cell = builtin("rnn-logistic")
    weights = 0.4 * np.random.default_rng(seed).integers(-FAR, FAR + 1, (UNITS, UNITS))
    half = np.full(UNITS, 0.5)
    constants = {"W": weights, "V": np.zeros((UNITS, 1)), "b": -weights @ half}
    given = {("x", k): np.zeros(1) for k in range(TIME + 2)} | {("h", 0): half}
    sizes = {n: UNITS if n.name == "n" else 1 for n in cell.sizes}
    return Network(cell, sizes, constants, given, {}, TIME + 1)


def lattice() -> str:
    """Three units, three times: the error of one unit two steps later reaches another."""
    found = Lattice(resting(), 1, 1)
    title = f"All paths of an error over {LAG} steps through {UNITS} units"
    drawing = Drawing(title, found.said())
    _edges(drawing, found)
    _units(drawing, found)
    _table(drawing, found)
    return drawing.svg()


def _at(m: int, unit: int) -> Point:
    return (LAG - m) * WIDE, unit * HIGH


def _edges(drawing: Drawing, found: Lattice) -> None:
    for m, i, j in product(range(LAG), range(UNITS), range(UNITS)):
        (x, y), (z, w) = _at(m, i), _at(m + 1, j)
        far = dist((x, y), (z, w)) / (RADIUS + 3)
        ends = (x + (z - x) / far, y + (w - y) / far), (z - (z - x) / far, w - (w - y) / far)
        used = [f[m] for path, f in found.factors.items() if path[m : m + 2] == (i, j)]
        drawing.line(ends, "error" if used else "faint", arrow=bool(used))
        if used:
            drawing.text((x + z) / 2, (y + w) / 2, amount(used[0], 1), size=13, kind="halo")


def _units(drawing: Drawing, found: Lattice) -> None:
    for m in range(LAG + 1):
        time = formula(found.printer.doprint(t - m))
        drawing.text(_at(m, 0)[0], ABOVE, time, size=14, kind="math quiet")
        for unit in range(UNITS):
            end = (m, unit) in ((0, found.u), (LAG, found.v))
            drawing.circle(*_at(m, unit), RADIUS, "node state error" if end else "node")
            drawing.text(*_at(m, unit), str(unit + 1))


def _table(drawing: Drawing, found: Lattice) -> None:
    left, y = LAG * WIDE + 58, ABOVE
    middle, right = left + 86, left + 296
    for x, words, anchor in (
        (left, "path", "start"),
        (middle, "factors", "start"),
        (right, "product", "end"),
    ):
        drawing.text(x, y, words, anchor, 14, "quiet")
    for path, factors in found.factors.items():
        y += ROW
        drawing.text(left, y, _way(path), "start", 14, "")
        drawing.text(middle, y, _multiplied(factors), "start", 14, "")
        drawing.text(right, y, amount(prod(factors), 2), "end", 14, "")
    drawing.line(((left, y + 17), (right, y + 17)), "faint", arrow=False)
    drawing.text(left, y + 34, joined("sum = ", found.derivative), "start", 15)
    drawing.text(right, y + 34, amount(found.total, 2), "end", 14, "flow")


def _way(path: Path) -> str:
    return " → ".join(str(unit + 1) for unit in path)


def _multiplied(factors: list[float]) -> str:
    """A product; a negative factor stands in brackets but where it comes first."""
    first, *rest = (amount(x, 1) for x in factors)
    return " · ".join([first, *(f"({x})" if x.startswith("−") else x for x in rest)])


PICTURES = (
    Picture(
        "lattice",
        "The error of unit 2 goes two steps back to unit 2 along every path. Each path multiplies "
        "its factors, and the products add up to one entry of the Jacobian.",
        lattice,
    ),
)
