"""A graph on the grid of time and depth: where its nodes stand, and how its edges run between them.

Times are blocks from left to right, depths rows from below; a block has the columns that it uses.
Between rows and between columns are channels that no node enters. An edge to the next row goes up,
along the channel, and up; any other leaves at the side, runs along the channel beside its column,
along the channel below its end, and up. What one node sends shares one track in a channel, and no
two nodes share a track where both run: so no edge meets a node or hides another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .diagram import Diagram, Edge, Node
from .order import columns
from .svg import SIZE, Point
from .words import width

HIGH, LEAST, MOST = 30.0, 46.0, 150.0  # a node
PAD, STEP = 11.0, 9.0  # a channel: to its first track, and between two
PORT = 11.0  # between two lines that come in
APART = 26.0  # between two times
LIFT = 18.0  # below a row, for the heads of arrows
HALF = {"right": 0.5, "left": -0.5}
Channel = tuple[str, int]


@dataclass
class Tracks:
    """One channel: what runs in it, by sender, from where to where."""

    spans: dict[Node, list[float]] = field(default_factory=dict)
    found: dict[Node, int] = field(default_factory=dict)

    def add(self, sender: Node, *at: float) -> None:
        """Let a sender run between these places."""
        self.spans.setdefault(sender, []).extend(at)

    def assign(self) -> None:
        """Give every sender, the shortest first, the first track on which it meets no other."""

        def rank(n: Node) -> tuple[float, float, int, str]:
            low, high = min(self.spans[n]), max(self.spans[n])
            return high - low, low, n.shift, n.name

        tracks: list[list[tuple[float, float]]] = []
        for sender in sorted(self.spans, key=rank):
            low, high = min(self.spans[sender]), max(self.spans[sender])
            free = (
                k for k, taken in enumerate(tracks) if all(high < a or b < low for a, b in taken)
            )
            k = next(free, len(tracks))
            if k == len(tracks):
                tracks.append([])
            tracks[k].append((low, high))
            self.found[sender] = k

    @property
    def many(self) -> int:
        """How many tracks there are."""
        return len(set(self.found.values()))


@dataclass(frozen=True)
class Placed:
    """Nodes by their middles, a size for all, and edges as points."""

    at: Mapping[Node, Point]
    size: Point
    routes: Mapping[Edge, tuple[Point, ...]]
    blocks: Mapping[int, tuple[float, float]]


def placed(diagram: Diagram, port: float = PORT) -> Placed:
    """Place a diagram; ``port`` is how far apart lines come in at a node."""
    return _Placing(diagram, port).placed


@dataclass(frozen=True)
class _Placing:
    diagram: Diagram
    port: float

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.diagram.nodes

    @property
    def edges(self) -> tuple[Edge, ...]:
        return self.diagram.edges

    @cached_property
    def row(self) -> dict[str, int]:
        """The rows that are used, without gaps."""
        depth = self.diagram.depth
        used = sorted({depth[n.name] for n in self.nodes})
        return {n.name: used.index(depth[n.name]) for n in self.nodes}

    @cached_property
    def column(self) -> dict[str, int]:
        rows: list[list[str]] = [[] for _ in range(1 + max(self.row.values()))]
        for name in dict.fromkeys(n.name for n in self.nodes):
            rows[self.row[name]].append(name)
        pairs = dict.fromkeys((e.wrt.name, e.of.name) for e in self.edges)
        return columns(rows, [pair for pair in pairs if pair[0] != pair[1]])

    @cached_property
    def order(self) -> list[tuple[int, int]]:
        """The columns of all blocks, from left to right."""
        return sorted({self.slot(n) for n in self.nodes})

    def slot(self, node: Node) -> tuple[int, int]:
        return node.shift, self.column[node.name]

    def place(self, node: Node) -> int:
        """Which column it is, counted over all blocks."""
        return self.order.index(self.slot(node))

    @cached_property
    def taken(self) -> dict[tuple[int, int], Node]:
        return {(self.place(n), self.row[n.name]): n for n in self.nodes}

    @cached_property
    def wide(self) -> float:
        """How wide every node is: its words fit, and so do the lines that come in below."""
        said = (width(self.diagram.words[n], SIZE) + 16 for n in self.nodes)
        return max(LEAST, *said, min(MOST, self.port * max(self.slots.values(), default=1) + 8))

    # Three ways to run.

    def is_level(self, e: Edge) -> bool:
        """Straight along the row to a later column, with nothing between."""
        (a, b), row = (self.place(e.wrt), self.place(e.of)), self.row[e.of.name]
        low, high = min(a, b), max(a, b)
        clear = all((k, row) not in self.taken for k in range(low + 1, high))
        return e.wrt.shift != e.of.shift and self.row[e.wrt.name] == row and clear and a != b

    def is_next(self, e: Edge) -> bool:
        """Up into the next row of the same block."""
        same = e.wrt.shift == e.of.shift
        return same and self.row[e.of.name] == self.row[e.wrt.name] + 1

    def is_upright(self, e: Edge) -> bool:
        """Straight up into the next row."""
        return self.is_next(e) and self.slot(e.wrt) == self.slot(e.of)

    def side(self, e: Edge) -> str:
        """At which side an edge leaves that runs beside its column; not where another comes in."""
        a, b = self.place(e.wrt), self.place(e.of)
        later = (e.of.shift, b) > (e.wrt.shift, a)
        wish = "right" if later or a == b else "left"
        entered = self.entered.get(e.wrt, set())
        return next((side for side in (wish, *HALF) if side not in entered), wish)

    @cached_property
    def entered(self) -> dict[Node, set[str]]:
        """The sides at which straight lines come in."""
        found: dict[Node, set[str]] = {}
        for e in self.edges:
            if self.is_level(e):
                way = "left" if self.place(e.wrt) < self.place(e.of) else "right"
                found.setdefault(e.of, set()).add(way)
        return found

    # Channels: "below" a row; beside a column, where what leaves it on its "right" runs nearer to
    # it than what leaves the next one on its "left".

    @cached_property
    def channels(self) -> dict[Channel, Tracks]:
        """All tracks, assigned; places along a channel are counted in columns and rows."""
        rows, columns = range(1 + max(self.row.values())), range(-1, len(self.order) + 1)
        found = {("below", r): Tracks() for r in rows}
        found |= {(side, k): Tracks() for k in columns for side in ("right", "left")}
        for e in self.edges:
            if self.is_level(e) or self.is_upright(e):
                continue
            here, there, below = self.place(e.wrt), self.place(e.of), self.row[e.of.name]
            if self.is_next(e):
                found["below", below].add(e.wrt, here, there)
                continue
            side = self.side(e)
            found[side, here].add(e.wrt, self.row[e.wrt.name], below - 0.5)
            found["below", below].add(e.wrt, here + HALF[side], there)
        for tracks in found.values():
            tracks.assign()
        return found

    def room(self, k: int) -> float:
        """How wide the channel between column k and the next must be."""
        many = self.channels["right", k].many + self.channels["left", k + 1].many
        return 2 * PAD + STEP * max(0, many - 1)

    # Places on the sheet.

    @cached_property
    def x(self) -> list[float]:
        """The middle of every column."""
        found, left = [], 0.0
        for k, (shift, _) in enumerate(self.order):
            if k and shift != self.order[k - 1][0]:
                left += APART
            left += self.room(k - 1) if k else 0.0
            found.append(left + self.wide / 2)
            left += self.wide
        return found

    @cached_property
    def y(self) -> list[float]:
        """The middle of every row, the first at 0."""
        found = [0.0]
        for r in range(1, 1 + max(self.row.values())):
            room = 2 * PAD + STEP * max(0, self.channels["below", r].many - 1)
            found.append(found[-1] - HIGH - room - LIFT)
        return found

    def along(self, r: int, sender: Node) -> float:
        """The height of a sender's track below a row."""
        return self.y[r] + HIGH / 2 + LIFT + STEP * self.channels["below", r].found[sender]

    def beside(self, side: str, sender: Node) -> float:
        """Where a sender's track runs on a side of its column."""
        k = self.place(sender)
        out = self.wide / 2 + PAD + STEP * self.channels[side, k].found[sender]
        return self.x[k] + 2 * HALF[side] * out

    @cached_property
    def incoming(self) -> dict[Node, list[Edge]]:
        """What comes in below each node, by the side from which it comes."""
        found: dict[Node, list[Edge]] = {n: [] for n in self.nodes}
        for e in self.edges:
            if not self.is_level(e):
                found[e.of].append(e)
        for into in found.values():
            into.sort(key=lambda e: (self._comes(e), e.wrt.shift, e.wrt.name))
        return found

    @cached_property
    def middle(self) -> dict[Node, float]:
        """Which of what comes in stands in the middle: a straight line, else none of its own."""
        found = {}
        for of, into in self.incoming.items():
            upright = [i for i, e in enumerate(into) if self.is_upright(e)]
            below = (self.place(of), self.row[of.name] - 1) in self.taken
            half = (len(into) - 1) / 2
            found[of] = upright[0] if upright else half + (below and len(into) % 2) / 2
        return found

    @cached_property
    def slots(self) -> dict[Node, float]:
        """For how many lines the lower side of a node must have room."""
        return {
            n: 1 + 2 * max(self.middle[n], len(into) - 1 - self.middle[n])
            for n, into in self.incoming.items()
            if into
        }

    @cached_property
    def ports(self) -> dict[Edge, float]:
        """Where below its end each edge comes in, from the middle."""
        return {
            e: (i - self.middle[of]) * min(self.port, (self.wide - 8) / self.slots[of])
            for of, into in self.incoming.items()
            for i, e in enumerate(into)
        }

    def _comes(self, e: Edge) -> float:
        """From which column an edge comes along the channel."""
        here = self.place(e.wrt)
        return here if self.is_next(e) else here + HALF[self.side(e)]

    def route(self, e: Edge) -> tuple[Point, ...]:
        here, there, up = self.place(e.wrt), self.place(e.of), self.row[e.of.name]
        x, y = self.x[here], self.y[self.row[e.wrt.name]]
        if self.is_level(e):
            way = 1 if there > here else -1
            return ((x + way * self.wide / 2, y), (self.x[there] - way * self.wide / 2, y))
        end = (self.x[there] + self.ports[e], self.y[up] + HIGH / 2)
        if self.is_upright(e):
            return ((x, y - HIGH / 2), end)
        track = self.along(up, e.wrt)
        if self.is_next(e):
            return ((x, y - HIGH / 2), (x, track), (end[0], track), end)
        side = self.side(e)
        out, beside = x + HALF[side] * self.wide, self.beside(side, e.wrt)
        return ((out, y), (beside, y), (beside, track), (end[0], track), end)

    @cached_property
    def placed(self) -> Placed:
        at = {n: (self.x[self.place(n)], self.y[self.row[n.name]]) for n in self.nodes}
        blocks: dict[int, tuple[float, float]] = {}
        for k, (shift, _) in enumerate(self.order):
            low, high = self.x[k] - self.wide / 2, self.x[k] + self.wide / 2
            blocks[shift] = (min(low, blocks.get(shift, (low, 0))[0]), high)
        routes = {e: self.route(e) for e in self.edges}
        return Placed(at, (self.wide, HIGH), routes, blocks)
