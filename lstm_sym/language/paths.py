"""Extremes over the edges and paths of an error flow: numbers, never negative."""

from __future__ import annotations

from typing import Any

from sympy import Expr, sympify

from .shapes import Shape
from .sums import Binding, _given


class OverEdges(Binding, Expr):
    """An extreme of |edge(i, j, m)| over all units i, j in 1..n and all steps m in 1..q."""

    bound = 3
    is_commutative = True
    is_nonnegative = True

    def __new__(cls, *args: Any) -> Any:
        if len(args) == 3:
            (variables, body), rest = _given(args[0], "i j m"), args[1:]
        else:
            variables, body, rest = args[:3], args[3], args[4:]
        names, body = cls.close(variables, body)
        return Expr.__new__(cls, *names, body, *map(sympify, rest))

    @property
    def length(self) -> Expr:
        return self.args[4]

    @property
    def width(self) -> Expr:
        return self.args[5]

    def own_shape(self) -> Shape:
        return ()


class SmallestEdge(OverEdges):
    """The smallest |edge(i, j, m)|."""


class LargestEdge(OverEdges):
    """The largest |edge(i, j, m)|."""


class LargestPath(Binding, Expr):
    """The largest |product of edges| over all paths l_0 = u, l_1, ..., l_q = v.

    The m-th edge goes from unit i = l_(m-1) to unit j = l_m; each inner unit runs over 1..n.
    """

    bound = 3
    is_commutative = True
    is_nonnegative = True

    def __new__(cls, *args: Any) -> Any:
        if len(args) == 5:
            (variables, body), rest = _given(args[0], "i j m"), args[1:]
        else:
            variables, body, rest = args[:3], args[3], args[4:]
        names, body = cls.close(variables, body)
        return Expr.__new__(cls, *names, body, *map(sympify, rest))

    @property
    def ends(self) -> tuple[Expr, Expr]:
        return self.args[4:6]

    @property
    def length(self) -> Expr:
        return self.args[6]

    @property
    def width(self) -> Expr:
        return self.args[7]

    def own_shape(self) -> Shape:
        return ()
