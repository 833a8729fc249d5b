"""Where every vector is kept, and how long: a line may write over what only it reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from sympy import Expr

from ..language.vectors import Vector
from .abreast import Wide, Written, abreast
from .lanes import Bank, Place, banks
from .lines import Item, Line, Product, lag
from .plan import Plan
from .schedule import Block


class Extent(IntEnum):
    """How long a vector is kept: for one step, for some steps before a loop, for all steps."""

    STEP = 0
    SOME = 1
    ALL = 2


@dataclass(frozen=True)
class Section:
    """A block with lines of one form joined."""

    whole: tuple[Written, ...]
    loop: tuple[Written, ...]
    way: int

    @property
    def items(self) -> tuple[Written, ...]:
        return self.whole + self.loop


@dataclass
class Storage:
    """The plan with lines joined, and for every head the bank and the lane that it is kept in."""

    plan: Plan
    places: dict[str, Place] = field(default_factory=dict)
    extents: dict[str, Extent] = field(default_factory=dict)
    alias: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plan = self.plan
        ahead = [item for block in plan.forward for item in block.items]
        back = [item for b in (*plan.backward, *plan.inputs) for item in b.items]
        self.sole = self._sole((*ahead, *back))
        self.places |= banks(ahead, _keys(ahead)) | banks(back, _keys(back))
        self.forward = self._sections(plan.forward)
        self.backward = self._sections(plan.backward)
        self.inputs = self._sections(plan.inputs)
        self._measure()
        for section in self.sections:
            done = {head.name for w in section.whole for head in w.heads}
            for wide in section.items:
                if isinstance(wide, Wide):
                    self._write_over(wide, done)

    @property
    def sections(self) -> tuple[Section, ...]:
        return (*self.forward, *self.backward, *self.inputs)

    def _sole(self, items: Iterable[Item]) -> frozenset[str]:
        """The heads that one line reads, at the same time, and nothing else."""
        plan = self.plan
        kept = {v.name for g in plan.gradients for v in g.reads} | set(plan.cell.outputs)
        kept |= {v.name for late in plan.arriving.values() for v, _ in late}
        read = Counter[str]()
        for item in items:
            for v in item.reads:
                read[v.name] += 1 if isinstance(item, Line) and lag(v) == 0 else 2
        return frozenset(name for name, many in read.items() if many == 1 and name not in kept)

    def _sections(self, blocks: Sequence[Block]) -> tuple[Section, ...]:
        return tuple(
            Section(
                tuple(abreast(b.whole, self.places, self.sole, False)),
                tuple(abreast(b.loop, self.places, self.sole, True)),
                b.way,
            )
            for b in blocks
        )

    def _measure(self) -> None:
        """How long every head is kept, by who reads it."""
        plan = self.plan
        kept = {v.name for g in plan.gradients for v in g.reads} | set(plan.cell.outputs)
        kept |= {v.name for late in plan.arriving.values() for v, _ in late}
        for section in self.sections:
            inside = {head.name for item in section.items for head in item.heads}
            for item in section.items:
                kept |= {v.name for v in item.reads if v.name not in inside or lag(v)}
        kept |= {f"{s.name}_bar" for s in plan.source.inputs}
        for section in self.sections:
            for items, short in ((section.whole, Extent.SOME), (section.loop, Extent.STEP)):
                for head in (head for item in items for head in item.heads):
                    self.extents[head.name] = Extent.ALL if head.name in kept else short

    def root(self, name: str) -> str:
        """The head in whose place a head is kept."""
        while name in self.alias:
            name = self.alias[name]
        return name

    def place(self, name: str) -> Place:
        """The bank and the lane of a head."""
        return self.places[self.root(name)]

    def extent(self, bank: Bank) -> Extent:
        """How long a bank is kept: as long as any of its lanes, and what is written over them."""
        names = set(bank.names)
        return max(e for name, e in self.extents.items() if self.root(name) in names)

    def _write_over(self, wide: Wide, done: set[str]) -> None:
        """Let the heads share the places of a leaf that nothing reads after them."""
        candidates = [
            lanes
            for lanes in wide.leaves.values()
            if all(isinstance(v, Vector) and v.name in self.sole & set(self.places) for v in lanes)
            and len(set(lanes)) == len(wide.heads)
            and all(v.dim == h.dim for v, h in zip(lanes, wide.heads, strict=True))
        ]
        candidates.sort(key=lambda lanes: lanes[0].name not in done)
        for lanes in candidates:
            if self._joined(wide.heads, lanes):
                return

    def _joined(self, heads: Sequence[Vector], lanes: Sequence[Expr]) -> bool:
        upper = [self.place(h.name) for h in heads]
        lower = [self.place(v.name) for v in lanes]
        if _is_whole(upper) and not self._is_fixed(heads):
            moves = zip(heads, lanes, strict=True)
        elif _is_whole(lower) and not any(self.root(v.name) != v.name for v in lanes):
            moves = zip(lanes, heads, strict=True)
        else:
            return False
        for moved, to in moves:
            self.alias[moved.name] = self.root(to.name)
        return True

    def _is_fixed(self, heads: Sequence[Vector]) -> bool:
        """Whether a product reads the heads as one row, or something is kept in their places."""
        names = {h.name for h in heads}
        rows = (
            {v.name for v in item.operands}
            for section in self.sections
            for item in section.items
            if isinstance(item, Product) and item.is_row
        )
        return any(names & row for row in rows) or bool(names & set(self.alias.values()))


def _is_whole(places: Sequence[Place]) -> bool:
    """Whether these are all lanes of one bank."""
    bank, _ = places[0]
    return [k for b, k in places if b is bank] == list(range(len(bank.lanes)))


class _keys:
    """What becomes of a head, as text: heads of which the same becomes are good neighbours."""

    DEEPEST = 3

    def __init__(self, items: Sequence[Item]) -> None:
        self.readers: dict[str, list[Item]] = {}
        self.lines = {item.head.name: item for item in items if isinstance(item, Line)}
        for item in items:
            for v in item.reads:
                self.readers.setdefault(v.name, []).append(item)

    def __call__(self, name: str, depth: int = DEEPEST) -> str:
        own = self.lines.get(name)
        here = "" if own is None or depth < self.DEEPEST else _form(own, self.readers)
        found = self.readers.get(name, [])
        if depth == 0 or len(found) != 1 or not isinstance(found[0], Line):
            return here
        line = found[0]
        return f"{here}|{_form(line, self.readers)}{self(line.head.name, depth - 1)}"


def _form(line: Line, readers: dict[str, list[Item]]) -> str:
    """The body of a line with a blank for each vector that only it reads."""
    blank = Vector("_", 1)
    return str(
        line.body.xreplace({v: blank for v in line.reads if len(readers.get(v.name, ())) < 2})
    )
