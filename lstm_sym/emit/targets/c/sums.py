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


@dataclass(frozen=True)
class Pair:
    """An error that is multiplied by an operand, for a parameter."""

    error: Vector
    name: str
    turned: bool
    ids: tuple[str, ...]


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
        wanted: dict[Vector, list[Pair]] = {}
        for g in self.plan.gradients:
            for e, psi, turned in g.terms if isinstance(g, Outers) else ():
                wanted.setdefault(psi, []).append(Pair(e, g.name, turned, g.ids))
        together: dict[tuple[str, ...], list[tuple[Vector, list[Pair]]]] = {}
        for psi, pairs in wanted.items():
            for run in runs(
                list({self.storage.root(p.error.name): p for p in pairs}), self.storage.places
            ):
                own = [p for p in pairs if self.storage.root(p.error.name) in run]
                if psi.time is None:
                    yield from self._constant(psi, own)
                else:
                    together.setdefault(tuple(run), []).append((psi, own))
        for group in together.values():
            yield from self._product(group)

    def _lanes(self, pairs: Sequence[Pair]) -> list[Vector]:
        """The errors of some pairs, in the order of their lanes."""
        found = {self.storage.root(p.error.name): p.error for p in pairs}
        (run,) = runs(list(found), self.storage.places)
        return [found[name] for name in run]

    def _block(self, psi: Vector, pairs: Sequence[Pair]) -> int:
        """The block of the errors by one operand, its rows given to their parameters."""
        lanes = self._lanes(pairs)
        k = self.blocks.add(
            f"sum of the errors by {psi}", sum((v.dim for v in lanes), S.Zero), psi.dim
        )
        for p in pairs:
            before = sum((u.dim for u in lanes[: lanes.index(p.error)]), S.Zero)
            self.blocks.give(p.name, k, before, p.error.dim, p.turned)
        return k

    def _product(self, group: Sequence[tuple[Vector, list[Pair]]]) -> Iterator[str]:
        """One pass over the errors for all operands that they are multiplied by."""
        size = self.arrays.size
        lanes = self._lanes(group[0][1])
        high = size(sum((v.dim for v in lanes), S.Zero))
        e, far = self.arrays.place(lanes[0], "1", "0")
        places = [self.arrays.place(psi, "1", "0") for psi, _ in group]
        blocks = [self._block(psi, pairs) for psi, pairs in group]
        self.rooms.append(" + ".join(f"outers_room({size(psi.dim)})" for psi, _ in group))
        ids = dict.fromkeys(i for _, pairs in group for p in pairs for i in p.ids)
        yield f"/* {joined(ids)} */"
        yield "{"
        yield f"    const real *const by[] = {{{joined(start for start, _ in places)}}};"
        yield f"    const long apart[] = {{{joined(near for _, near in places)}}};"
        yield f"    const long across[] = {{{joined(size(psi.dim) for psi, _ in group)}}};"
        yield f"    real *const to[] = {{{joined(f'r->found[{k}]' for k in blocks)}}};"
        yield (
            f"    outers(part, parts, T * B, {e}, {far}, {high}, {len(group)}, "
            "by, apart, across, to, room);"
        )
        yield "}"

    def _constant(self, psi: Vector, pairs: list[Pair]) -> Iterator[str]:
        """The errors by an operand that does not change in time."""
        size = self.arrays.size
        lanes = self._lanes(pairs)
        high = size(sum((v.dim for v in lanes), S.Zero))
        said, far = self.arrays.place(lanes[0], "1", "0")
        heard, _ = self.arrays.place(psi, "1", "0")
        k = self._block(psi, pairs)
        yield f"/* {joined(dict.fromkeys(i for p in pairs for i in p.ids))} */"
        yield f"for (long i = part; i < {high}; i += parts)"
        yield f"    for (long j = 0; j < {size(psi.dim)}; j++) {{"
        yield f"        real *const to = r->found[{k}] + i * {size(psi.dim)} + j;"
        yield "        *to = 0;"
        yield "        for (long k = 0; k < T * B; k++)"
        yield f"            *to += ({said})[k * {far} + i] * ({heard})[j];"
        yield "    }"

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
