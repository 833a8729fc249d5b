"""What a loop need not do: parts of its lines that it does not change are computed before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sympy import Add, Expr, Mul, Pow

from ..language.activations import Elementwise
from ..language.cell import t
from ..language.shapes import shape
from ..language.vectors import LOSS, Vector, vectors
from .lines import Item, Line
from .schedule import Block


def lifted(blocks: Sequence[Block], taken: Collection[str]) -> tuple[Block, ...]:
    """Return the blocks with all that is known before a loop taken out of its lines."""
    names = set(taken)
    return tuple(_block(block, names) for block in blocks)


def _block(block: Block, names: set[str]) -> Block:
    changing = {head.name for item in block.loop for head in item.heads}
    whole: list[Item] = list(block.whole)
    loop: list[Item] = []
    for item in block.loop:
        if isinstance(item, Line):
            outer = _Outer(item, changing, names)
            item = Line(item.head, outer.without(item.body), item.ids)
            whole += outer.lines
        loop.append(item)
    return Block(tuple(whole), tuple(loop))


class _Outer:
    """The parts of one line that are known before the loop."""

    def __init__(self, line: Line, changing: set[str], names: set[str]) -> None:
        self.line, self.changing, self.names = line, changing, names
        self.lines: list[Line] = []

    def without(self, e: Expr) -> Expr:
        """The expression with names for its known parts."""
        if isinstance(e, Add | Mul):
            known = [a for a in e.args if not self._changes(a)]
            rest = [self.without(a) for a in e.args if self._changes(a)]
            part = e.func(*known)
            return e.func(*rest, self._named(part, e) if _is_work(part) else part)
        if isinstance(e, Elementwise):
            return e.func(self.without(e.args[0]))
        if isinstance(e, Pow):
            return e.func(self.without(e.base), e.exp)
        return e

    def _changes(self, e: Expr) -> bool:
        return any(v.name in self.changing or v.name.endswith(LOSS) for v in vectors(e))

    def _named(self, part: Expr, inside: Expr) -> Vector:
        word = "known" if inside.is_Add else "factor"
        name = f"{self.line.head.name}_{word}"
        free = next(
            n for n in (name, *(f"{name}_{k}" for k in range(2, 1000))) if n not in self.names
        )
        self.names.add(free)
        head = Vector(free, *(shape(part) or (self.line.head.dim,)), t)
        self.lines.append(Line(head, part, self.line.ids))
        return head


def _is_work(e: Expr) -> bool:
    """Whether an expression is more than a name, and changes in time."""
    return not isinstance(e, Vector) and any(v.time is not None for v in vectors(e))
