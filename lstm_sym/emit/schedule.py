"""What must be computed step by step, and what for all steps at once: decided from the readings.

Lines that read one another around a circle of lags are a loop over time; a line on no circle is
computed for all steps at once, before the loops that read it or after those that it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..language.vectors import Vector
from .lines import Item, Product, lag


@dataclass(frozen=True)
class Block:
    """What is computed for all steps at once, and then a loop over time; either may be empty.

    What is computed at once is, in pieces, before the loop: it must not read the other way.
    """

    whole: tuple[Item, ...]
    loop: tuple[Item, ...]

    @cached_property
    def way(self) -> int:
        """Which way through time: 1 if the loop reads earlier steps, -1 if it reads later ones."""
        heads = {head.name for item in self.loop or self.whole for head in item.heads}
        reads = [v for item in self.loop or self.whole for v in item.reads if v.name in heads]
        return -1 if any(lag(v) < 0 for v in reads) else 1

    @property
    def items(self) -> tuple[Item, ...]:
        return self.whole + self.loop


def scheduled(items: Sequence[Item]) -> tuple[Block, ...]:
    """Return the items in blocks: as much as can be for all steps at once, then the next loop."""
    reads = readings(items)
    waiting = components(items, reads)
    done: set[int] = set()
    blocks: list[Block] = []
    while waiting:
        whole: list[int] = []
        loop: list[int] = []
        for part in list(waiting):
            ready = all(k in done or k in part for i in part for k in reads[i])
            if ready and len(part) == 1 and part[0] not in reads[part[0]]:
                whole += part
            elif ready and not loop:
                loop = part
                continue
            else:
                continue
            waiting.remove(part)
            done.update(part)
        if loop and not whole:
            waiting.remove(loop)
            done.update(loop)
            blocks.append(Block((), within_step(items, loop)))
        elif whole:
            _append(blocks, [items[i] for i in whole])
    apart = [part for block in _joined(blocks) for part in _apart(block)]
    return tuple(Block(stacked(b.whole), stacked(b.loop)) for b in apart)


def _apart(block: Block) -> Iterable[Block]:
    """The block, and before it what it reads against its way through time."""
    home = {head.name: item for item in block.whole for head in item.heads}
    against = [v.name for item in block.items for v in item.reads if lag(v) * block.way < 0]
    early = [home[name] for name in against if name in home]
    for item in early:
        early += [home[v.name] for v in item.reads if v.name in home and home[v.name] not in early]
    if not early:
        yield block
        return
    yield from _apart(Block(tuple(i for i in block.whole if i in early), ()))
    yield Block(tuple(i for i in block.whole if i not in early), block.loop)


def _append(blocks: list[Block], whole: list[Item]) -> None:
    if blocks and not blocks[-1].loop:
        blocks[-1] = Block((*blocks[-1].whole, *whole), ())
    else:
        blocks.append(Block(tuple(whole), ()))


def _joined(blocks: list[Block]) -> Iterable[Block]:
    """Each loop together with what stands right before it."""
    kept: Block | None = None
    for block in blocks:
        if kept is not None:
            block, kept = (Block(kept.whole, block.loop), None) if block.loop else (block, kept)
        if block.loop:
            yield block
        else:
            kept = block
    if kept is not None:
        yield kept


def readings(items: Sequence[Item]) -> Mapping[int, Mapping[int, set[int]]]:
    """For every item the items that it reads, and at which distances in time."""
    home = {head.name: i for i, item in enumerate(items) for head in item.heads}
    found: dict[int, dict[int, set[int]]] = {}
    for i, item in enumerate(items):
        found[i] = {}
        for v in item.reads:
            if v.name in home and v.time is not None:
                found[i].setdefault(home[v.name], set()).add(abs(lag(v)))
    return found


def components(
    items: Sequence[Item], reads: Mapping[int, Mapping[int, set[int]]]
) -> list[list[int]]:
    """The strongly connected components, by their first item (Tarjan)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    found: list[list[int]] = []

    def visit(i: int) -> None:
        order[i] = low[i] = len(order)
        stack.append(i)
        for k in reads[i]:
            if k not in order:
                visit(k)
            if k in stack:
                low[i] = min(low[i], low[k])
        if low[i] == order[i]:
            at = stack.index(i)
            found.append(sorted(stack[at:]))
            del stack[at:]

    for i in range(len(items)):
        if i not in order:
            visit(i)
    return sorted(found)


def within_step(items: Sequence[Item], part: Iterable[int]) -> tuple[Item, ...]:
    """The items of a loop in an order in which each reads only what the step has computed."""
    waiting = list(part)
    reads = readings(items)
    ordered: list[Item] = []
    while waiting:
        free = next(
            i for i in waiting if not any(0 in reads[i].get(k, ()) for k in waiting if k != i)
        )
        waiting.remove(free)
        ordered.append(items[free])
    return tuple(ordered)


def stacked(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items with all products of one operand as one product, by a stack of matrices."""
    places: dict[Vector, int] = {}
    found: list[Item] = []
    for item in items:
        if isinstance(item, Product) and not item.is_row:
            (operand,) = item.operands
            if operand in places:
                found[places[operand]] = _above(found[places[operand]], item)
                continue
            places[operand] = len(found)
        found.append(item)
    return tuple(found)


def _above(first: Item, second: Product) -> Product:
    assert isinstance(first, Product)
    return replace(
        first,
        heads=first.heads + second.heads,
        matrices=first.matrices + second.matrices,
        scales=first.scales + second.scales,
        ids=tuple(dict.fromkeys(first.ids + second.ids)),
    )
