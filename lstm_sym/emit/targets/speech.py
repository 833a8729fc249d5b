"""The words of a plan in PyTorch and JAX: a signal is an array over all steps, (T, ..., n)."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, Symbol

from ...language.operators import Matrix
from ...language.shapes import shape
from ...language.vectors import LOSS, Vector
from ..lines import lag
from ..naming import Naming
from ..plan import Plan
from .infix import Infix, Words
from .layout import speaks

RESERVED = {
    *keyword.kwlist,
    *("T", "t", "B", "jnp", "jax", "lax", "torch", "lead", "step", "carry", "now", "kept", "moved"),
    *("rows", "at", "params", "inputs", "initial", "losses", "grads", "dtype", "zeros", "range"),
    *("forward", "backward", "run", "together", "reversed", "zip", "x_all", "self", "nn", "F"),
    *("outputs", "final", "dict", "errors", "saved", "len", "sum", "Layer", "Derived"),
}


@dataclass(frozen=True)
class Style:
    """How a library says what the expressions of all share.

    ``joined(words, axis)`` puts arrays side by side, ``loop`` writes a loop over time, ``stack``
    makes a list of steps an array, ``zeros`` makes zeros of some steps like an array.
    """

    words: Words
    joined: Callable[[Sequence[str], int], str]
    loop: Callable[[Loop], Iterator[str]]
    stack: str
    zeros: str


@dataclass
class Loop:
    """A loop over time: what it begins with, what it reads of each step, what it keeps."""

    number: int
    way: int
    begin: dict[str, str] = field(default_factory=dict)
    follow: list[str] = field(default_factory=list)
    reads: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    keeps: dict[str, str] = field(default_factory=dict)


class Speech:
    """What everything of a plan is called, in the style of a library."""

    def __init__(self, plan: Plan, style: Style) -> None:
        self.plan, self.style = plan, style
        self.name = Naming(RESERVED)
        self.sizes = [s for s in plan.cell.sizes if isinstance(s, Symbol)]
        for s in self.sizes:
            self.name(s, str(s))
        self.constants: dict[str, str] = {}

    def word(self, name: str) -> str:
        """A signal, an input, an error, or what a loss says."""
        said = name.removesuffix(LOSS)
        return self.name(("signal", name), f"d{said}" if name.endswith(LOSS) else name)

    def number(self, p: Any) -> str:
        """A parameter."""
        return self.name(("parameter", p.name), p.name)

    def size(self, e: Expr) -> str:
        """A sum of sizes."""
        text = str(e.xreplace({s: Symbol(self.name(s, str(s))) for s in self.sizes}))
        return text.replace("*", " * ")

    def whole(self, v: Vector) -> str:
        """A vector as it is read, at all steps."""
        if v.time is None:
            return self.number(v)
        word, ago = self.word(v.name), lag(v)
        if ago == 0:
            return word
        if v.name in {s.name for s in self.plan.source.inputs}:
            first = self.plan.before.get(v.name, 0) - ago
            return f"{word}_all[{first}:T + {first}]" if first else f"{word}_all[:T]"
        before, after = self.beyond(v)
        return f"moved({word}, {before}, {after}, {ago})"

    def beyond(self, v: Vector) -> tuple[str, str]:
        """What a vector is beyond the ends: what a state is given there, zero for an error."""
        if v.name in {s.name for s in self.plan.source.carried}:
            many = self.plan.before.get(v.name, 0)
            given = f'initial["{v.name}"]'
            return f"{given}[:{many}]", f"{given}[{many}:]"
        zero = f"zeros({abs(lag(v))}, {self.size(v.dim)})"
        return zero, zero

    def stack(self, matrices: Sequence[Matrix], turned: bool) -> str:
        """Matrices one above the other, each transposed beforehand if ``turned``."""
        words = [self.number(A) + (".T" if A.is_transposed is not turned else "") for A in matrices]
        if len(words) == 1:
            return words[0]
        made = self.style.joined(words, 0)
        word = self.name(("made", made), f"{matrices[0].name.partition('_')[0]}_all")
        self.constants[word] = made
        return word

    def infix(self, read: Callable[[Vector], str]) -> Infix:
        """A writer of expressions; ``read`` says how a vector is read."""
        return Infix(
            self.style.words, lambda v: read(v) if isinstance(v, Vector) else self.number(v)
        )

    def spoken(self, text: str) -> Iterator[str]:
        """The sizes, parameters and constants that some code speaks of."""
        made = "\n".join(self.constants.values())
        cell = self.plan.cell
        words = [self.name(s, str(s)) for s in self.sizes]
        for p in cell.parameters:
            dims = () if isinstance(p, Symbol) else shape(p)
            word = self.number(p)
            if speaks(f"{text}\n{made}", word):
                yield f'{word} = params["{p.name}"]'
            for k, dim in enumerate(dims):
                if dim in self.sizes and self.name(dim, str(dim)) in words:
                    size = self.name(dim, str(dim))
                    words.remove(size)
                    if speaks(text, size):
                        yield f'{size} = params["{p.name}"].shape[{k}]'
        for s in (*cell.inputs, *self.plan.source.carried):
            if s.dim in self.sizes and self.name(s.dim, str(s.dim)) in words:
                size = self.name(s.dim, str(s.dim))
                words.remove(size)
                given = self.word(s.name) if s in cell.inputs else f'initial["{s.name}"]'
                if speaks(text, size):
                    yield f"{size} = {given}.shape[-1]"
        for word, constant in self.constants.items():
            yield f"{word} = {constant}"

    def final(self, name: str) -> str:
        """The last values of a state, the way that it runs."""
        before, after = self.plan.before.get(name, 0), self.plan.after.get(name, 0)
        given, word = f'initial["{name}"]', self.word(name)
        if self.plan.source.way(name) < 0:
            return f"{self.style.joined([word, f'{given}[{before}:]'], 0)}[:{after}]"
        if before == 0:
            return f"{word}[:0]"
        return f"{self.style.joined([f'{given}[:{before}]', word], 0)}[-{before}:]"
