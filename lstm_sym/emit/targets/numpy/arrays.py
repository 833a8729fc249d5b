"""The arrays of a NumPy program, and how a vector in them is read."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from sympy import Expr, S, Symbol

from ....language.operators import Matrix
from ....language.shapes import shape
from ....language.vectors import LOSS, Vector
from ...lanes import Bank
from ...lines import lag
from ...naming import Naming
from ...plan import Plan
from ...storage import Extent, Storage
from ..infix import Infix, Words

WORDS = Words(
    {
        **{name: f"np.{name}" for name in ("exp", "log", "tanh", "sinh", "cosh", "sqrt", "sign")},
        "Abs": "np.abs",
        "Max": "np.maximum",
        "Min": "np.minimum",
        "erf": "erf",
        "re": "np.real",
    },
    {},
    "np.where({test}, {yes}, {no})",
)
LONGEST = 16
RESERVED = {
    *keyword.kwlist,
    *("np", "T", "B", "t", "first", "last", "many", "chunk", "flat", "space", "params", "inputs"),
    *(
        "lanes",
        "steps",
        "initial",
        "losses",
        "also",
        "grads",
        "dtype",
        "self",
        "Space",
        "forward",
        "backward",
    ),
    *("gradient", "sizes", "loss", "outputs", "final", "room", "print", "range", "zip", "max"),
}


class Arrays:
    """Words for all arrays: banks, views of some lanes, rooms for parts, constants, what is given.

    ``views`` and ``rooms`` say how each is made, ``constants`` what is made of parameters alone,
    ``used`` which parameters and inputs were spoken of.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.storage = Storage(plan)
        self.name = Naming(RESERVED)
        self.infix = Infix(WORDS, self.number)
        self.sizes = [s for s in plan.cell.sizes if isinstance(s, Symbol)]
        for s in self.sizes:
            self.name(s, str(s))
        self.pad = plan.pad
        self.views: dict[tuple[Any, ...], tuple[str, str]] = {}
        self.rooms: dict[tuple[Any, ...], tuple[str, str]] = {}
        self.used: set[str] = set()
        self.constants: dict[str, str] = {}
        self.titles = {name: last for last, name in self._last().items()}

    def _last(self) -> dict[str, str]:
        """For every kept head the last that is written over it: what it is called by."""
        found: dict[str, str] = {}
        for section in self.storage.sections:
            for item in section.items:
                for head in item.heads:
                    found[self.storage.root(head.name)] = head.name
        return {last: root for root, last in found.items()}

    def number(self, leaf: Any) -> str:
        self.used.add(leaf.name)
        return self.name(("parameter", leaf.name), leaf.name)

    def array(self, bank: Bank, low: int, high: int, split: bool) -> str:
        """The name of some lanes of a bank, as one row or, split, as a lane each."""
        key = (bank.names, low, high, split)
        if key not in self.views:
            whole = self._bank(bank)
            if (low, high) == (0, len(bank.lanes)) and not split:
                return whole
            names = [self._title(v.name) for v in bank.lanes[low:high]]
            wish = _together(names) + ("_lanes" if split else "")
            cut = f"[..., {self._sum(bank, 0, low)}:{self._sum(bank, 0, high)}]"
            made = whole if (low, high) == (0, len(bank.lanes)) else whole + cut
            if split:
                ends = f"{self._sum(bank, 0, low)}, {self._sum(bank, 0, high)}"
                made = f"lanes({whole}, {ends}, {high - low})"
            self.views[key] = (self.name(key, wish), made)
        return self.views[key][0]

    def _bank(self, bank: Bank) -> str:
        key = (bank.names, "bank")
        if key not in self.views:
            wish = _together([self._title(v.name) for v in bank.lanes])
            extent = self.storage.extent(bank)
            steps = f"T + {2 * self.pad}"
            rows = {Extent.ALL: f"{steps}, B", Extent.SOME: "chunk, B", Extent.STEP: "B"}[extent]
            width = self._sum(bank, 0, len(bank.lanes))
            self.views[key] = (self.name(key, wish), f"np.zeros(({rows}, {width}), dtype)")
        return self.views[key][0]

    def _title(self, name: str) -> str:
        return self.titles.get(name, name)

    def _sum(self, bank: Bank, low: int, high: int) -> str:
        dims = [v.dim for v in bank.lanes[low:high]]
        return self.size(sum(dims, S.Zero))

    def size(self, e: Expr) -> str:
        """A sum of sizes."""
        text = str(e.xreplace({s: Symbol(self.name(s, str(s))) for s in self.sizes}))
        return text.replace("*", " * ") if e.is_Mul or e.is_Add else text

    def at(self, v: Vector, whole: bool) -> str:
        """The index of a vector within a step or within some steps."""
        ago = lag(v)
        if v.name in self.storage.places:
            bank, _ = self.storage.place(v.name)
            extent = self.storage.extent(bank)
            if extent is Extent.STEP:
                return ""
            if extent is Extent.SOME:
                return "[:many]" if whole else "[t - first]"
            ago -= self.pad - 1
        else:
            ago -= self.plan.before.get(v.name, 0) - 1
        if whole:
            return f"[{moved('first', -ago)}:{moved('last', -ago)}]"
        return f"[{moved('t', -ago)}]"

    def here(self, bank: Bank, low: int, high: int, split: bool, v: Vector, whole: bool) -> str:
        """Some lanes of a bank at the time of a vector in one of them."""
        word, at = self.array(bank, low, high, split), self.at(v, whole)
        if whole or not at:
            return word + at
        key = ("steps", word)
        if key not in self.views:
            self.views[key] = (self.name(key, f"{word}_at"), f"steps({word})")
        return self.views[key][0] + at

    def read(self, lanes: Sequence[Expr], whole: bool, split: bool) -> str:
        """What stands in one place of a line, in all its lanes."""
        first = lanes[0]
        if not isinstance(first, Vector) or first.time is None:
            return self.constant(lanes, split)
        same = len(set(lanes)) == 1
        many = 1 if same else len(lanes)
        if first.name in self.storage.places:
            bank, low = self.storage.place(first.name)
            return self.here(bank, low, low + many, split, first, whole)
        word = self.given(first.name)
        return word + self.at(first, whole) + ("[..., None, :]" if split else "")

    def given(self, name: str) -> str:
        """An input, or what the loss says to a signal."""
        self.used.add(name)
        said = name.removesuffix(LOSS)
        return self.name(("given", name), f"d{said}" if name.endswith(LOSS) else name)

    def constant(self, lanes: Sequence[Expr], split: bool) -> str:
        """A vector that does not change in time, or several side by side."""
        distinct = len(set(lanes)) > 1
        words = [self.infix(e) for e in (lanes if distinct else lanes[:1])]
        if not distinct and isinstance(lanes[0], Vector):
            return words[0]
        made = f"np.concatenate(({', '.join(words)}))" if distinct else words[0]
        if split and distinct:
            made += f".reshape({len(lanes)}, {self.size(shape(lanes[0])[0])})"
        names = [str(a) for e in lanes[:1] for a in e.atoms(Vector)]
        return self._constant(made, f"{names[0].partition('_')[0]}_all")

    def stack(
        self, matrices: Sequence[Matrix], scales: Sequence[Expr], turned: bool, often: bool = False
    ) -> str:
        """Matrices one above the other, times their scales; transposed beforehand if ``turned``.

        By columns if it is used ``often``: OpenBLAS then multiplies a few rows by it fastest.
        """
        words = []
        for A, scale in zip(matrices, scales, strict=True):
            self.used.add(A.name)
            word = self.name(("parameter", A.name), A.name)
            word += ".T" if A.is_transposed is not turned else ""
            words.append(word if scale == 1 else f"{WORDS.number(scale)} * {word}")
        if len(words) == 1 and scales[0] == 1:
            return words[0]
        made = f"np.concatenate(({', '.join(words)}))" if len(words) > 1 else words[0]
        made = f"np.asfortranarray({made})" if often else made
        wish = f"{matrices[0].name.partition('_')[0]}_all"
        return self._constant(made, wish)

    def _constant(self, made: str, wish: str) -> str:
        word = self.name(("made", made), wish)
        self.constants[word] = made
        return word

    def steps(self, lanes: Sequence[Vector]) -> str:
        """Some lanes of a bank at all steps."""
        bank, low = self.storage.place(lanes[0].name)
        return self.array(bank, low, low + len(lanes), False) + self._range(lanes[0])

    def all(self, v: Vector) -> str:
        """A vector at all steps."""
        if v.time is None:
            return self.constant([v], False)
        return (
            self.steps([v])
            if v.name in self.storage.places
            else self.given(v.name) + self._range(v)
        )

    def _range(self, v: Vector) -> str:
        before = self.pad if v.name in self.storage.places else self.plan.before.get(v.name, 0)
        low = before - lag(v)
        return f"[{low or ''}:{moved('T', low)}]"

    def word(self, name: str) -> str:
        """The array in which a signal is kept at all times."""
        bank, low = self.storage.place(name)
        return self.array(bank, low, low + 1, False)

    def room(self, key: tuple[Any, ...], shape: str) -> str:
        """A room for a part, of a shape."""
        if key not in self.rooms:
            word = self.name(("room", key), f"room_{len(self.rooms) + 1}")
            self.rooms[key] = (word, f"np.zeros(({shape}), dtype)")
        return self.rooms[key][0]


def moved(word: str, by: int) -> str:
    """A time and some steps more or less."""
    return word if by == 0 else f"{word} {'+' if by > 0 else '-'} {abs(by)}"


def _together(names: Sequence[str]) -> str:
    """One word for several names: what they share at either end is said once."""
    if len(names) == 1:
        return names[0]
    parts = [name.split("_") for name in names]
    low = _shared(parts)
    high = _shared([part[low:][::-1] for part in parts])
    middle = ["_".join(part[low : len(part) - high]) for part in parts]
    if len("".join(middle)) > LONGEST:
        middle = [middle[0], "to", middle[-1]]
    ends = parts[0][:low], parts[0][len(parts[0]) - high :] if high else []
    return "_".join(filter(None, [*ends[0], *middle, *ends[1]]))


def _shared(parts: Sequence[Sequence[str]]) -> int:
    """How many first words all names share."""
    same = takewhile(lambda words: len(set(words)) == 1, zip(*parts, strict=False))
    return len(list(same))
