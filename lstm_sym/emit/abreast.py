"""Lines of one form whose vectors lie side by side are one line over all their lanes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from sympy import Add, Expr, Mul

from ..language.shapes import shape
from ..language.vectors import Vector, vectors
from .lanes import Bank, Place, settled
from .lines import Item, Line, Product, lag


@dataclass(frozen=True)
class Wide:
    """Lines of one form: ``template`` with each of its places filled, lane by lane.

    ``leaves`` gives for each place what stands there in every line, ``each`` the ids of every line.
    """

    heads: tuple[Vector, ...]
    template: Expr
    leaves: Mapping[Vector, tuple[Expr, ...]] = field(hash=False)
    each: tuple[tuple[str, ...], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all its lines."""
        return tuple(dict.fromkeys(i for ids in self.each for i in ids))

    def lane(self, k: int) -> Expr:
        """The body of one of its lines."""
        return self.template.xreplace({spot: lanes[k] for spot, lanes in self.leaves.items()})

    @cached_property
    def reads(self) -> tuple[Vector, ...]:
        found = (v for lanes in self.leaves.values() for e in lanes for v in vectors(e))
        return tuple(dict.fromkeys(found))


Written: TypeAlias = Wide | Product


def abreast(
    items: Sequence[Item], places: dict[str, Place], sole: frozenset[str], is_loop: bool
) -> list[Written]:
    """Return the items with lines of one form joined, as often as the order of computing allows.

    ``sole`` are the heads that one line reads and nothing else; those and the heads of joined
    lines are given places side by side in ``places``.
    """
    found: list[Written] = [
        item if isinstance(item, Product) else _alone(item, places, sole) for item in items
    ]
    while True:
        joined = next(_joints(found, places, sole, is_loop), None)
        if joined is None:
            return found
        found = joined


def _alone(line: Line, places: Mapping[str, Place], sole: frozenset[str]) -> Wide:
    _, leaves = _canonical(line.body, _Labels(places, sole))
    spots = {leaf: Vector(f"place {i}", *(shape(leaf) or (1,))) for i, leaf in enumerate(leaves)}
    template = _replaced(line.body, spots)
    return Wide((line.head,), template, {s: (leaf,) for leaf, s in spots.items()}, (line.ids,))


def _joints(
    items: list[Written], places: dict[str, Place], sole: frozenset[str], is_loop: bool
) -> Iterator[list[Written]]:
    """The items with one more run of lines joined, places given to its lanes."""
    forms: dict[tuple[str, Expr], list[Wide]] = {}
    labels = _Labels(places, sole)
    for item in items:
        if isinstance(item, Wide) and len(item.heads) == 1:
            form, _ = _canonical(item.lane(0), labels)
            forms.setdefault((form, item.heads[0].dim), []).append(item)
    for alike in forms.values():
        for run in _runs([_alone_again(w, labels) for w in alike], places, sole):
            wide = _joined(run)
            merged = _ordered([w for w in items if _not_in(w, run)], wide, is_loop)
            if merged is not None:
                _settle(wide, places)
                yield merged


def _alone_again(w: Wide, labels: _Labels) -> Wide:
    """The line with its places in the order of today's labels."""
    return _alone(Line(w.heads[0], w.lane(0), w.ids), labels.places, labels.sole)


def _not_in(w: Written, run: Sequence[Wide]) -> bool:
    return not any(w.heads == other.heads for other in run)


@dataclass(frozen=True)
class _Labels:
    """What a leaf is called where forms are compared."""

    places: Mapping[str, Place]
    sole: frozenset[str]

    def __call__(self, leaf: Expr) -> str:
        if not isinstance(leaf, Vector) or leaf.time is None:
            return "constant"
        bank, _ = self.places.get(leaf.name, (Bank((leaf,)), 0))
        if len(bank.lanes) > 1:
            return f"{bank.lanes[0].name}@{lag(leaf)}"
        return f"own@{lag(leaf)}" if leaf.name in self.sole else f"{leaf.name}@{lag(leaf)}"


def is_leaf(e: Expr) -> bool:
    """Whether a part of a body is one vector: a vector at a time, or what does not change."""
    if isinstance(e, Vector):
        return True
    return bool(shape(e)) and not any(v.time is not None for v in vectors(e))


def _canonical(e: Expr, labels: _Labels) -> tuple[str, list[Expr]]:
    """The form of a body, and its leaves in the order in which the form names them."""
    text, leaves = _form(e, labels)
    numbered = {leaf: i for i, leaf in enumerate(dict.fromkeys(leaves))}
    return text + str([numbered[leaf] for leaf in leaves]), list(numbered)


def _form(e: Expr, labels: _Labels) -> tuple[str, list[Expr]]:
    if is_leaf(e):
        return f"<{labels(e)}>", [e]
    if not shape(e):
        return str(e), []
    parts = [_form(a, labels) for a in e.args]
    if isinstance(e, Add | Mul):
        parts.sort(key=lambda part: (part[0], [str(leaf) for leaf in part[1]]))
    text = f"{e.func.__name__}({','.join(part[0] for part in parts)})"
    return text, [leaf for part in parts for leaf in part[1]]


def _replaced(e: Expr, spots: Mapping[Expr, Vector]) -> Expr:
    if is_leaf(e):
        return spots[e]
    if not shape(e):
        return e
    return e.func(*[_replaced(a, spots) for a in e.args])


def _runs(
    alike: list[Wide], places: Mapping[str, Place], sole: frozenset[str]
) -> Iterator[list[Wide]]:
    """Lines whose leaves and heads advance by one lane, or are the same in all."""

    def lanes(w: Wide) -> list[tuple[str, int]]:
        found = [places[v.name] for v in (*w.heads, *_banked(w, places)) if v.name in places]
        return [(bank.lanes[0].name, k) for bank, k in found if len(bank.lanes) > 1]

    alike = sorted(alike, key=lanes)
    run: list[Wide] = alike[:1]
    steps: tuple[str, ...] | None = None
    for w, after in pairwise(alike):
        here = _steps(w, after, places, sole)
        if here and "lane" in here and (steps is None or here == steps):
            run.append(after)
            steps = here
            continue
        if len(run) > 1:
            yield run
        run, steps = [after], None
    if len(run) > 1:
        yield run


def _banked(w: Wide, places: Mapping[str, Place]) -> list[Vector]:
    return [e for (e,) in w.leaves.values() if isinstance(e, Vector) and e.name in places]


def _steps(
    w: Wide, after: Wide, places: Mapping[str, Place], sole: frozenset[str]
) -> tuple[str, ...] | None:
    """How each place goes on from one line to the next; None if one does not."""
    found = [_step(w.heads[0], after.heads[0], places, True)]
    for (a,), (b,) in zip(w.leaves.values(), after.leaves.values(), strict=True):
        free = isinstance(a, Vector) and a.name in sole
        found.append(_step(a, b, places, free))
    return None if "" in found else tuple(found)


def _step(a: Expr, b: Expr, places: Mapping[str, Place], free: bool) -> str:
    if a == b:
        return "same"
    if not isinstance(a, Vector) or a.time is None:
        return "constant"
    if not isinstance(b, Vector) or b.time is None or lag(a) != lag(b) or a.dim != b.dim:
        return ""
    if a.name not in places or b.name not in places:
        return ""
    (one, i), (other, k) = places[a.name], places[b.name]
    if one is other:
        return "lane" if k == i + 1 else ""
    return "own" if free and len(one.lanes) == len(other.lanes) == 1 else ""


def _joined(run: Sequence[Wide]) -> Wide:
    first = run[0]
    leaves = {
        spot: tuple(list(w.leaves.values())[i][0] for w in run)
        for i, spot in enumerate(first.leaves)
    }
    heads = tuple(w.heads[0] for w in run)
    return Wide(heads, first.template, leaves, tuple(ids for w in run for ids in w.each))


def _ordered(rest: Sequence[Written], wide: Wide, is_loop: bool) -> list[Written] | None:
    """The items in an order of computing, with the joined line among them; None if none is.

    Within a loop only what the same step computes must come before.
    """
    waiting = [*rest, wide]
    home = {head.name: item for item in waiting for head in item.heads}
    ordered: list[Written] = []
    done: set[str] = set()
    while waiting:
        for item in waiting:
            now = [v for v in item.reads if v.time is not None and not (is_loop and lag(v))]
            if all(v.name in done or v.name not in home for v in now):
                break
        else:
            return None
        waiting.remove(item)
        ordered.append(item)
        done |= {head.name for head in item.heads}
    return ordered


def _settle(wide: Wide, places: dict[str, Place]) -> None:
    """Give places side by side to the heads and to the leaves that have none."""
    for lanes in (wide.heads, *wide.leaves.values()):
        own = [v for v in lanes if isinstance(v, Vector) and v.name in places]
        if len(set(lanes)) == len(wide.heads) == len(own):
            banks = {places[v.name][0] for v in own}
            if all(len(bank.lanes) == 1 for bank in banks):
                settled(places, own)
