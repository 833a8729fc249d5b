"""Colours: what a vector of a system is, whatever names and signs the author chose.

A vector is coloured by what it is, by what it reads and by what reads it, again and again until
nothing new is told apart (colour refinement, as for graphs). Only vectors of one colour can stand
for one another, so that colours which differ show that no renaming makes two systems equal.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias

from sympy import Expr

from ..language.vectors import Vector
from .system import System

Colours: TypeAlias = Mapping[Expr, Hashable]


def coloured(systems: Sequence[System], with_weights: bool = True) -> list[Colours]:
    """Return the colours of the vectors of each system, comparable between them.

    Without ``with_weights`` the terms that hold a weight do not count: a weight may be zero.
    """
    named = ends([s.inputs for s in systems]) | ends([s.outputs for s in systems])
    found: list[Colours] = [{v: (s.kind(v), named.get(v)) for v in s.vectors} for s in systems]
    many = 0
    while many < (many := len({c for colours in found for c in colours.values()})):
        found = refined(systems, found, with_weights)
    return found


def ends(sides: Sequence[Sequence[Vector]]) -> dict[Expr, Hashable]:
    """What inputs or outputs are called: by their places if they are as many under other names."""
    names = [{v.name for v in side} for side in sides]
    by_name = len({len(side) for side in sides}) > 1 or all(side == names[0] for side in names)
    return {v: v.name if by_name else k for side in sides for k, v in enumerate(side)}


def roots(a: System, b: System) -> dict[Expr, Expr]:
    """The inputs and outputs of B, each with that of A which has its name, or else its place."""
    named = ends([a.inputs, b.inputs]) | ends([a.outputs, b.outputs])
    return {
        u: v
        for theirs, ours in ((b.inputs, a.inputs), (b.outputs, a.outputs))
        for u in theirs
        for v in ours
        if named[u] == named[v]
    }


def refined(
    systems: Sequence[System], colours: Sequence[Colours], with_weights: bool = True
) -> list[Colours]:
    """Colour every vector by what it was, what its equation reads, and what reads it."""
    palette: dict[Hashable, int] = {}
    return [
        {v: palette.setdefault(seen, len(palette)) for v, seen in _seen(s, c, with_weights).items()}
        for s, c in zip(systems, colours, strict=True)
    ]


def _seen(s: System, colours: Colours, with_weights: bool) -> dict[Expr, Hashable]:
    reads: dict[Expr, list[tuple[str, str]]] = {v: [] for v in colours}
    read_by: dict[Expr, list[tuple[str, str]]] = {v: [] for v in colours}
    for u, inside in s.terms.items():
        for term in inside:
            skeleton, weights = term.skeleton(colours.__getitem__)
            if weights and not with_weights:
                continue
            size = "" if weights else str(abs(term.factor))
            reads[u].append((size, str(skeleton)))
            for v in set(term.signals):
                marked, _ = term.skeleton({**colours, v: "here"}.__getitem__)
                read_by[v].append((size, f"{colours[u]} {marked}"))
    return {v: (colours[v], _told(reads[v]), _told(read_by[v])) for v in colours}


def _told(said: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What was said, in a fixed order; of weighed terms each once, for weights may be merged."""
    return tuple(sorted([*{w for w in said if not w[0]}, *(w for w in said if w[0])]))
