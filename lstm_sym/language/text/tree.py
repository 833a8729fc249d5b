"""The parts of an equation, each with its place; nothing here says what a name stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Rational


@dataclass(frozen=True)
class Node:
    """A part of an equation, from offset ``at`` to ``end``."""

    at: int
    end: int


@dataclass(frozen=True)
class Number(Node):
    """A number, exact."""

    value: Rational


@dataclass(frozen=True)
class Name(Node):
    """A name without a time: a parameter."""

    name: str


@dataclass(frozen=True)
class Reading(Node):
    """A signal: ``h[t]`` with lag 0, ``h[t-2]`` with lag 2, ``h[t+1]`` with lag -1."""

    name: str
    lag: int


@dataclass(frozen=True)
class Call(Node):
    """A function of one argument or more."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Negative(Node):
    """Minus a part."""

    of: Node


@dataclass(frozen=True)
class Sum(Node):
    """Terms, each with whether a minus stands before it."""

    terms: tuple[Node, ...]
    minus: tuple[bool, ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors, each with whether it divides."""

    factors: tuple[Node, ...]
    under: tuple[bool, ...]


@dataclass(frozen=True)
class Power(Node):
    """A power with a whole exponent."""

    base: Node
    exponent: int


@dataclass(frozen=True)
class Apply(Node):
    """``W @ v`` or ``W.T @ v``; ``sign`` is the offset of the @."""

    matrix: Name
    transposed: bool
    of: Node
    sign: int


@dataclass(frozen=True)
class Equation(Node):
    """What computes the signal on the left, at time t."""

    left: Reading
    right: Node


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes directly within a node, the matrix of an application left out."""
    match node:
        case Sum(terms=inner) | Product(factors=inner) | Call(arguments=inner):
            return inner
        case Negative(of=inner) | Power(base=inner) | Apply(of=inner):
            return (inner,)
        case Equation():
            return (node.left, node.right)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """All nodes of a tree, as they come in the text."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(parts(node))
