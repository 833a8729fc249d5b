"""How a C program is called: its two functions that others see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from sympy import S

from ....language.vectors import Vector
from ..layout import speaks
from .arrays import Arrays
from .sums import Sums


class Entry:
    """The functions that lay out the arrays and run the passes on some threads.

    ``given`` are what the program is given, ``before`` the words for the first states.
    """

    def __init__(
        self,
        arrays: Arrays,
        sums: Sums,
        given: Sequence[tuple[str, str]],
        before: Mapping[str, str],
    ) -> None:
        self.arrays, self.sums, self.given, self.before = arrays, sums, given, before

    def lines(self) -> Iterator[str]:
        """The code."""
        sizes, given = self.arrays.size_words, [self.arrays.given(name) for _, name in self.given]
        yield ""
        yield "static void begun(Run *r, const long *sizes)"
        yield "{"
        yield "    memset(r, 0, sizeof(Run));"
        for i, word in enumerate(("T", "B", "threads", *sizes)):
            yield f"    r->{word} = sizes[{i}];"
        yield "}"
        yield ""
        yield from self._about()
        yield "long lstm_sym_space(const long *sizes)"
        yield "{"
        yield "    Run r;"
        yield "    begun(&r, sizes);"
        yield "    return layout(&r, NULL);"
        yield "}"
        yield ""
        yield from self._work()
        yield "double lstm_sym_run(const long *sizes, const real *const *given, real *const *found,"
        yield "                    real *space, long back)"
        yield "{"
        yield "    Run run, *const r = &run;"
        yield "    begun(r, sizes);"
        yield "    layout(r, space);"
        for i, word in enumerate((*given, *self.before.values())):
            yield f"    r->{word} = given[{i}];"
        yield "    for (int k = 0; k < FOUND; k++)"
        yield "        r->found[k] = found[k];"
        yield "    memset(r->partial, 0, (size_t)r->threads * NUMBERS * sizeof(real));"
        yield "    double loss = 0, each[MOST] = {0};"
        yield "#ifdef _OPENMP"
        yield "    if (r->threads > 1) {"
        yield "#pragma omp parallel num_threads((int)r->threads)"
        yield "        each[omp_get_thread_num()] ="
        yield "            work(r, omp_get_thread_num(), omp_get_num_threads(), back);"
        yield "    } else"
        yield "#endif"
        yield "        each[0] = work(r, 0, 1, back);"
        if self.sums.numbers:
            yield "    for (int k = 0; back && k < NUMBERS; k++) {"
            yield "        real *const to = r->found[NUMBER[k]];"
            yield "        *to = 0;"
            yield "        for (long part = 0; part < r->threads; part++)"
            yield "            *to += r->partial[part * NUMBERS + k];"
            yield "    }"
        yield "    if (back)"
        yield "        arriving(r);"
        yield "    for (long part = 0; part < r->threads; part++)"
        yield "        loss += each[part];"
        yield "    return loss;"
        yield "}"

    def _work(self) -> Iterator[str]:
        """What one thread does: the passes of its sequences, and its part of the sums."""
        loss = list(self._loss())
        widest = self.arrays.size(sum((s.dim for s in self.arrays.plan.source.carried), S.Zero))
        text = "\n".join([widest, *loss])
        spoken = ["B", *(w for w in ("T", *self.arrays.size_words) if speaks(text, w))]
        yield "/* What one of some threads does: its sequences, and then its part of the sums. */"
        yield "static double work(const Run *r, long part, long parts, long back)"
        yield "{"
        yield f"    const long {', '.join(f'{w} = r->{w}' for w in spoken)};"
        yield "    const long first = part * B / parts, last = (part + 1) * B / parts;"
        yield "    double sum = 0;"
        yield "    if (part == 0)"
        yield f"        memset(r->zeros, 0, (size_t){widest} * sizeof(real));"
        yield "    pack_all(r, part, parts);"
        yield "#pragma omp barrier"
        yield "    forward(r, first, last);"
        yield "    if (back) {"
        yield "        backward(r, first, last);"
        yield from loss
        yield "#pragma omp barrier"
        yield "        sums(r, part, parts, r->rooms + part * r->room);"
        yield "    }"
        yield "    results(r, first, last);"
        yield "    return sum;"
        yield "}"
        yield ""

    def _about(self) -> Iterator[str]:
        """How the program is called, as a comment."""
        given = [*(name for _, name in self.given), *(f"first {n}" for n in self.before)]
        sizes = ", ".join(("T", "B", "threads", *map(str, self.arrays.sizes)))
        found = [
            f"{i}: {word} ({' x '.join(map(str, shape))})"
            for i, (word, shape) in enumerate(
                zip(self.sums.blocks.words, self.sums.blocks.shapes, strict=True)
            )
        ]
        words = (
            f"sizes: {sizes}. given: {', '.join(given)}, in this order; a loss that does not speak "
            f"to a state is NULL. found: {'; '.join(found)}; what is not wanted is NULL. space: as "
            "many numbers as lstm_sym_space says. Returns the loss, the sum of <dh, h> over all "
            "steps; without back only outputs and last states are found."
        )
        lines = wrap(words, 90)
        yield f"/* {lines[0]}"
        yield from (f"   {line}" for line in lines[1:-1])
        yield f"   {lines[-1]} */"

    def _loss(self) -> Iterator[str]:
        for name in self.arrays.plan.source.outputs:
            dim = self.arrays.plan.cell.signal(name).dim
            v, width = Vector(name, dim, self.arrays.plan.cell.time), self.arrays.size(dim)
            here, _ = self.arrays.place(v, "t", "b")
            said, _ = self.arrays.place(v.loss, "t", "b")
            yield "        for (long t = 1; t <= T; t++)"
            yield "            for (long b = first; b < last; b++) {"
            yield f"                const real *const y = {here};"
            yield f"                const real *const d = {said};"
            yield "#pragma omp simd reduction(+ : sum)"
            yield f"                for (long j = 0; j < {width}; j++)"
            yield "                    sum += y[j] * d[j];"
            yield "            }"
