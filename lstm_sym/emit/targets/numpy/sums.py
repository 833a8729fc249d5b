"""The gradients as NumPy code: sums over all steps, done at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import S

from ....language.vectors import Vector
from ...lanes import runs
from ...lines import Entries, Outers
from ..infix import Infix
from .arrays import WORDS, Arrays

Parts = dict[str, list[str]]


class Sums:
    """The code of the gradients, products of one operand and sums of one bank as one."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.plan, self.storage = arrays.plan, arrays.storage

    def lines(self) -> Iterator[str]:
        """The code."""
        parts: Parts = {g.name: [] for g in self.plan.gradients}
        yield from self._outers(parts)
        yield from self._entries(parts)
        for p in self.plan.cell.learnt:
            (ids,) = (g.ids for g in self.plan.gradients if g.name == p.name)
            word = self.arrays.number(p)
            found = parts[p.name]
            yield f"# {', '.join(ids)}"
            yield f'grads["{p.name}"] = {" + ".join(found) or f"np.zeros_like({word})"}'

    def _outers(self, parts: Parts) -> Iterator[str]:
        wanted: dict[Vector, list[tuple[Vector, str, bool]]] = {}
        for g in self.plan.gradients:
            for error, psi, turned in g.terms if isinstance(g, Outers) else ():
                wanted.setdefault(psi, []).append((error, g.name, turned))
        for psi, pairs in wanted.items():
            errors = {self.storage.root(e.name): e for e, _, _ in pairs}
            for run in runs(list(errors), self.storage.places):
                lanes = [errors[name] for name in run]
                here = self.arrays.steps(lanes)
                if psi.time is None:
                    made = (
                        f"np.outer(flat({here}).sum(axis=0), {self.arrays.constant([psi], False)})"
                    )
                else:
                    made = f"np.matmul(flat({here}).T, flat({self.arrays.all(psi)}))"
                word = self.arrays.name(("outers", psi, run[0]), f"outers_{psi.name}")
                yield f"{word} = {made}"
                self._cut(word, lanes, [(e, n, t_) for e, n, t_ in pairs if e in lanes], parts)

    def _cut(
        self,
        word: str,
        lanes: Sequence[Vector],
        pairs: Sequence[tuple[Vector, str, bool]],
        parts: Parts,
    ) -> None:
        """Say which rows of a sum belong to which parameter."""
        for error, name, turned in pairs:
            k = lanes.index(error)
            rows = [self.arrays.size(sum((v.dim for v in lanes[:i]), S.Zero)) for i in (k, k + 1)]
            cut = word if len(lanes) == 1 else f"{word}[{rows[0]}:{rows[1]}]"
            parts[name].append(cut + (".T" if turned else ""))

    def _entries(self, parts: Parts) -> Iterator[str]:
        plain: list[tuple[Vector, str, bool]] = []
        for g in (g for g in self.plan.gradients if isinstance(g, Entries)):
            for e in g.terms:
                if isinstance(e, Vector) and not g.is_number:
                    plain.append((e, g.name, False))
                    continue
                whole = Infix(WORDS, self._leaf)
                axes = "" if g.is_number else "axis=(0, 1)"
                parts[g.name].append(f"({whole(e)}).sum({axes})")
        errors = {self.storage.root(e.name): e for e, _, _ in plain}
        for run in runs(list(errors), self.storage.places):
            lanes = [errors[name] for name in run]
            word = self.arrays.name(("sums", run[0]), "sums")
            yield f"{word} = flat({self.arrays.steps(lanes)}).sum(axis=0)"
            self._cut(word, lanes, [pair for pair in plain if pair[0] in lanes], parts)

    def _leaf(self, v: Any) -> str:
        return self.arrays.all(v) if isinstance(v, Vector) else self.arrays.number(v)
