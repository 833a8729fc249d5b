"""The graph of all claims: what leans on what, drawn from the records, each node a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

from .explorers import FOLDER
from .places import path

Record = dict[str, Any]
WIDE, MARGIN, ROW, HEAD, GAP = 680, 16, 20, 26, 12
COLUMN, LETTER = 36, 8.4
PAGE = "graph.md"

INTRO = (
    "Every claim of every derivation, and the claims that it leans on. A line goes from a claim, "
    "left, to one that uses it, right; between derivations it crosses. Each sign leads to its "
    "step. The name of a claim behind the address, as in `graph.html#norm-bound/flow-bound`, shows "
    "it alone with all that it leans on."
)
CELLS = (
    "The {many:,} claims about the [cells]({first}) lean on nothing but the equations of "
    "their cell; they stand on the cells' pages."
)
# Told apart by shape as well as by colour: the path of each sign, around its middle.
SIGNS = {
    "verified": "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0",
    "assumed": "M-4.5 -4.5H4.5V4.5H-4.5Z",
    "undecided": "M0 -6L6 5H-6Z",
    "refuted": "M-6 -3L-3 -6L0 -3L3 -6L6 -3L3 0L6 3L3 6L0 3L-3 6L-6 3L-3 0Z",
}
WORDS = {"assumed": "a definition"}


def files(records: Sequence[Record]) -> dict[str, str]:
    """The page of the graph, by its path; none if there is no derivation."""
    found = [record for record in records if record["kind"] == "derivation"]
    cells = [record for record in records if record["kind"] == "cell"]
    return {PAGE: page(found, cells)} if found else {}


def page(records: Sequence[Record], cells: Sequence[Record] = ()) -> str:
    """The page: signs, the graph; the claims of ``cells`` are only counted."""
    states = Counter(step["status"] for record in records for step in record["steps"])
    legend = " ".join(
        f'<span class="sign">{_svg(_sign(status), 16, 16, "-8 -8 16 16")} '
        f"{WORDS.get(status, status)}: {states[status]:,}</span>"
        for status in SIGNS
    )
    parts = [
        "# What leans on what",
        INTRO,
        f'<p class="signs">{legend}</p>',
        f'<div class="graph">{drawn(records)}</div>',
        f'<script src="{FOLDER}/graph.js" defer></script>',
    ]
    if cells:
        many = sum(len(cell["steps"]) for cell in cells)
        parts.insert(2, CELLS.format(many=many, first=path(cells[0])))
    return "\n\n".join(parts) + "\n"


def drawn(records: Sequence[Record]) -> str:
    """The graph as SVG: a box for each derivation, in it a column for each depth of leaning."""
    at: dict[str, tuple[float, float]] = {}
    heads, left, top, tall = "", float(MARGIN), float(GAP), 0.0
    for record in records:
        columns = _columns(record["steps"])
        wide = max(LETTER * (3 + len(record["title"])), COLUMN * (len(columns) + 1))
        if left > MARGIN and left + wide > WIDE:
            left, top, tall = float(MARGIN), top + tall + GAP, 0.0
        for depth, column in enumerate(columns):
            for row, step in enumerate(column):
                at[step["id"]] = (left + 8 + COLUMN * depth, top + HEAD + ROW * (row + 0.5))
        heads += _head(record, left, top)
        left, tall = left + wide, max(tall, HEAD + ROW * max(map(len, columns)))
    top += tall + GAP
    known = [(step, at[step["id"]]) for record in records for step in record["steps"]]
    lines = "".join(
        f'<path{_far(used, step["id"])} data-from="{used}" data-to="{step["id"]}" '
        f'd="{_line(at[used], here)}"/>'
        for step, here in known
        for used in dict.fromkeys(step["uses"])
        if used in at
    )
    pages = {record["label"]: path(record).replace(".md", ".html") for record in records}
    nodes = "".join(_node(step, here, pages[step["id"].split("/")[0]]) for step, here in known)
    inside = f'<g class="lines">{lines}</g>{heads}{nodes}'
    title = "<title>The graph of all claims</title>"
    return _svg(title + inside, WIDE, round(top), f"0 0 {WIDE} {top:.0f}", "group")


def _columns(steps: Sequence[Record]) -> list[list[Record]]:
    """The steps by the longest way, within their derivation, to what leans on nothing."""
    depth: dict[str, int] = {}
    for step in steps:  # a step stands after what it uses
        depth[step["id"]] = 1 + max((depth.get(used, -1) for used in step["uses"]), default=-1)
    columns: list[list[Record]] = [[] for _ in range(1 + max(depth.values()))]
    for step in steps:
        columns[depth[step["id"]]].append(step)
    return _folded(columns)


def _folded(columns: Sequence[Sequence[Record]]) -> list[list[Record]]:
    """Long columns as several, as far as there is width: what leans on nothing is often most."""
    room = int((WIDE - 2 * MARGIN) // COLUMN) - len(columns) - 1
    found: list[list[Record]] = []
    for i, column in enumerate(columns):
        many = min(-(-len(column) // 5), 1 + max(0, room)) if i == 0 else 1
        room -= many - 1
        size = -(-len(column) // many)
        found += [list(column[k : k + size]) for k in range(0, len(column), size)]
    return found


def _far(used: str, step: str) -> str:
    """A mark for what joins two derivations: it is drawn faintly."""
    return "" if used.split("/")[0] == step.split("/")[0] else ' class="far"'


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (a, b), (c, d) = start, end
    middle = (a + c) / 2 if c > a else max(a, c) + COLUMN / 2
    return f"M{a:.0f} {b:.0f}C{middle:.0f} {b:.0f} {middle:.0f} {d:.0f} {c:.0f} {d:.0f}"


def _head(record: Record, x: float, y: float) -> str:
    words = escape(record["title"])
    place = path(record).replace(".md", ".html")
    return f'<a href="{place}"><text x="{x:.0f}" y="{y + 15:.0f}">{words}</text></a>'


def _node(step: Record, at: tuple[float, float], page: str) -> str:
    name, status = step["id"], step["status"]
    words = escape(f"{name}: {WORDS.get(status, status)}")
    return (
        f'<a id="{name}" href="{page}#{step["label"]}" '
        f'transform="translate({at[0]:.0f} {at[1]:.0f})">'
        f"<title>{words}</title>{_sign(status)}</a>"
    )


def _sign(status: str) -> str:
    return f'<path class="{status}" d="{SIGNS[status]}"/>'


def _svg(inside: str, wide: float, high: float, box: str, role: str = "") -> str:
    said = f' role="{role}" aria-label="The graph of all claims"' if role else ' aria-hidden="true"'
    return f'<svg viewBox="{box}" width="{wide:g}" height="{high:g}"{said}>{inside}</svg>'
