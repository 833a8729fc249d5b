"""A plan as one C file: products in packed panels, everything else fused into loops over units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from textwrap import wrap

from sympy import Expr, S, Symbol

from ....language.cell import Cell
from ....language.vectors import LOSS, Vector
from ...lines import lag
from ...naming import headed
from ...plan import Plan, plan
from ..layout import speaks
from .arrays import Arrays
from .entry import Entry
from .steps import Steps
from .sums import Blocks, Sums

WIDTH = 96
SIZE = {"float64": "double", "float32": "float"}


@dataclass(frozen=True)
class Emitted:
    """A C program, and how it is called.

    ``given`` are the names of the arrays that it is given, in order, ``blocks`` the shapes of those
    that it finds, ``pieces`` which rows of which block belong to a parameter, an input or a state.
    """

    text: str
    given: tuple[tuple[str, str], ...]
    sizes: tuple[Symbol, ...]
    blocks: Blocks


def emitted(cell: Cell, dtype: str = "float64") -> str:
    """Return the C program of a cell."""
    return written(plan(cell, fold=False, lift=False), dtype).text


def written(program: Plan, dtype: str) -> Emitted:
    """Return the C program of a plan."""
    return _Module(program, dtype).made()


class _Module:
    def __init__(self, program: Plan, dtype: str) -> None:
        self.plan, self.cell, self.dtype = program, program.source, dtype
        self.arrays = Arrays(program, dtype)
        self.steps, self.sums = Steps(self.arrays), Sums(self.arrays)
        self.given = [
            *(("params", p.name) for p in self.cell.parameters),
            *(("inputs", s.name) for s in self.cell.inputs),
            *(("losses", n + LOSS) for n in (*self.cell.outputs, *program.maybe)),
        ]
        for _, name in self.given:
            self.arrays.given(name)
        self.before = {
            s.name: self.arrays.name(("before", s.name), f"first_{s.name}")
            for s in self.cell.carried
        }

    def made(self) -> Emitted:
        """The program and how it is called."""
        storage = self.steps.storage
        ahead = [*self._start(), *_each(self.steps, storage.forward)]
        behind = [*self._zeros(), *_each(self.steps, storage.backward)]
        sums = [*self.sums.lines()]
        late = [*self.sums.arriving([s.name for s in (*self.cell.inputs, *self.cell.carried)])]
        behind += self._own()
        results = [*self._results()]
        text = "\n".join(
            [
                *self._head(),
                *self._run(),
                *self._pack(),
                *self._function("void forward", "const Run *r, long first, long last", ahead),
                *self._function("void backward", "const Run *r, long first, long last", behind),
                *self._function(
                    "void sums", "const Run *r, long part, long parts, real *room", sums
                ),
                *self._function("void arriving", "const Run *r", late),
                *self._function("void results", "const Run *r, long first, long last", results),
                *Entry(self.arrays, self.sums, self.given, self.before).lines(),
            ]
        )
        given = (*self.given, *(("initial", s.name) for s in self.cell.carried))
        return Emitted(text + "\n", given, tuple(self.arrays.sizes), self.sums.blocks)

    def _own(self) -> Iterator[str]:
        """The errors of the inputs, if any is wanted."""
        pieces = self.sums.blocks.pieces
        wanted = [f"r->found[{p.block}]" for s in self.cell.inputs for p in pieces[s.name]]
        lines = [*_each(self.steps, self.steps.storage.inputs)]
        if lines:
            yield f"if ({' || '.join(wanted)}) {{"
            yield from (f"    {line}" for line in lines)
            yield "}"

    def _function(self, name: str, arguments: str, body: list[str]) -> Iterator[str]:
        """A function, with the sizes that it speaks of."""
        text = "\n".join(body)
        yield ""
        yield f"static {name}({arguments})"
        yield "{"
        spoken = [w for w in ("T", "B", *self.arrays.size_words) if speaks(text, w)]
        if spoken:
            yield f"    const long {', '.join(f'{w} = r->{w}' for w in spoken)};"
        for line in body or ["(void)r;"]:
            yield from [line] if line.startswith("#") else _folded(f"    {line}")
        yield "}"

    # Parts of the file

    def _head(self) -> Iterator[str]:
        title = headed(self.cell)
        single = int(self.dtype == "float32")
        yield f"/* {title}."
        yield ""
        yield from (
            "   The derived gradient as a program, written by lstm_sym. Every line names the",
            "   equations that it computes. Compile with -O2 -march=native -fopenmp, and not with",
            "   -ffast-math. */",
            "",
            "#include <math.h>",
            "#include <stddef.h>",
            "#include <stdint.h>",
            "#include <string.h>",
            "#ifdef _OPENMP",
            "#include <omp.h>",
            "#endif",
            "",
            f"#define SINGLE {single}",
            f"typedef {SIZE[self.dtype]} real;",
            "",
        )
        for name in ("math.c", "kernel.c"):
            yield from files(__package__).joinpath(name).read_text("utf-8").splitlines()
            yield ""

    def _run(self) -> Iterator[str]:
        found = len(self.sums.blocks.shapes)
        yield "/* One run: sizes, what is given, what is found, what is kept. */"
        yield f"#define FOUND {found}"
        yield "#define MOST 256"
        numbers = self.sums.numbers or [0]
        yield f"#define NUMBERS {len(numbers)}"
        yield f"static const int NUMBER[] = {{{', '.join(map(str, numbers))}}};"
        yield "typedef struct {"
        yield f"    long {', '.join(('T', 'B', 'threads', *self.arrays.size_words))};"
        given = [self.arrays.given(name) for _, name in self.given] + [*self.before.values()]
        yield from _wrapped("    const real ", [f"*{w}" for w in given])
        yield "    real *found[FOUND];"
        kept = [*self.arrays.kept, *(w for w, _, _ in self.steps.packs.values())]
        yield from _wrapped("    real ", [f"*{w}" for w in (*kept, "zeros", "rooms", "partial")])
        yield "    long room;"
        yield "} Run;"
        yield ""
        yield "static real *laid(real *space, long *next, long many)"
        yield "{"
        yield "    real *const here = space ? space + *next : NULL;"
        yield "    *next += (many + 63) / 64 * 64;"
        yield "    return here;"
        yield "}"
        yield ""
        yield "/* Lay the arrays out; return how many numbers they take. */"
        widest = self.arrays.size(sum((s.dim for s in self.cell.carried), S.Zero))
        lines = ["long next = 0;"]
        packs = {word: size for word, _, size in self.steps.packs.values()}
        for word, size in {**self.arrays.kept, **packs, "zeros": widest}.items():
            lines.append(f"r->{word} = laid(space, &next, {size});")
        lines.append("r->room = 0;")
        for room in dict.fromkeys(self.sums.rooms):
            lines.append(f"r->room = {room} > r->room ? {room} : r->room;")
        lines.append("r->rooms = laid(space, &next, r->threads * r->room);")
        lines.append("r->partial = laid(space, &next, r->threads * NUMBERS);")
        lines.append("return next;")
        yield from self._function("long layout", "Run *r, real *space", lines)

    def _pack(self) -> Iterator[str]:
        calls = [call for _, calls, _ in self.steps.packs.values() for call in calls]
        lines = [f"if (part == {i} % parts)\n        {call}" for i, call in enumerate(calls)]
        yield from self._function("void pack_all", "const Run *r, long part, long parts", lines)

    def _start(self) -> Iterator[str]:
        """What the states are given beyond the ends."""
        for s in self.cell.carried:
            before = self.plan.before.get(s.name, 0)
            after = self.plan.after.get(s.name, 0)
            times = [
                *(str(k) for k in range(1 - before, 1)),
                *(f"T + {k + 1}" for k in range(after)),
            ]
            own = Vector(s.name, s.dim, self.plan.cell.time)
            width = self.arrays.size(s.dim)
            for i, time in enumerate(times):
                to, _ = self.arrays.place(own, time, "b")
                yield "for (long b = first; b < last; b++)"
                yield f"    memcpy({to},"
                yield f"           r->{self.before[s.name]} + ({i} * B + b) * {width},"
                yield f"           (size_t){width} * sizeof(real));"

    def _zeros(self) -> Iterator[str]:
        """Errors are zero beyond the ends, as far as they are read there."""
        sections = (*self.steps.storage.backward, *self.steps.storage.inputs)
        read = {v for s in sections for item in s.items for v in item.reads if lag(v)}
        read |= {v for late in self.plan.arriving.values() for v, _ in late}
        own = {h.name for s in sections for item in s.items for h in item.heads}
        ago: dict[str, set[int]] = {}
        for v in sorted((v for v in read if v.name in own), key=str):
            ago.setdefault(v.name, set()).add(lag(v))
            ago[v.name] |= set(range(lag(v), 0)) | set(range(1, lag(v)))
        dims = {v.name: v.dim for v in read}
        for name, lags in ago.items():
            v = Vector(name, dims[name], self.plan.cell.time)
            for k in sorted(lags):
                to, _ = self.arrays.place(v, f"{1 - k}" if k > 0 else f"T + {-k}", "b")
                yield "for (long b = first; b < last; b++)"
                yield f"    memset({to}, 0, (size_t){self.arrays.size(v.dim)} * sizeof(real));"

    def _results(self) -> Iterator[str]:
        """The outputs at all steps and the last states, where they are wanted."""
        blocks = self.sums.blocks
        for name in self.cell.outputs:
            dim = self.cell.signal(name).dim
            k = blocks.add(f"output {name}", S.One, dim)
            blocks.give(f"output {name}", k, S.Zero, S.Zero)
            yield from self._copied(name, dim, k, "T", "1")
        for s in self.cell.carried:
            down = self.cell.way(s.name) < 0
            many = (self.plan.after if down else self.plan.before).get(s.name, 0)
            k = blocks.add(f"last {s.name}", S(many), s.dim)
            blocks.give(f"last {s.name}", k, S.Zero, S.Zero)
            begin = "1" if down else f"T + {1 - many}"
            yield from self._copied(s.name, s.dim, k, str(many), begin)

    def _copied(self, name: str, dim: Expr, k: int, steps: str, begin: str) -> Iterator[str]:
        v, width = Vector(name, dim, self.plan.cell.time), self.arrays.size(dim)
        source, _ = self.arrays.place(v, f"{begin} + t", "b")
        yield f"for (long t = 0; r->found[{k}] && t < {steps}; t++)"
        yield "    for (long b = first; b < last; b++)"
        yield f"        memcpy(r->found[{k}] + (t * B + b) * {width}, {source},"
        yield f"               (size_t){width} * sizeof(real));"


def _each(steps: Steps, sections: object) -> Iterator[str]:
    for section in sections:  # type: ignore[attr-defined]
        yield from steps.section(section)


def _folded(line: str) -> list[str]:
    """A line, broken at spaces where it is too long."""
    space = " " * (len(line) - len(line.lstrip()))
    more = space + (" * " if line.lstrip().startswith("/*") else "    ")
    return wrap(line.lstrip(), WIDTH, initial_indent=space, subsequent_indent=more)


def _wrapped(head: str, words: list[str]) -> Iterator[str]:
    if words:
        text = wrap(", ".join(words), 90 - len(head), break_long_words=False)
        yield head + ("\n" + " " * len(head)).join(text) + ";"
