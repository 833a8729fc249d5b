"""The symbols of a formula: what each means, its shape, and where it is defined.

Nothing is said of a single formula by hand. Every row is read off the expression, the cell that it
speaks of, and the ranges and names of its derivation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Derivative, Expr, Indexed, Subs, Symbol, oo, preorder_traversal, sympify
from sympy.core.basic import Basic
from sympy.core.function import AppliedUndef

from ...calculus.adjoint import L, T
from ...language.activations import Elementwise
from ...language.cell import Cell, t
from ...language.operators import Matrix
from ...language.paths import LargestPath, OverEdges
from ...language.sums import Binding, PathSum
from ...language.symbols import number
from ...language.vectors import BAR, LOSS, TARGET, Basis, Entry, Vector
from ...lower.latex import Printer
from ...lower.latex.bound import bound
from ...proof.step import Derivation, Step
from .hypotheses import over, spanned
from .meanings import Meanings
from .signs import signs

Record = dict[str, Any]
NOTATION = "notation.md#"
MARKED = {
    BAR: ("error of {}: the derivative of the loss by it", "errors"),
    LOSS: ("what the loss says to {} directly", "derivatives"),
    TARGET: ("what {} ought to be", "errors"),
}


@dataclass(frozen=True)
class Symbols:
    """What the symbols of a derivation mean; ``places`` says where each is defined on the site."""

    derivation: Derivation
    printer: Printer
    places: Mapping[Basic, str] = field(default_factory=dict)

    def of_step(self, step: Step, formula: str) -> list[Record]:
        """A row for every symbol of a step; ``formula`` is its LaTeX."""
        found: dict[str, Record] = {}
        for one in self.every(step, formula):
            found.setdefault(one["symbol"], one)
        return list(found.values())

    def every(self, step: Step, formula: str) -> list[Record]:
        """The same, a row for each time that a symbol is given a meaning."""
        claims = (*step.claims, *step.given)
        parts = [side for claim in claims for side in (claim.lhs, claim.rhs)]
        nodes = [e for part in parts for e in preorder_traversal(part)]
        free: set[Any] = set().union(*(part.free_symbols for part in parts))
        rows = [*self._moving(nodes), *self._fixed(nodes), *self._functions(nodes)]
        rows += [*self._numbers(free, nodes), *self._bound(nodes, free)]
        return [*rows, *self._sizes(nodes, free), *signs(nodes, formula)]

    def of_cell(self, cell: Cell) -> list[Record]:
        """A row for every signal, parameter and size of a cell."""
        signals = [s(cell.time) for s in (*cell.inputs, *cell.computed)]
        sizes = [n for n in cell.sizes if isinstance(n, Symbol)]
        return [
            *map(self._vector, signals),
            *(self._parameter(p) for p in cell.parameters),
            *map(self._size, sizes),
        ]

    @cached_property
    def _meanings(self) -> Meanings | None:
        cell = self.derivation.cell
        return None if cell is None else Meanings(cell, self.printer)

    def _moving(self, nodes: list[Any]) -> Iterator[Record]:
        """The vectors, each at the time t, by the order of reading."""
        found = {
            v.func(*v.args[:2], t) for v in nodes if isinstance(v, Vector) and v.time is not None
        }
        for v in sorted(found, key=lambda v: (self.printer.rank(v), str(v))):
            yield self._vector(v)

    def _fixed(self, nodes: list[Any]) -> Iterator[Record]:
        """The matrices, none transposed, and the vectors that do not change in time."""
        found = {e.T if e.is_transposed else e for e in nodes if isinstance(e, Matrix)}
        found |= {e for e in nodes if isinstance(e, Vector) and e.time is None}
        for p in sorted(found, key=lambda p: (isinstance(p, Vector), p.name)):
            yield self._parameter(p)

    def _vector(self, v: Vector) -> Record:
        for mark, (words, anchor) in MARKED.items():
            if v.name.endswith(mark):
                of = self._math(v.func(v.name.removesuffix(mark), *v.args[1:]))
                return self._row(v, words.format(of), NOTATION + anchor)
        known = self._meanings
        if known is None or v.name not in known.signals:
            return self._row(v, self._said(v) or "any vector")
        return self._row(v, known.signal(v.name), remark=known.remark(v.name))

    def _parameter(self, p: Any) -> Record:
        if p.name.endswith(BAR):
            of = self._math(p.func(p.name.removesuffix(BAR), *p.args[1:]))
            return self._row(p, f"derivative of the loss by {of}", f"{NOTATION}errors")
        known = self._meanings
        if known is None or p not in known.cell.parameters:
            return self._row(p, self._said(p) or ("any vector" if isinstance(p, Vector) else ""))
        return self._row(p, known.parameter(p), remark=known.remark(p.name))

    def _functions(self, nodes: list[Any]) -> Iterator[Record]:
        z, y = number("z"), number("y")
        found = {type(e) for e in nodes if isinstance(e, Elementwise)}
        for f in sorted(found, key=lambda f: f.__name__):
            if f.stand_in is not None:
                yield row(f.tex, "any function that has a slope", "")
                continue
            value, slope = f.definition(z), sympify(f.slope(z, y))
            known = rf"{f.tex}(z)", self.printer.doprint(value)
            means = rf"\(y = {' = '.join(dict.fromkeys(known))}\); " + (
                rf"its slope \({f.tex}'(z) = {self.printer.doprint(slope)}\)"
            )
            yield row(f.tex, means, "", f"{NOTATION}names")
        applied = {e for e in nodes if isinstance(e, AppliedUndef)}
        for e in sorted(applied, key=str):
            yield self._row(e, self._said(e) or "any function")

    def _numbers(self, free: set[Any], nodes: list[Any]) -> Iterator[Record]:
        """The free symbols that are no sizes: times, lags, units and other numbers."""
        lags = {s for e in nodes if isinstance(e, Vector) for s in _free(*e.args[2:])}
        lags |= {s for e in nodes if isinstance(e, Binding) for s in _free(*e.args[e.bound + 1 :])}
        units = {s for e in nodes if isinstance(e, Entry) for s in _free(*e.at)}
        units |= {s for e in nodes if isinstance(e, PathSum | LargestPath) for s in _free(*e.ends)}
        units |= {s for e in nodes if isinstance(e, Basis) for s in _free(e.args[0])}
        kinds = {**dict.fromkeys(lags, "number of steps"), **dict.fromkeys(units, "a unit")}
        named = {t: "time", T: "the last time", L: "the loss"} | {
            e: self._said(e) for e in self.derivation.let
        }
        for s in sorted(free - self._dims(nodes, free), key=str):
            known = self._meanings
            if known is not None and s in known.cell.parameters:
                yield self._parameter(s)
            elif isinstance(s, Symbol) and s.name.endswith(BAR):
                of = self._math(Symbol(s.name.removesuffix(BAR)))
                yield self._row(s, f"derivative of the loss by {of}", f"{NOTATION}errors")
            else:
                whole = "a whole number" if s.is_integer else "a number"
                means = self._said(s) or named.get(s) or kinds.get(s, whole)
                yield self._row(s, means, shape=self._range(s))

    def _bound(self, nodes: list[Any], free: set[Any]) -> Iterator[Record]:
        """The letters that sums, products and extremes bind; one letter may do so twice."""
        spans: dict[str, dict[str, None]] = {}
        names = dict(pair for e in nodes for pair in _letters(e))
        for k, *ends in (index for e in nodes for index in bound(e)):
            low, high = (end.xreplace(names) for end in ends)
            spans.setdefault(self.printer.doprint(k), {})[over(low, high, self.printer)] = None
        for letter, found in spans.items():
            yield row(letter, "index, bound in the formula", r" \text{ or } ".join(found))
        put = {v for e in nodes if isinstance(e, Subs | Derivative) for v in e.variables} - free
        for v in sorted(put, key=str):
            yield row(self.printer.doprint(v), "variable, bound in the formula", "")

    def _sizes(self, nodes: list[Any], free: set[Any]) -> Iterator[Record]:
        yield from map(self._size, sorted(self._dims(nodes, free), key=str))

    def _size(self, n: Symbol) -> Record:
        known = self._meanings.size(n) if self._meanings else ""
        return self._row(n, self._said(n) or known or "a size", shape=over(1, oo, self.printer))

    def _dims(self, nodes: list[Any], free: set[Any]) -> set[Any]:
        """The sizes that a step speaks of: of its vectors, and those that it takes as numbers."""
        return sizes(nodes) | (self._all_sizes & free)

    @cached_property
    def _all_sizes(self) -> set[Any]:
        """What is a size anywhere in the derivation, or in its cell: it is one everywhere."""
        cell, steps = self.derivation.cell, self.derivation.steps
        claims = (claim for step in steps for claim in (*step.claims, *step.given))
        sides = (side for claim in claims for side in (claim.lhs, claim.rhs))
        found = sizes(e for side in sides for e in preorder_traversal(side))
        return found | (set() if cell is None else _free(*map(sympify, cell.sizes)))

    def _said(self, e: Basic) -> str:
        """What the derivation itself says of a name."""
        words = self.derivation.means.get(e, "")
        if not words and e in self.derivation.let:
            return f"stands for {self._math(self.derivation.let[e])}"
        return words

    def _range(self, s: Symbol) -> str:
        for name, ends in self.derivation.forall.items():
            if s == (name.base.label if isinstance(name, Indexed) else name):
                return spanned(name, ends, self.printer)
        return ""

    def _math(self, e: Any) -> str:
        return rf"\({self.printer.doprint(e)}\)"

    def _row(
        self, e: Any, means: str, place: str = "", shape: str | None = None, remark: str = ""
    ) -> Record:
        if shape is None:
            dims = e.shape if isinstance(e, Matrix) else (e.dim,) if isinstance(e, Vector) else ()
            shape = self._space(dims)
        return row(self.printer.doprint(e), means, shape, place or self.places.get(e, ""), remark)

    def _space(self, dims: tuple[Expr, ...]) -> str:
        power = r" \times ".join(map(self.printer.doprint, dims))
        return rf"\mathbb{{R}}^{{{power}}}" if dims else r"\mathbb{R}"


def row(symbol: str, means: str, shape: str, place: str = "", remark: str = "") -> Record:
    """One line of a table: LaTeX, words of ours, LaTeX, a page and its anchor, anybody's words."""
    return {"symbol": symbol, "means": means, "remark": remark, "shape": shape, "place": place}


def sizes(nodes: Iterable[Any]) -> set[Any]:
    """The symbols in the sizes of vectors and matrices, and in the width of a graph of paths."""
    found: set[Any] = set()
    for e in nodes:
        if isinstance(e, Matrix):
            found |= _free(*e.shape)
        elif isinstance(e, Vector):
            found |= _free(e.dim)
        elif isinstance(e, PathSum | LargestPath | OverEdges):
            found |= _free(e.width)
    return found


def _letters(e: Any) -> Iterator[tuple[Any, Any]]:
    """The variables that a node binds, each with the letter by which it is printed."""
    found = bound(e)
    if isinstance(e, Binding) and len(e.bound_symbols) == len(found):
        yield from zip(e.bound_symbols, (k for k, *_ in found), strict=True)


def _free(*parts: Basic) -> set[Any]:
    return set().union(*(part.free_symbols for part in parts))
