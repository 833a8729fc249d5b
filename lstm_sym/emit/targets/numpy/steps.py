"""The blocks of a plan as NumPy code: some steps at once, and then one by one."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import S

from ....language.vectors import LOSS, Vector
from ...abreast import Wide, Written
from ...lanes import runs
from ...lines import Product
from ...storage import Section
from ..layout import commented
from .arrays import Arrays
from .calls import Calls


class Steps:
    """The code of blocks, in the words of ``arrays``."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.plan, self.storage = arrays.plan, arrays.storage

    def section(self, section: Section) -> Iterator[str]:
        """The code of a block: some steps at once, and then one by one."""
        whole = [line for item in section.whole for line in self.item(item, True)]
        loop = [line for item in section.loop for line in self.item(item, False)]
        down = section.way < 0
        if whole and down:
            yield "for last in range(T + 1, 1, -chunk):"
            yield "    first = max(last - chunk, 1)"
        elif whole:
            yield "for first in range(1, T + 1, chunk):"
            yield "    last = min(first + chunk, T + 1)"
        if any("many]" in line for line in whole):
            yield "    many = last - first"
        yield from (f"    {line}" for line in whole)
        if not loop:
            return
        ends = (
            ("last - 1, first - 1, -1" if down else "first, last")
            if whole
            else ("T, 0, -1" if down else "1, T + 1")
        )
        space = "    " if whole else ""
        yield f"{space}for t in range({ends}):"
        yield from (f"{space}    {line}" for line in loop)

    def item(self, item: Written, whole: bool) -> Iterator[str]:
        """The comment and the calls of a line or a product."""
        yield from commented(item.ids)
        if isinstance(item, Wide):
            yield from self._wide(item, whole)
        elif item.is_row:
            yield from self._row(item, whole)
        else:
            yield from self._stacked(item, whole)

    def _wide(self, w: Wide, whole: bool) -> Iterator[str]:
        many = len(w.heads)
        split = many > 1 and any(
            len(set(lanes)) == 1 and isinstance(lanes[0], Vector) and lanes[0].time is not None
            for lanes in w.leaves.values()
        )
        words = {spot: self.arrays.read(lanes, whole, split) for spot, lanes in w.leaves.items()}
        bank, low = self.storage.place(w.heads[0].name)
        to = self.arrays.here(bank, low, low + many, split, w.heads[0], whole)
        dim = w.heads[0].dim

        def room(k: int) -> str:
            rows = "chunk, B" if whole else "B"
            width = (
                self.arrays.size(many * dim) if not split else f"{many}, {self.arrays.size(dim)}"
            )
            word = self.arrays.room((whole, width, k), f"{rows}, {width}")
            return word + ("[:many]" if whole else "")

        calls = Calls(self.arrays.infix, lambda v: words[v], room)
        yield from calls.write(w.template, to)
        for head in w.heads:
            name = head.name.removesuffix("_bar")
            if name in self.plan.maybe and head.name.endswith("_bar"):
                said = Vector(name + LOSS, *head.args[1:])
                here = self.arrays.read([head], whole, False)
                yield f"if {self.arrays.given(said.name)} is not None:"
                yield f"    {here} += {self.arrays.read([said], whole, False)}"

    def _stacked(self, p: Product, whole: bool) -> Iterator[str]:
        (operand,) = p.operands
        by_head = {h.name: (A, s) for h, A, s in zip(p.heads, p.matrices, p.scales, strict=True)}
        roots = {self.storage.root(h.name): h.name for h in p.heads}
        for run in runs(list(roots), self.storage.places):
            parts = [by_head[roots[name]] for name in run]
            stack = self.arrays.stack([A for A, _ in parts], [s for _, s in parts], False)
            head = next(h for h in p.heads if h.name == roots[run[0]])
            bank, low = self.storage.place(head.name)
            to = self.arrays.here(bank, low, low + len(run), False, head, whole)
            if operand.time is None:
                yield f"{to}[...] = {stack} @ {self.arrays.constant([operand], False)}"
            else:
                turned = stack[:-2] if stack.endswith(".T") else f"{stack}.T"
                yield self._matmul(self.arrays.read([operand], whole, False), turned, to, whole)

    def _row(self, p: Product, whole: bool) -> Iterator[str]:
        (head,) = p.heads
        to = self.arrays.read([head], whole, False)
        matrix = {v.name: A for v, A in zip(p.operands, p.matrices, strict=True)}
        known = [v for v in p.operands if v.name in self.storage.places]
        roots = {self.storage.root(v.name): v for v in known}
        for i, run in enumerate(runs(list(roots), self.storage.places)):
            vs = [roots[name] for name in run]
            matrices, ones = [matrix[v.name] for v in vs], [S.One] * len(vs)
            stack = self.arrays.stack(matrices, ones, True, often=not whole)
            bank, low = self.storage.place(vs[0].name)
            here = self.arrays.here(bank, low, low + len(run), False, vs[0], whole)
            if i == 0:
                yield self._matmul(here, stack, to, whole)
                continue
            rows, width = "chunk, B" if whole else "B", self.arrays.size(head.dim)
            room = self.arrays.room((whole, width, 1), f"{rows}, {width}")
            room += "[:many]" if whole else ""
            yield self._matmul(here, stack, room, whole)
            yield f"np.add({to}, {room}, out={to})"

    def _matmul(self, x: str, A: str, to: str, whole: bool) -> str:
        if whole:
            return f"np.matmul(flat({x}), {A}, out=flat({to}))"
        return f"np.matmul({x}, {A}, out={to})"
