"""What the networks of the demonstration have learnt: their losses, a switch, how errors reach."""

from __future__ import annotations

from typing import Any

from ...demo.shown import shown
from ..axes import Axes, decades, spread
from ..gallery import Picture
from ..svg import Drawing
from ..words import formula, joined

WIDE, HIGH, GAP = 500.0, 92.0, 46.0
INKS = {"lstm": "error", "rnn": "direct"}
NAMES = {"lstm": "LSTM", "rnn": "recurrent network"}
LEAST = 1e-9
WEIGHTS = ("11", "12", "21", "22")


def learning() -> str:
    """The loss of a step over the updates."""
    found = {kind: one["learning"] for kind, one in shown().items()}
    drawing = Drawing("The loss while two networks learn")
    losses = [loss for rows in found.values() for _, loss in rows]
    last = max(rows[-1][0] for rows in found.values())
    axes = Axes(0, 0, WIDE, 200, (0, last), (min(losses) * 0.8, max(losses) * 1.2), log=True)
    axes.frame(drawing, (0, last / 2, last), decades(*axes.upwards))
    drawing.text(WIDE, 228, "updates", "end", 13, "quiet")
    said = []
    for kind, rows in found.items():
        axes.graph(drawing, rows, INKS[kind])
        _named(drawing, axes.at(*rows[-1]), kind)
        clear = shown()[kind]["clarity"]
        said.append(
            f"The {NAMES[kind]} ends with a loss of {rows[-1][1]:.4f} a step and a clarity of "
            f"{clear['mean']:.3f} on {clear['contexts']} mixings that it has never heard."
        )
    drawing.desc = " ".join(said)
    return drawing.svg()


def switch() -> str:
    """Both sources and what either network makes of the mixtures, around a switch."""
    drawing = Drawing("Two sources, their mixtures, and what two networks make of them")
    parts = {kind: one["switch"] for kind, one in shown().items()}
    first = parts["lstm"]
    rows: list[tuple[str, str, list[list[float]], list[list[float]] | None]] = [
        ("mixtures", "", first["mixtures"], None)
    ]
    rows += [(NAMES[k], INKS[k], p["outputs"], p["sources"]) for k, p in parts.items()]
    before = first["before"]
    k = 0
    for words, ink, seen, true in rows:
        for unit in (0, 1):
            high = (-1.6, 1.6)
            axes = Axes(0, k * (HIGH + GAP / 2), WIDE, HIGH, (-before, len(seen) - before), high)
            if true is not None:
                axes.graph(drawing, _series(true, unit, before), "faint")
            axes.graph(drawing, _series(seen, unit, before), ink)
            axes.mark(drawing, 0)
            title = joined(f"{words}, ", formula(f"{'y' if true else 'x'}_{unit + 1}"))
            drawing.text(0, axes.top - 2, title, "start", 13, "quiet halo")
            k += 1
    drawing.text(WIDE, k * (HIGH + GAP / 2), "steps after the switch: 200", "end", 13, "quiet")
    drawing.desc = (
        f"{before} steps before and {len(first['mixtures']) - before} after a switch; the sources "
        "are drawn faintly beneath the outputs."
    )
    return drawing.svg()


def readout() -> str:
    """The weights in force after a switch, beside the inverse of the mixing; and their distance."""
    drawing = Drawing("The modulated weights follow the inverse of the mixing")
    part = shown()["lstm"]["switch"]
    before, last = part["before"], len(part["readouts"]) - part["before"]
    for k, name in enumerate(WEIGHTS):
        left = (k % 2) * (WIDE / 2 + 20)
        top = (k // 2) * (HIGH + GAP)
        now = _series(part["readouts"], k, before)
        wanted = [inverse[k] for inverse in part["inverses"]]
        edges = spread([*(v for _, v in now), *wanted])
        axes = Axes(left, top, WIDE / 2 - 20, HIGH, (-before, last), edges)
        for (a, b), goal in zip(((-before, 0), (0, last)), wanted, strict=True):
            axes.graph(drawing, [(a, goal), (b, goal)], "cut")
        axes.graph(drawing, now, "error")
        axes.mark(drawing, 0)
        drawing.text(left, top - 8, formula(f"w_{{{name}}}"), "start", 14, "math halo")
    top = 2 * (HIGH + GAP) + 10
    series = {k: _series(o["switch"]["distance"], None, before) for k, o in shown().items()}
    edges = (0.0, max(v for rows in series.values() for _, v in rows) * 1.1)
    axes = Axes(0, top, WIDE, HIGH, (-before, last), edges)
    axes.frame(drawing, (-before, 0, last), (0.0, round(edges[1] / 2)))
    axes.mark(drawing, 0)
    for kind, rows in series.items():
        axes.graph(drawing, rows, INKS[kind])
        _named(drawing, axes.at(*rows[-1]), kind)
    drawing.text(0, top - 16, "distance from the inverse, mean", "start", 13, "quiet")
    ends = {kind: rows[-1][1] for kind, rows in series.items()}
    drawing.desc = (
        "The four weights of the LSTM's network around a switch, and the inverse of the mixing, "
        f"dashed. After {last} steps the mean distance from the inverse is {ends['lstm']:.2f} "
        f"for the LSTM and {ends['rnn']:.2f} for the recurrent network."
    )
    return drawing.svg()


def reach() -> str:
    """The norm of the error of the state over the lag, of both networks that have learnt."""
    drawing = Drawing("How far errors reach in two networks that have learnt")
    flows: dict[str, Any] = {kind: one["flow"] for kind, one in shown().items()}
    last = flows["lstm"]["lags"][-1]
    top = max(flow["norms"][0] for flow in flows.values()) * 10
    axes = Axes(0, 0, WIDE, 260, (0, last), (LEAST, top), log=True)
    axes.frame(drawing, (0, last / 4, last / 2, 3 * last / 4, last), decades(LEAST, top, 3))
    drawing.text(WIDE, 288, joined("lag ", formula("q")), "end", 13, "quiet")
    said = []
    for kind, flow in flows.items():
        points = [(q, v) for q, v in zip(flow["lags"], flow["norms"], strict=True) if v >= LEAST]
        axes.graph(drawing, points, INKS[kind])
        _named(drawing, axes.at(*points[-1]), kind)
        end, left = points[-1][0], points[-1][1] / flow["norms"][0]
        said.append(f"In the {NAMES[kind]} {left:.0e} of the error is left over {end} steps.")
        allowed = flow["bounds"][-1] / flow["norms"][0]
        said.append(f"The norms of the single steps allow {allowed:.0e} of it.")
    drawing.desc = " ".join(said)
    return drawing.svg()


def _series(rows: list[Any], column: int | None, before: int) -> list[tuple[float, float]]:
    """Pairs of step after the switch and number."""
    return [(k - before, row if column is None else row[column]) for k, row in enumerate(rows)]


def _named(drawing: Drawing, place: tuple[float, float], kind: str) -> None:
    drawing.text(place[0] + 8, place[1], NAMES[kind], "start", 13, "flow" if kind == "lstm" else "")


PICTURES = (
    Picture(
        "learning",
        "The loss of a step while the networks learn, over the updates, from the same examples.",
        learning,
    ),
    Picture(
        "switch",
        "Two mixtures and what the networks make of them, on a mixing that neither has met; the "
        "sources are drawn faintly beneath. At the dashed line the mixing changes.",
        switch,
    ),
    Picture(
        "readout",
        "The weights that the LSTM sets, and the inverse of the mixing, dashed; below, how far "
        "from it both networks are, as a mean over a hundred mixings.",
        readout,
    ),
    Picture(
        "reach",
        "How much the loss of one step depends on the state of the modulator, over the lag, after "
        "learning; means over ten runs.",
        reach,
    ),
)
