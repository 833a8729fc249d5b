"""Extremes over the edges and paths of an error flow: numbers, never negative."""

from __future__ import annotations

from sympy import Expr

from .sums import Gathered, OverPaths


class OverEdges(Gathered):
    """An extreme of |edge(i, j, m)| over all units i, j in 1..n and all steps m in 1..q."""

    letters = "ijm"
    is_nonnegative = True

    @property
    def length(self) -> Expr:
        return self.args[4]

    @property
    def width(self) -> Expr:
        return self.args[5]


class SmallestEdge(OverEdges):
    """The smallest |edge(i, j, m)|."""


class LargestEdge(OverEdges):
    """The largest |edge(i, j, m)|."""


class LargestPath(OverPaths):
    """The largest |product of edges| over all paths."""

    is_nonnegative = True
