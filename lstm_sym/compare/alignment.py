"""alignment: which vector of B plays the part of which of A, where the two are not the same.

Inputs and outputs are paired, then the others by likeness: a common name, a common function, and
how many terms they read, and are read in, alike. What carries the past counts double, for on it
the error travels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

from sympy import Expr

from .colours import Colours, refined, roots
from .system import System

Told: TypeAlias = dict[str, int]
ROUNDS = 3
NAME, FUNCTION, PAST = 1.0, 0.5, 2


def alignment(a: System, b: System) -> dict[Expr, Expr]:
    """Return the vectors of B at time t that play the part of one of A, with that one."""
    ours = {p.name: p for p in a.fixed}
    found = roots(a, b) | {p: ours[p.name] for p in b.fixed if p.name in ours}
    likeness = _likeness(a, b)
    pool = [(u, v) for u in b.inner for v in a.inner if a.kind(v) == b.kind(u)]
    for u, v in sorted(pool, key=lambda pair: -likeness(*pair)):
        if likeness(u, v) > 0 and u not in found and v not in found.values():
            found[u] = v
    return found


def _likeness(a: System, b: System) -> Callable[[Expr, Expr], float]:
    """How much a vector of B is like one of A; 0 if they share neither a name nor a part."""
    colours: list[Colours] = [{v: s.kind(v) for v in s.vectors} for s in (a, b)]
    rounds = []
    for _ in range(ROUNDS):
        rounds.append([_parts(s, c) for s, c in zip((a, b), colours, strict=True)])
        colours = refined((a, b), colours)

    @cache
    def likeness(u: Expr, v: Expr) -> float:
        named = bool({*a.names(v)} & {*b.names(u)})
        (_, part), (_, theirs) = (found[w] for found, w in zip(rounds[0], (v, u), strict=True))
        if not named and part.keys().isdisjoint(theirs):
            return 0.0
        shared = [_common(ours[v][k], others[u][k]) for ours, others in rounds for k in (0, 1)]
        return NAME * named + FUNCTION * (a.function(v) == b.function(u)) + sum(shared) / ROUNDS

    return likeness


def _parts(s: System, colours: Colours) -> Mapping[Expr, tuple[Told, Told]]:
    """For every vector the terms that it reads, and those that read it, with their weights."""
    found: dict[Expr, tuple[Told, Told]] = {v: ({}, {}) for v in colours}
    for u, inside in s.terms.items():
        for term in inside:
            weight = PAST if term.is_late else 1
            found[u][0][str(term.skeleton(colours.__getitem__)[0])] = weight
            for v in set(term.signals):
                marked, _ = term.skeleton({**colours, v: "here"}.__getitem__)
                found[v][1][f"{colours[u]} {marked}"] = weight
    return found


def _common(ours: Told, theirs: Told) -> float:
    """The weight of what two tell alike, as a part of all that they tell."""
    everything = {**ours, **theirs}
    both = ours.keys() & theirs.keys()
    return sum(everything[w] for w in both) / max(1, sum(everything.values()))
