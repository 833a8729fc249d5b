"""One task, six networks: the first item counts, the rest is chatter. Who keeps it, who learns it?

Every number is that of a run; an error of one is put in at the end, and goes back by complex steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...cells import builtin
from ...checks.drawn import dimensions
from ...checks.network import Moment, Network
from ...language.cell import Cell, t
from ...language.text import parse
from ...lower.latex import Printer
from ..gallery import Picture
from ..graph import names
from ..numbers import amount
from ..svg import Drawing
from ..words import Words, formula, joined

ITEMS = (1.0, 0.3, -0.6, 0.2, -0.4, 0.1)
FIRST, LAST = (1.0, *[0.0] * 5), (*[0.0] * 5, 1.0)
TURNED, TWICE = (1.0, 0.3, -0.6, -1.0, -0.4, 0.1), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
FADING, LATCHED, OPEN, SHUT = 0.5, 3.0, 10.0, -5.0
PITCH, LOW, TALL, SCALE, BAR = 46.0, 34.0, 78.0, 22.0, 15.0
CAROUSEL = """
s[t] = s[t-1] + W @ x[t]
"""
Weights = Mapping[str, Sequence[float]]
GATES: Weights = {
    "W_g": [1, 0, 0],
    "W_i": [0, OPEN, 0],
    "b_i": [SHUT],
    "W_o": [0, 0, OPEN],
    "b_o": [SHUT],
}


@dataclass(frozen=True)
class Row:
    """A signal over time: as numbers, the two digits of a ``gate``, the bars of others."""

    signal: str
    kind: str = ""
    said: str = ""
    entry: int = 0


ITEM, STATE = Row("x", said="item "), Row("h", "state", "state ")


def run(cell: Cell, weights: Weights, items: Sequence[Sequence[float]], answer: str) -> Network:
    """One unit with these weights, else zeros; the error of its answer at the end is one."""
    wide = {cell.signal("x").dim: len(items[0])}
    symbols = {s: wide.get(s, 1) for s in cell.sizes}
    learnt = {p.name: np.zeros([wide.get(s, 1) for s in dimensions(p)]) for p in cell.learnt}
    learnt |= {name: np.array(row).reshape(learnt[name].shape) for name, row in weights.items()}
    given: dict[Moment, NDArray[Any]] = {("x", k + 1): np.array(x) for k, x in enumerate(items)}
    given |= {(s.name, 0): np.zeros(1) for s in cell.carried}
    plain = Network(cell, symbols, learnt, given, {}, len(items))
    end = (answer, len(items))
    return replace(plain, targets={end: plain.trajectory[end] - 1})


def recurrent(weight: float) -> Network:
    """A tanh unit that hears itself with a weight."""
    return run(builtin("rnn"), {"W": [1.0], "U": [weight]}, [[x] for x in ITEMS], "h")


def carousel() -> Network:
    """A unit that adds up what it hears."""
    return run(parse(CAROUSEL, "unit.cell"), {"W": [1.0]}, [[x] for x in ITEMS], "s")


def gated() -> Network:
    """The cell of 1997; beside each item stand two marks, which its gates hear."""
    return run(builtin("lstm97"), GATES, list(zip(ITEMS, FIRST, LAST, strict=True)), "h")


def renewed() -> Network:
    """The cell of today: its forget gate shuts at the mark at which the input gate opens."""
    gates = {"W_f": [0, -OPEN, 0], "b_f": [-SHUT], **GATES}
    return run(builtin("lstm"), gates, list(zip(TURNED, TWICE, LAST, strict=True)), "h")


def strip(title: str, net: Network, rows: Sequence[Row]) -> str:
    """The rows of a run over time."""
    drawing = Drawing(title)
    y, steps = 0.0, range(1, net.steps + 1)
    for k in steps:
        drawing.text(k * PITCH, y, formula(str(k)), size=13, kind="math quiet")
    drawing.text(PITCH / 2 - 4, y, joined("step ", formula("t")), "end", 13, "math quiet")
    said = []
    for row in rows:
        barred = row.kind in ("state", "error")
        y += TALL if barred else LOW
        numbers = [float(_numbers(net, row)[row.signal, k][row.entry]) for k in steps]
        drawing.text(PITCH / 2 - 4, y - (BAR if barred else 0), _name(net, row), "end", 14)
        for k, x in zip(steps, numbers, strict=True):
            _entry(drawing, k * PITCH, y, x, row.kind)
        if barred:
            drawing.line(((PITCH / 2, y), ((net.steps + 0.5) * PITCH, y)), "faint", arrow=False)
        said.append(f"{_spoken(row)}: {', '.join(amount(x, 2) for x in numbers)}.")
    drawing.desc = " ".join(said)
    return drawing.svg()


def _numbers(net: Network, row: Row) -> Mapping[Moment, NDArray[Any]]:
    return net.errors if row.kind == "error" else net.trajectory


def _name(net: Network, row: Row) -> Words:
    if row.said and row.entry:
        return joined(row.said)
    u = net.cell.signal(row.signal)
    letter = formula(Printer(names(net.cell)).doprint(u.bar(t) if row.kind == "error" else u(t)))
    return joined(row.said, letter)


def _spoken(row: Row) -> str:
    return row.said.strip() or f"{row.kind or 'gate'} {row.signal}"


def _entry(drawing: Drawing, x: float, y: float, value: float, kind: str) -> None:
    if kind in ("", "gate"):
        said = amount(value, 2) if kind else f"{value:g}".replace("-", "−")
        drawing.text(x, y, said, size=13, kind="")
        return
    tip = y - SCALE * value
    if abs(tip - y) > 0.5:
        drawing.node(x, (y + tip) / 2, BAR, abs(tip - y), kind, r=2)
    place = tip + (11 if value < 0 else -11)
    drawing.text(x, place, amount(value, 2), size=13, kind="flow" if kind == "error" else "")


def fading() -> str:
    """The state of a tanh unit with a small weight."""
    return strip("A recurrent unit reads six items", recurrent(FADING), (ITEM, STATE))


def unheard() -> str:
    """The same run with its errors."""
    rows = (ITEM, STATE, Row("h", "error", "error "))
    return strip("An error goes back through the recurrent unit", recurrent(FADING), rows)


def latched() -> str:
    """A unit that is driven into saturation by its own weight."""
    rows = (ITEM, STATE, Row("h", "error", "error "))
    return strip("A recurrent unit with a large weight", recurrent(LATCHED), rows)


def kept() -> str:
    """The carousel, which hears all items."""
    rows = (ITEM, Row("s", "state", "state "), Row("s", "error", "error "))
    return strip("A carousel reads six items", carousel(), rows)


def guarded() -> str:
    """The memory cell, whose gates hear the marks."""
    rows = (
        ITEM,
        Row("x", said="store it", entry=1),
        Row("x", said="say it", entry=2),
        Row("i", "gate", "gate "),
        Row("c", "state", "state "),
        Row("o", "gate", "gate "),
        Row("h", "state", "output "),
        Row("c", "error", "error "),
    )
    return strip("A memory cell reads six items", gated(), rows)


def replaced() -> str:
    """The cell of today, in which a second item takes the place of the first."""
    rows = (
        ITEM,
        Row("x", said="store it", entry=1),
        Row("i", "gate", "gate "),
        Row("f", "gate", "gate "),
        Row("c", "state", "state "),
        Row("c", "error", "error "),
    )
    return strip("A cell with a forget gate reads six items", renewed(), rows)


PICTURES = (
    Picture(
        "fading",
        f"The first item is to be remembered. One unit with the recurrent weight {FADING:g}: "
        "chatter soon drowns what it has read.",
        fading,
    ),
    Picture(
        "unheard",
        "The same run with an error of one put in at the end, and what comes back of it.",
        unheard,
    ),
    Picture(
        "latched",
        f"With the recurrent weight {LATCHED:g} the unit saturates: it holds the first item, and "
        "its error is gone after a step or two.",
        latched,
    ),
    Picture(
        "kept",
        "A carousel adds up what it reads. Its error comes back whole; but chatter gets in.",
        kept,
    ),
    Picture(
        "guarded",
        "A memory cell with two marks beside each item, which its gates hear. The item is let in "
        "and kept, and shown at the end; the error of the state is the same at all times.",
        guarded,
    ),
    Picture(
        "renewed",
        "With a forget gate a second item takes the place of the first. An error goes back to it "
        "almost whole, and no further.",
        replaced,
    ),
)
