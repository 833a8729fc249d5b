"""The blocks of a plan as C: products, and loops over units in which all lines are fused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Expr, S

from ....language.operators import Matrix
from ....language.vectors import BAR, LOSS, Vector
from ...abreast import Wide, Written
from ...lanes import runs
from ...lines import Line, Product, lag
from ...storage import Section
from .arrays import Arrays, joined

BODY = "    "


class Steps:
    """The code of blocks; ``packs`` says how every stack of matrices is packed."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays, self.plan, self.storage = arrays, arrays.plan, arrays.storage
        self.packs: dict[tuple[object, ...], tuple[str, list[str], str]] = {}

    def section(self, section: Section) -> Iterator[str]:
        """A block: what is done for all steps at once, and then the loop."""
        for group in _groups(section.whole):
            if isinstance(group, Product):
                yield from self._product(group, "1", "T")
            else:
                yield from self._loop(section.way, self._lines(group))
        if section.loop:
            body = [
                line
                for group in _groups(section.loop)
                for line in (
                    self._product(group, "t", "1")
                    if isinstance(group, Product)
                    else self._lines(group)
                )
            ]
            yield from self._loop(section.way, body)

    def _loop(self, way: int, body: Iterator[str] | list[str]) -> Iterator[str]:
        ends = "t = 1; t <= T; t++" if way > 0 else "t = T; t >= 1; t--"
        yield f"for (long {ends}) {{"
        yield from (BODY + line for line in body)
        yield "}"

    # Products

    def _product(self, p: Product, time: str, steps: str) -> Iterator[str]:
        yield f"/* {joined(p.ids)} */"
        yield from (self._row if p.is_row else self._stack)(p, time, steps)

    def _stack(self, p: Product, time: str, steps: str) -> Iterator[str]:
        (v,) = p.operands
        by_root = {
            self.storage.root(h.name): (h, A) for h, A in zip(p.heads, p.matrices, strict=True)
        }
        for run in runs(list(by_root), self.storage.places):
            heads, matrices = zip(*[by_root[name] for name in run], strict=True)
            packed = self._packed(matrices, stacked=True)
            n = self.arrays.size(sum((h.dim for h in heads), S.Zero))
            yield from self._multiply(
                v, heads[0], packed, self.arrays.size(v.dim), n, time, steps, 0
            )

    def _row(self, p: Product, time: str, steps: str) -> Iterator[str]:
        (head,) = p.heads
        by_root = {
            self.storage.root(v.name): (v, A) for v, A in zip(p.operands, p.matrices, strict=True)
        }
        known = [name for name in by_root if name in self.storage.places]
        for i, run in enumerate(runs(known, self.storage.places)):
            vs, matrices = zip(*[by_root[name] for name in run], strict=True)
            packed = self._packed(matrices, stacked=False)
            k = self.arrays.size(sum((v.dim for v in vs), S.Zero))
            yield from self._multiply(
                vs[0], head, packed, k, self.arrays.size(head.dim), time, steps, int(i > 0)
            )

    def _multiply(
        self, v: Vector, head: Vector, packed: str, k: str, n: str, time: str, steps: str, add: int
    ) -> Iterator[str]:
        source, far = self.arrays.place(v, time, "first")
        to, wide = self.arrays.place(head, time, "first")
        yield (
            f"multiply({steps}, B * {far}, B * {wide}, last - first, {source}, {far}, {k}, "
            f"{packed}, {n}, {to}, {wide}, {add});"
        )

    def _packed(self, matrices: Sequence[Matrix], stacked: bool) -> str:
        """The panels of matrices one above the other, or side by side."""
        key = (stacked, *((A.name, A.is_transposed) for A in matrices))
        if key not in self.packs:
            names = [A.name for A in matrices]
            word = self.arrays.name(
                ("packed", key), f"packed_{names[0]}" + f"_to_{names[-1]}" * (len(names) > 1)
            )
            rows, cols = [A.shape[0] for A in matrices], [A.shape[1] for A in matrices]
            k = sum(cols, S.Zero) if not stacked else cols[0]
            n = sum(rows, S.Zero) if stacked else rows[0]
            size = self.arrays.size
            calls = []
            for i, A in enumerate(matrices):
                k0 = S.Zero if stacked else sum(cols[:i], S.Zero)
                n0 = sum(rows[:i], S.Zero) if stacked else S.Zero
                by_n, by_k = (1, size(rows[i])) if A.is_transposed else (size(cols[i]), 1)
                at = joined([size(k), size(n), size(k0), size(n0), size(cols[i]), size(rows[i])])
                source = f"r->{self.arrays.given(A.name)}"
                calls.append(f"pack(r->{word}, {at}, {source}, {by_k}, {by_n});")
            self.packs[key] = (word, calls, f"packed({size(k)}, {size(n)})")
        return f"r->{self.packs[key][0]}"

    # Lines

    def _lines(self, group: Sequence[Line]) -> Iterator[str]:
        """Loops over sequences and units, one for each size, with all lines of that size."""
        for dim in dict.fromkeys(line.head.dim for line in group):
            yield from self._fused([line for line in group if line.head.dim == dim], dim)

    def _fused(self, lines: Sequence[Line], dim: Expr) -> Iterator[str]:
        stored = {line.head for line in lines if self._is_stored(line.head.name, lines)}
        local: dict[str, str] = {}
        words: dict[tuple[str, str], str] = {}
        starts: list[str] = []

        def pointer(v: Vector, to_write: bool = False) -> str:
            start, _ = self.arrays.place(v, "t", "b")
            if v.name.endswith(LOSS) and v.name.removesuffix(LOSS) in self.plan.maybe:
                start = f"r->{self.arrays.given(v.name)} ? {start} : r->zeros"
            key = (start, "")
            if key not in words:
                title = self.arrays.titles.get(self.storage.root(v.name), v.name)
                ago = f"_{abs(lag(v))}" if v.time is not None and lag(v) else ""
                words[key] = self.arrays.local(("row", start), f"{title}{ago}_row")
                writes = any(self.arrays.place(h, "t", "b")[0] == start for h in stored)
                kind = "real" if writes else "const real"
                starts.append(f"{kind} *const {words[key]} = {start};")
            return words[key]

        def leaf(v: Vector) -> str:
            if v.name in local and v.time == self.plan.cell.time:
                return local[v.name]
            return f"{pointer(v)}[j]"

        infix, body = self.arrays.infix(leaf), []
        for line in lines:
            body += [f"/* {joined(line.ids)} */"]
            e = line.body
            text = infix(e)
            name = line.head.name.removesuffix(BAR)
            if name in self.plan.maybe and line.head.name.endswith(BAR):
                text += f" + {leaf(Vector(name + LOSS, *line.head.args[1:]))}"
            word = self.arrays.local(("local", line.head.name), line.head.name)
            body.append(f"const real {word} = {text};")
            local[line.head.name] = word
            if line.head in stored:
                body.append(f"{pointer(line.head)}[j] = {word};")
        yield "for (long b = first; b < last; b++) {"
        yield from (BODY + start for start in starts)
        yield "#pragma omp simd"
        yield f"    for (long j = 0; j < {self.arrays.size(dim)}; j++) {{"
        yield from (2 * BODY + line for line in body)
        yield "    }"
        yield "}"

    def _is_stored(self, name: str, lines: Sequence[Line]) -> bool:
        """Whether a head is read by anything but these lines at the same step."""
        return name in self._read_elsewhere(lines)

    def _read_elsewhere(self, lines: Sequence[Line]) -> set[str]:
        inside = {line.head.name for line in lines}
        plan = self.plan
        read = {v.name for g in plan.gradients for v in g.reads} | set(plan.cell.outputs)
        read |= {v.name for late in plan.arriving.values() for v, _ in late}
        read |= {s.name + BAR for s in plan.source.inputs}
        for section in self.storage.sections:
            for item in section.items:
                for line in _scalar(item) if isinstance(item, Wide) else [item]:
                    here = not isinstance(line, Product) and line.head.name in inside
                    read |= {v.name for v in line.reads if not (here and v.time == plan.cell.time)}
        return read


def _groups(items: Sequence[Written]) -> Iterator[Product | list[Line]]:
    """The products one by one, the lines between them together."""
    waiting: list[Line] = []
    for item in items:
        if isinstance(item, Wide):
            waiting += _scalar(item)
            continue
        if waiting:
            yield waiting
        waiting = []
        yield item
    if waiting:
        yield waiting


def _scalar(w: Wide) -> list[Line]:
    """A joined line as its lines."""
    return [Line(head, w.lane(k), w.each[k]) for k, head in enumerate(w.heads)]
