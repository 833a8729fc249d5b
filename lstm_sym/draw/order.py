"""The columns of a layered graph: rows by depth, in an order in which few edges cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum, inf
from operator import mul

Pairs = Sequence[tuple[str, str]]
SWEEPS, MOST = 12, 32


def columns(rows: Sequence[Sequence[str]], edges: Pairs) -> dict[str, int]:
    """Return a column for every name, no two of a row the same; the same for the same graph.

    The rows are sorted by the mean place of what each name hears and is heard by, up and down in
    turn; the order with the fewest crossings is kept, and neighbours change places as long as that
    helps. Then every name moves to the free column nearest to the middle of what it is linked to.
    """
    row = {name: i for i, names in enumerate(rows) for name in names}
    near: dict[str, list[str]] = {name: [] for name in row}
    for a, b in edges:
        if a in row and b in row and row[a] != row[b]:
            near[a].append(b)
            near[b].append(a)
    best = now = [list(names) for names in rows]
    fewest = crossings(best, edges)
    for sweep in range(SWEEPS):
        now = _swept(now, near, row, upwards=sweep % 2 == 0)
        found = crossings(now, edges)
        if found < fewest:
            best, fewest = [list(names) for names in now], found
    return _spread(_exchanged(best, edges), near)


def _exchanged(rows: list[list[str]], edges: Pairs) -> list[list[str]]:
    """Neighbours change places, in all rows or in one, while that saves crossings or length."""
    least, better = cost(rows, edges), sum(map(len, rows)) <= MOST
    moves = [
        (some, k) for some in (rows, *([r] for r in rows)) for k in range(len(max(rows, key=len)))
    ]
    while better:
        better = False
        for some, k in moves:
            _swap(some, k)
            now = cost(rows, edges)
            if now < least:
                least, better = now, True
            else:
                _swap(some, k)
    return rows


def _swap(rows: Sequence[list[str]], k: int) -> None:
    for names in rows:
        if k + 1 < len(names):
            names[k], names[k + 1] = names[k + 1], names[k]


def cost(rows: Sequence[Sequence[str]], edges: Pairs) -> tuple[int, int]:
    """The crossings of an order, and how far its edges run along the rows."""
    wide = max(map(len, rows))
    at = {name: 2 * k + wide - len(names) for names in rows for k, name in enumerate(names)}
    length = sum(abs(at[a] - at[b]) for a, b in edges if a in at and b in at)
    return crossings(rows, edges), length


def crossings(rows: Sequence[Sequence[str]], edges: Pairs) -> int:
    """How many pairs of edges between the same two rows cross."""
    at = {name: (i, k) for i, names in enumerate(rows) for k, name in enumerate(names)}
    between: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for a, b in edges:
        if a in at and b in at and at[a][0] != at[b][0]:
            (i, k), (j, m) = sorted((at[a], at[b]))
            between.setdefault((i, j), []).append((k, m))
    return sum(
        (a - c) * (b - d) < 0
        for pairs in between.values()
        for i, (a, b) in enumerate(pairs)
        for c, d in pairs[:i]
    )


def _swept(
    rows: list[list[str]], near: Mapping[str, list[str]], row: Mapping[str, int], upwards: bool
) -> list[list[str]]:
    """Every row sorted by the neighbours on the side from which the sweep comes."""
    found = [list(names) for names in rows]
    turn = range(len(rows)) if upwards else range(len(rows) - 1, -1, -1)
    for i in turn:
        at = {name: k / max(1, len(names) - 1) for names in found for k, name in enumerate(names)}
        side = {
            name: [at[n] for n in near[name] if (row[n] < i) == upwards] or [at[name]]
            for name in found[i]
        }
        found[i].sort(key=lambda name: sum(side[name]) / len(side[name]))
    return found


def _spread(rows: list[list[str]], near: Mapping[str, list[str]]) -> dict[str, int]:
    """Columns for ordered rows: the widest rows first, all others towards their neighbours."""
    wide = max(map(len, rows), default=1)
    row = {name: i for i, names in enumerate(rows) for name in names}
    at: dict[str, int] = {}
    order = sorted(range(len(rows)), key=lambda i: (-len(rows[i]), i))
    for _ in range(2):
        for i in order:
            wishes = [_wish(name, near[name], row, at, (wide - 1) / 2) for name in rows[i]]
            at |= dict(zip(rows[i], _nearest(wishes, wide), strict=True))
    return at


def _wish(
    name: str,
    near: Sequence[str],
    row: Mapping[str, int],
    at: Mapping[str, int],
    middle: float,
) -> float:
    """The mean column of what a name is linked to; what is near in depth counts more."""
    weights = [1 / abs(row[name] - row[other]) for other in near]
    places = [at.get(other, middle) for other in near]
    return fsum(map(mul, weights, places)) / fsum(weights) if near else middle


def _nearest(wishes: Sequence[float], wide: int) -> list[int]:
    """Increasing columns that are as near to the wishes as they can be, in least squares."""
    # best[k]: the cost and the columns so far, the last of which is below k.
    best: list[tuple[float, list[int]]] = [(0.0, [])] * (wide + 1)
    for i, wish in enumerate(wishes):
        now: list[tuple[float, list[int]]] = [(inf, [])] * (wide + 1)
        for k in range(i, wide):
            cost, columns = best[k]
            now[k + 1] = min(now[k], (cost + (k - wish) ** 2, [*columns, k]))
        best = now
    return best[wide][1]
