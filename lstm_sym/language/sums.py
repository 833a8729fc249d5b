"""Sums and ordered products of symbolic length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Expr, Identity, MatMul, Product, S, Sum, Symbol, sympify
from sympy.core.basic import Basic

from .operators import Dot, Operator
from .shapes import Shape, ShapeError, shape
from .symbols import binder, instant

MARK = "#"


class Binding:
    """Bound variables with canonical names, so that equal bodies give equal nodes.

    A bound variable is named after the nesting depth of what it binds, which no free symbol is.
    """

    letters: str
    args: tuple[Any, ...]
    func: Callable[..., Any]

    @classmethod
    def opened(cls, args: tuple[Any, ...]) -> tuple[tuple[Expr, ...], Expr, tuple[Any, ...]]:
        """Variables, body and the rest, from the arguments of a node or of one with a function."""
        if isinstance(args[0], Basic):
            bound = len(cls.letters)
            return args[:bound], args[bound], args[bound + 1 :]
        variables = tuple(map(binder, cls.letters))
        return variables, sympify(args[0](*variables)), args[1:]

    @classmethod
    def close(cls, variables: tuple[Expr, ...], body: Expr) -> tuple[tuple[Symbol, ...], Expr]:
        depth = 1 + max((node.depth for node in _bindings(body)), default=0)
        names = tuple(bound_variable(depth, i) for i in range(len(variables)))
        rename = {v: s for v, s in zip(variables, names, strict=True) if v != s}
        return names, body.xreplace(rename) if rename else body

    @property
    def bound(self) -> int:
        return len(self.letters)

    @property
    def bound_symbols(self) -> list[Symbol]:
        return list(self.args[: self.bound])

    @property
    def body(self) -> Expr:
        return self.args[self.bound]

    @property
    def depth(self) -> int:
        return int(self.args[0].name.split(MARK)[1])

    @property
    def free_symbols(self) -> set[Symbol]:
        inside = self.body.free_symbols - set(self.bound_symbols)
        return inside.union(*(a.free_symbols for a in self.args[self.bound + 1 :]))

    def at(self, *values: Any) -> Expr:
        """The body with its bound variables put at ``values``."""
        return self.body.xreplace(dict(zip(self.bound_symbols, map(sympify, values), strict=True)))


def bound_variable(depth: int, i: int) -> Symbol:
    """The canonical name of the i-th variable bound at a nesting depth."""
    return Symbol(f"{'ijm'[i]}{MARK}{depth}", integer=True)


def _bindings(e: Basic) -> set[Any]:
    return {node for node in e.atoms(Operator, Expr) if isinstance(node, Binding)} | (
        {e} if isinstance(e, Binding) else set()
    )


class Chain(Binding, Operator):
    """An ordered product of symbolic length q: A(q) ... A(2) A(1); empty for q = 0.

    With ``ascending`` it is A(1) A(2) ... A(q), so that the transpose of a chain is a chain.
    """

    letters = "m"

    def __new__(cls, *args: Any, ascending: bool = False) -> Any:
        variables, body, (length, *rising) = cls.opened(args)
        length, sizes = sympify(length), shape(body)
        if len(sizes) != 2 or sizes[0] != sizes[1]:
            raise ShapeError(f"{body}: a chain multiplies operators of R^n")
        if length == 0:
            return Identity(sizes[0])
        names, body = cls.close(variables, body)
        return Basic.__new__(cls, *names, body, length, sympify(bool(*rising or [ascending])))

    @property
    def length(self) -> Expr:
        return self.args[2]

    @property
    def ascending(self) -> bool:
        return self.args[3] == S.true

    @property
    def varies(self) -> bool:
        """Whether the factors differ, so that it is no power."""
        return bool(set(self.bound_symbols) & self.body.free_symbols)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return tuple(self.body.shape)

    def _eval_transpose(self) -> Chain:
        return Chain(*self.args[:1], self.body.T, self.length, not self.ascending)

    def peeled(self) -> Expr:
        q = self.length
        if q == 1:
            return self.at(1)
        last, shorter = self.at(q), Chain(*self.args[:2], q - 1, self.args[3])
        return MatMul(shorter, last) if self.ascending else MatMul(last, shorter)


class OperatorSum(Binding, Operator):
    """The sum of operators A(k) for k from ``low`` to ``high``."""

    letters = "t"

    def __new__(cls, *args: Any) -> Any:
        variables, body, limits = cls.opened(args)
        if len(shape(body)) != 2:
            raise ShapeError(f"{body}: a sum of operators is of operators")
        names, body = cls.close(variables, body)
        return Basic.__new__(cls, *names, body, *map(sympify, limits))

    @property
    def limits(self) -> tuple[Expr, Expr]:
        return self.args[2:4]

    @property
    def instant(self) -> Symbol:
        """What the bound time is called in print: t, and s, r, k in sums around sums."""
        return instant("tsrk"[min(self.depth, 4) - 1])

    def applied(self, x: Expr) -> Expr:
        k = binder("t")
        return Sum(Dot(self.at(k), x), (k, *self.limits))

    def _eval_transpose(self) -> OperatorSum:
        return OperatorSum(*self.args[:1], self.body.T, *self.limits)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return tuple(self.body.shape)


class Gathered(Binding, Expr):
    """One number made of the numbers that a body is for all values of its bound variables."""

    is_commutative = True

    def __new__(cls, *args: Any) -> Any:
        variables, body, rest = cls.opened(args)
        if shape(body):
            raise ShapeError(f"{body}: {cls.__name__} is of numbers")
        names, body = cls.close(variables, body)
        return Expr.__new__(cls, *names, body, *map(sympify, rest))

    def own_shape(self) -> Shape:
        return ()


class OverPaths(Gathered):
    """A number made of all paths l_0 = u, l_1, ..., l_q = v.

    ``edge(i, j, m)`` is the weight of the m-th edge, from unit i = l_(m-1) to unit j = l_m;
    each inner unit runs over 1..n.
    """

    letters = "ijm"

    @property
    def ends(self) -> tuple[Expr, Expr]:
        return self.args[4:6]

    @property
    def length(self) -> Expr:
        return self.args[6]

    @property
    def width(self) -> Expr:
        return self.args[7]


class PathSum(OverPaths):
    """The sum over all paths of the products of their edges; for q = 1 the edge from u to v."""

    is_extended_real = True

    def peeled(self) -> Expr:
        (u, v), q, n = self.ends, self.length, self.width
        if q == 1:
            return self.at(u, v, 1)
        k = binder("l")
        shorter = PathSum(*self.args[:4], u, k, q - 1, n)
        return Sum(self.at(k, v, q) * shorter, (k, 1, n))


class Extreme(Gathered):
    """An extreme of the numbers g(k) for k from ``low`` to ``high``."""

    letters = "m"
    is_extended_real = True

    @property
    def limits(self) -> tuple[Expr, Expr]:
        return self.args[2:4]

    def _eval_is_extended_nonnegative(self) -> bool | None:
        return self.body.is_extended_nonnegative or None


class Maximum(Extreme):
    """The largest of the numbers g(k) for k from ``low`` to ``high``."""


class Minimum(Extreme):
    """The smallest of the numbers g(k) for k from ``low`` to ``high``."""


def max_over(body: Callable[[Any], Any], low: Any, high: Any) -> Expr:
    """The largest of the numbers ``body(k)`` for k from ``low`` to ``high``."""
    return Maximum(body, low, high)


def min_over(body: Callable[[Any], Any], low: Any, high: Any) -> Expr:
    """The smallest of the numbers ``body(k)`` for k from ``low`` to ``high``."""
    return Minimum(body, low, high)


def sum_over(body: Callable[[Any], Any], low: Any, high: Any, name: str = "k") -> Expr:
    """The sum of numbers or vectors ``body(k)`` for k from ``low`` to ``high``."""
    k = binder(name)
    return Sum(body(k), (k, low, high))


def product_over(body: Callable[[Any], Any], low: Any, high: Any, name: str = "m") -> Expr:
    """The (Hadamard) product of ``body(k)`` for k from ``low`` to ``high``."""
    k = binder(name)
    return Product(body(k), (k, low, high))
