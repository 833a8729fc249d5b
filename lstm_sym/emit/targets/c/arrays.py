"""The arrays of a C program: what it is given, what it keeps, and where a vector stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sympy import Expr, S, Symbol

from ....language.cell import t
from ....language.vectors import LOSS, Vector
from ...lanes import Bank
from ...lines import lag
from ...naming import Naming
from ...plan import Plan
from ...storage import Extent, Storage
from ..infix import Infix
from .words import TAKEN, words


class Arrays:
    """Words and places. ``kept`` are the arrays of the space: a word, and how many numbers."""

    def __init__(self, plan: Plan, dtype: str) -> None:
        self.plan, self.storage = plan, Storage(plan)
        self.name = Naming(TAKEN)
        self.sizes = [s for s in plan.cell.sizes if isinstance(s, Symbol)]
        self.local = Naming(TAKEN)
        self.size_words = [self.local(s, str(s)) for s in self.sizes]
        self.words = words(dtype)
        self.kept: dict[str, str] = {}
        self.titles = self._last()

    def _last(self) -> dict[str, str]:
        """For every head that is kept the last that is written over it: what it is called by."""
        items = (item for s in self.storage.sections for item in s.items)
        return {self.storage.root(head.name): head.name for item in items for head in item.heads}

    def infix(self, leaf: Any) -> Infix:
        """A writer of expressions, with words for vectors."""
        return Infix(self.words, lambda v: leaf(v) if isinstance(v, Vector) else self.number(v))

    def number(self, p: Any) -> str:
        """A parameter that is a number."""
        return f"r->{self.given(p.name)}[0]"

    def given(self, name: str) -> str:
        """What the program is given by a name: a parameter, an input, what a loss says."""
        said = name.removesuffix(LOSS)
        return self.name(("given", name), f"d_{said}" if name.endswith(LOSS) else name)

    def bank(self, bank: Bank) -> str:
        """The array that a bank is kept in, with all steps and those beyond the ends."""
        wish = "_".join(self.titles.get(v.name, v.name) for v in bank.lanes)
        shared = _together([self.titles.get(v.name, v.name) for v in bank.lanes])
        word = self.name(("bank", bank.names), shared or wish)
        steps = "" if self.is_brief(bank) else f"(T + {2 * self.plan.pad}) * "
        self.kept.setdefault(word, f"{steps}B * {self.width(bank)}")
        return word

    def is_brief(self, bank: Bank) -> bool:
        """Whether a bank is kept for one step only."""
        return self.storage.extent(bank) is Extent.STEP

    def width(self, bank: Bank) -> str:
        """The width of a bank."""
        return self.size(sum((v.dim for v in bank.lanes), S.Zero))

    def size(self, e: Expr) -> str:
        """A sum of sizes."""
        names = zip(self.sizes, self.size_words, strict=True)
        text = str(e.xreplace({s: Symbol(word) for s, word in names}))
        return text if e.is_Symbol or e.is_Integer else f"({text.replace('*', ' * ')})"

    def place(self, v: Vector, time: str, row: str) -> tuple[str, str]:
        """Where a vector read at a time, of a sequence, begins, and how far rows lie apart."""
        if v.time is None:
            return f"r->{self.given(v.name)}", "0"
        moved = self.shifted(v, time)
        if v.name in self.storage.places:
            bank, k = self.storage.place(v.name)
            width = self.width(bank)
            off = self.size(sum((u.dim for u in bank.lanes[:k]), S.Zero))
            start = "" if off == "0" else f" + {off}"
            index = row if self.is_brief(bank) else f"({_times(moved)}B + {row})"
            return f"r->{self.bank(bank)} + {index} * {width}{start}", width
        width = self.size(v.dim)
        return f"r->{self.given(v.name)} + ({_times(moved)}B + {row}) * {width}", width

    def shifted(self, v: Vector, time: str) -> str:
        """The index at which a vector stands that is read at a time."""
        kept = v.name in self.storage.places
        before = self.plan.pad if kept else self.plan.before.get(v.name, 0)
        by = before - 1 - lag(v)
        if time.lstrip("-").isdigit():
            return str(int(time) + by)
        return moved(time, by)

    def at(self, v: Vector, time: int) -> str:
        """The array of a vector from a step on, counted from 1."""
        return self.place(Vector(v.name, v.dim, t), str(time), "0")[0]


def _together(names: Sequence[str]) -> str:
    """One word for several names."""
    whole = "_".join(names)
    return whole if len(whole) <= 30 else f"{names[0]}_to_{names[-1]}"


def moved(time: str, by: int) -> str:
    """A time and some steps more or less."""
    return time if by == 0 else f"{time} {'+' if by > 0 else '-'} {abs(by)}"


def _times(index: str) -> str:
    """An index as a factor."""
    return "" if index == "1" else f"({index}) * " if " " in index else f"{index} * "


def joined(parts: Iterable[str]) -> str:
    """Arguments of a call."""
    return ", ".join(parts)
