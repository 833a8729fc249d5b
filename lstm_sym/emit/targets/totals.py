"""The sums over time of a plan in PyTorch and JAX, and what arrives beyond the ends of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import S

from ...language.vectors import Vector
from ..lines import Entries, Outers
from ..plan import Plan
from .functional import Functional
from .layout import commented
from .speech import Speech


class Totals:
    """The code of the gradients; ``loops`` wrote the passes before."""

    def __init__(self, plan: Plan, say: Speech, loops: Functional) -> None:
        self.plan, self.say, self.loops = plan, say, loops

    def gradients(self) -> Iterator[str]:
        """The code of the gradients."""
        parts: dict[str, list[str]] = {g.name: [] for g in self.plan.gradients}
        wanted: dict[Vector, list[tuple[Vector, str, bool]]] = {}
        for g in self.plan.gradients:
            for e, psi, turned in g.terms if isinstance(g, Outers) else ():
                wanted.setdefault(psi, []).append((e, g.name, turned))
        for psi, pairs in wanted.items():
            lanes = list(dict.fromkeys(e for e, _, _ in pairs))
            names = next((n for n in self.loops.together if set(n) == {e.name for e in lanes}), ())
            if names:
                lanes.sort(key=lambda e: names.index(e.name))
            word = self.say.name(("outers", psi), f"outers_{self.say.word(psi.name)}")
            yield f"{word} = rows({self._side(lanes)}).T @ rows({self._steps(psi)})"
            self._cut(word, lanes, pairs, parts)
        self._entries(parts)
        for g in self.plan.gradients:
            p = self.plan.cell.parameter(g.name)
            yield from commented(g.ids)
            zero = f"0.0 * {self.say.number(p)}"
            yield f'grads["{g.name}"] = {" + ".join(parts[g.name]) or zero}'

    def _steps(self, psi: Vector) -> str:
        """An operand at all steps."""
        if psi.time is None:
            return f"zeros(T, {self.say.size(psi.dim)}) + {self.say.number(psi)}"
        return self.say.whole(psi)

    def _side(self, lanes: Sequence[Vector]) -> str:
        """Some errors side by side, at all steps."""
        names = tuple(e.name for e in lanes)
        if names in self.loops.together:
            return self.loops.together[names]
        words = [self.say.word(name) for name in names]
        return words[0] if len(words) == 1 else self.say.style.joined(words, -1)

    def _cut(
        self,
        word: str,
        lanes: Sequence[Vector],
        pairs: Sequence[tuple[Vector, str, bool]],
        parts: dict[str, list[str]],
    ) -> None:
        for e, name, turned in pairs:
            k = lanes.index(e)
            ends = [self.say.size(sum((v.dim for v in lanes[:i]), S.Zero)) for i in (k, k + 1)]
            cut = word if len(lanes) == 1 else f"{word}[{ends[0]}:{ends[1]}]"
            parts[name].append(cut + (".T" if turned else ""))

    def _entries(self, parts: dict[str, list[str]]) -> None:
        infix = self.say.infix(self.say.whole)
        for g in (g for g in self.plan.gradients if isinstance(g, Entries)):
            for e in g.terms:
                inner = infix(e)
                parts[g.name].append(f"({inner}).sum()" if g.is_number else f"rows({inner}).sum(0)")

    def arriving(self, name: str) -> list[str]:
        """The errors of what is given beyond the ends, in the order of time."""
        before, after = self.plan.before.get(name, 0), self.plan.after.get(name, 0)
        dim = self.plan.cell.signal(name).dim
        found = []
        for time in (*range(1 - before, 1), *range(1, after + 1)):
            terms = []
            for v, by in self.plan.arriving.get(name, ()):
                if time <= 0 < time + by:
                    terms.append(f"at({self.say.word(v.name)}, {time + by})")
                elif time > 0 >= time + by:
                    terms.append(f"at({self.say.word(v.name)}, T + {time + by})")
            found.append(" + ".join(terms) or f"zeros(1, {self.say.size(dim)})[0]")
        return found
