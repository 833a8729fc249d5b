"""The gradients as C: products and sums over all steps, each thread doing some rows of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sympy import Expr, S

from ....language.cell import t
from ....language.vectors import Vector
from ...lanes import runs
from ...lines import Entries, Outers
from .arrays import Arrays, joined, moved


@dataclass(frozen=True)
class Piece:
    """Some rows of a found block that belong to a parameter."""

    block: int
    first: Expr
    rows: Expr
    turned: bool = False


@dataclass
class Blocks:
    """What the program finds: blocks of numbers, and which rows of them are whose."""

    shapes: list[tuple[Expr, ...]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    pieces: dict[str, list[Piece]] = field(default_factory=dict)

    def add(self, word: str, *shape: Expr) -> int:
        """Make a block; return its number."""
        self.shapes.append(shape)
        self.words.append(word)
        return len(self.shapes) - 1

    def give(self, name: str, *piece: object) -> None:
        """Let some rows belong to a parameter."""
        self.pieces.setdefault(name, []).append(Piece(*piece))  # type: ignore[arg-type]


class Sums:
    """The code of the gradients, and the blocks that they are written into."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays, self.plan, self.storage = arrays, arrays.plan, arrays.storage
        self.blocks = Blocks()
        self.rooms: list[str] = []
        self.numbers: list[int] = []

    def lines(self) -> Iterator[str]:
        """The code, that of one part of the parts."""
        yield from self._outers()
        yield from self._entries()

    def _outers(self) -> Iterator[str]:
        size = self.arrays.size
        wanted: dict[Vector, list[tuple[Vector, str, bool, tuple[str, ...]]]] = {}
        for g in self.plan.gradients:
            for e, psi, turned in g.terms if isinstance(g, Outers) else ():
                wanted.setdefault(psi, []).append((e, g.name, turned, g.ids))
        for psi, pairs in wanted.items():
            errors = {self.storage.root(e.name): e for e, *_ in pairs}
            for run in runs(list(errors), self.storage.places):
                lanes = [errors[name] for name in run]
                high = sum((v.dim for v in lanes), S.Zero)
                k = self.blocks.add(f"sum of the errors by {psi}", high, psi.dim)
                ids = [i for e, _, _, ids in pairs if e in lanes for i in ids]
                yield f"/* {joined(dict.fromkeys(ids))} */"
                said, far = self.arrays.place(lanes[0], "1", "0")
                heard, near = self.arrays.place(psi, "1", "0")
                rows, to = "T * B", f"r->found[{k}]"
                if psi.time is None:
                    yield f"for (long i = part; i < {size(high)}; i += parts)"
                    yield f"    for (long j = 0; j < {size(psi.dim)}; j++) {{"
                    yield f"        real *const to = {to} + i * {size(psi.dim)} + j;"
                    yield "        *to = 0;"
                    yield f"        for (long k = 0; k < {rows}; k++)"
                    yield f"            *to += ({said})[k * {far} + i] * ({heard})[j];"
                    yield "    }"
                else:
                    self.rooms.append(size(psi.dim))
                    yield (
                        f"outers(part, parts, {rows}, {said}, {far}, {size(high)}, {heard}, "
                        f"{near}, {size(psi.dim)}, {to}, room);"
                    )
                for error, name, turned, _ in pairs:
                    if error in lanes:
                        before = sum((u.dim for u in lanes[: lanes.index(error)]), S.Zero)
                        self.blocks.give(name, k, before, error.dim, turned)

    def _entries(self) -> Iterator[str]:
        plain: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        vectors: dict[str, Vector] = {}
        for g in (g for g in self.plan.gradients if isinstance(g, Entries)):
            for e in g.terms:
                if isinstance(e, Vector) and not g.is_number:
                    root = self.storage.root(e.name)
                    plain.setdefault(root, []).append((g.name, g.ids))
                    vectors[root] = e
                else:
                    yield from self._expression(g, e)
        for run in runs(list(plain), self.storage.places):
            lanes = [vectors[name] for name in run]
            high = sum((lane.dim for lane in lanes), S.Zero)
            k = self.blocks.add("sum of the errors", high)
            start, far = self.arrays.place(lanes[0], "1", "0")
            yield f"/* {joined(i for name in run for _, ids in plain[name] for i in ids)} */"
            yield (
                f"columns(part, parts, T * B, {start}, {far}, {self.arrays.size(high)}, "
                f"r->found[{k}]);"
            )
            for root, lane in zip(run, lanes, strict=True):
                before = sum((u.dim for u in lanes[: lanes.index(lane)]), S.Zero)
                for name, _ in plain[root]:
                    self.blocks.give(name, k, before, lane.dim)

    def _expression(self, g: Entries, e: Expr) -> Iterator[str]:
        """The sum of an expression over all steps; of a number also over the units."""
        found: dict[str, str] = {}

        def leaf(v: Vector) -> str:
            start, far = self.arrays.place(v, "1", "0")
            return f"{found.setdefault(start, f'v{len(found)}')}[k * {far} + i]"

        text = self.arrays.infix(leaf)(e)
        dim = next(v.dim for v in sorted(e.atoms(Vector), key=str))
        size = self.arrays.size(dim)
        yield f"/* {joined(g.ids)} */"
        yield "{"
        yield from (f"    const real *const {word} = {start};" for start, word in found.items())
        if g.is_number:
            k = self.blocks.add("sum of the entries", S.One)
            self.blocks.give(g.name, k, S.Zero, S.One)
            yield "    real sum = 0;"
            yield "    for (long k = part; k < T * B; k += parts)"
            yield f"        for (long i = 0; i < {size}; i++)"
            yield f"            sum += {text};"
            yield f"    r->partial[part * NUMBERS + {len(self.numbers)}] = sum;"
            self.numbers.append(k)
        else:
            k = self.blocks.add("sum over all steps", dim)
            self.blocks.give(g.name, k, S.Zero, dim)
            yield f"    const long end = (part + 1) * {size} / parts;"
            yield f"    for (long i = part * {size} / parts; i < end; i++)"
            yield f"        r->found[{k}][i] = 0;"
            yield "    for (long k = 0; k < T * B; k++)"
            yield f"        for (long i = part * {size} / parts; i < end; i++)"
            yield f"            r->found[{k}][i] += {text};"
        yield "}"

    def arriving(self, names: Sequence[str]) -> Iterator[str]:
        """The errors of what is given beyond the ends, where they are wanted."""
        plan = self.plan
        for name in names:
            dim = plan.cell.signal(name).dim
            before, after = plan.before.get(name, 0), plan.after.get(name, 0)
            inside = name in {s.name for s in plan.source.inputs}
            steps = before + after
            k = self.blocks.add(f"error of {name}", S(steps), dim)
            self.blocks.give(name, k, S.Zero, S.Zero)
            width = self.arrays.size(dim)
            yield f"if (r->found[{k}]) {{"
            times = [*range(1 - before, 1), *range(1, after + 1)]
            for i, time in enumerate(times):
                place = f"{i}" if not inside or time <= 0 else f"{i} + T"
                terms = self._terms(name, time)
                yield f"    real *const to = r->found[{k}] + ({place}) * B * {width};".replace(
                    "*const to", f"*const to_{i}"
                )
                yield f"    for (long i = 0; i < B * {width}; i++)"
                yield f"        to_{i}[i] = {' + '.join(terms) or '0'};"
            if inside:
                own = Vector(f"{name}_bar", dim, t)
                yield f"    for (long i = 0; i < T * B * {width}; i++)"
                there = f"r->found[{k}][{before} * B * {width} + i]"
                if own.name in self.storage.places:
                    start, far = self.arrays.place(own, "1", "0")
                    yield (f"        {there} = ({start})[i / {width} * {far} + i % {width}];")
                else:
                    yield f"        {there} = 0;"
            yield "}"

    def _terms(self, name: str, time: int) -> list[str]:
        terms = []
        for v, by in self.plan.arriving.get(name, ()):
            if time <= 0 < time + by:
                moment = str(time + by)
            elif time > 0 >= time + by:
                moment = moved("T", time + by)
            else:
                continue
            start, far = self.arrays.place(Vector(v.name, v.dim, t), moment, "0")
            width = self.arrays.size(v.dim)
            terms.append(f"({start})[i / {width} * {far} + i % {width}]")
        return terms
