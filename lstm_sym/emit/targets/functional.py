"""The passes of a plan in PyTorch and JAX: nothing is written twice, a loop returns arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sympy import S

from ...language.vectors import BAR, LOSS, Vector, vectors
from ..lines import Item, Line, Product, lag
from ..plan import Plan
from ..schedule import Block
from .layout import commented, speaks
from .speech import Loop, Speech


class Functional:
    """The code of both passes of a plan."""

    def __init__(self, plan: Plan, say: Speech) -> None:
        self.plan, self.say = plan, say
        self.blocks = {"forward": plan.forward, "backward": (*plan.backward, *plan.inputs)}
        self.heads = {
            which: {h.name for b in blocks for item in b.items for h in item.heads}
            for which, blocks in self.blocks.items()
        }
        self.together: dict[tuple[str, ...], str] = {}
        self.idle: set[str] = set()
        self.before = {"forward": 0, "backward": sum(bool(b.loop) for b in plan.forward)}

    def passed(self, which: str, kept: set[str], rest: Callable[[], Sequence[str]]) -> list[str]:
        """The code of the blocks of a pass, and of the ``rest`` after it.

        ``kept`` are the heads that the rest may read; a loop keeps of them what is spoken of.
        """
        self.idle = set()
        for _ in range(2):
            self.ends: list[tuple[int, list[str]]] = []
            self.loops = self.before[which]
            lines = self._pass(which, kept)
            lines += rest()
            for at, words in self.ends:
                text = "\n".join(lines[at:])
                self.idle |= {word for word in words if not speaks(text, word)}
        return lines

    def _pass(self, which: str, kept: set[str]) -> list[str]:
        self.say.constants, self.together = {}, {}
        blocks = self.blocks[which]
        lines: list[str] = []
        for k, block in enumerate(blocks):
            later = {v.name for b in blocks[k + 1 :] for item in b.items for v in item.reads}
            lines += [
                line for item in block.whole for line in self._item(item, self.say.whole, "T")
            ]
            if block.loop:
                loop = self._loop(block, kept | later)
                words = [word for word in loop.keeps if word not in self.idle]
                loop.keeps = {word: loop.keeps[word] for word in words}
                lines += self.say.style.loop(loop)
                self.ends.append((len(lines), words))
        return lines

    def _loop(self, block: Block, kept: set[str]) -> Loop:
        self.loops += 1
        loop = Loop(self.loops, block.way)
        own = {head.name: head for item in block.loop for head in item.heads}
        furthest: dict[str, int] = {}
        for item in block.loop:
            for v in item.reads:
                if v.name in own:
                    furthest[v.name] = max(furthest.get(v.name, 0), abs(lag(v)))
        for name, many in furthest.items():
            for ago in range(1, many + 1):
                loop.begin[self._ago(name, ago)] = self._first(own[name], ago, block.way)
            carried = [self.say.word(name), *(self._ago(name, ago) for ago in range(1, many))]
            loop.follow += carried[:many]

        def read(v: Vector) -> str:
            if v.time is None:
                return self.say.number(v)
            if v.name in own:
                return self._ago(v.name, abs(lag(v))) if lag(v) else self.say.word(v.name)
            word = self._ago(v.name, lag(v)) if lag(v) else self.say.word(v.name)
            loop.reads[word] = self.say.whole(v)
            return word

        for item in block.loop:
            loop.body += self._item(item, read, "")
        rows = [
            tuple(v.name for v in item.operands)
            for item in block.loop
            if isinstance(item, Product) and item.is_row and len(item.operands) > 1
        ]
        for row in rows:
            loop.keeps[self._together(row)] = " + ".join(
                self.say.size(own[n].dim) for n in row if n in own
            )
        loop.keeps |= {self.say.word(n): self.say.size(v.dim) for n, v in own.items() if n in kept}
        return loop

    def _ago(self, name: str, ago: int) -> str:
        return self.say.name(("ago", name, ago), f"{self.say.word(name)}_{abs(ago)}")

    def _first(self, head: Vector, ago: int, way: int) -> str:
        """What a vector is some steps before a loop begins."""
        if head.name in {s.name for s in self.plan.source.carried}:
            before = self.plan.before.get(head.name, 0)
            return f'initial["{head.name}"][{before - ago if way > 0 else before + ago - 1}]'
        return f"zeros(1, {self.say.size(head.dim)})[0]"

    def _item(self, item: Item, read: Callable[[Vector], str], steps: str) -> Iterator[str]:
        yield from commented(item.ids)
        if isinstance(item, Line):
            yield self._line(item, read, steps)
        elif item.is_row:
            yield from self._row(item, read)
        else:
            yield from self._stacked(item, read, steps)

    def _line(self, line: Line, read: Callable[[Vector], str], steps: str) -> str:
        text = self.say.infix(read)(line.body)
        name = line.head.name.removesuffix(BAR)
        if name in self.plan.maybe and line.head.name.endswith(BAR):
            text += f" + {read(Vector(name + LOSS, *line.head.args[1:]))}"
        elif not any(v.time is not None for v in vectors(line.body)):
            text = self._everywhere(text, line.head, steps)
        return f"{self.say.word(line.head.name)} = {text}"

    def _everywhere(self, text: str, head: Vector, steps: str) -> str:
        """A constant at every step and for every sequence."""
        many = "T" if steps else "1"
        made = f"zeros({many}, {self.say.size(head.dim)}) + {text}"
        return made if steps else f"({made})[0]"

    def _stacked(self, p: Product, read: Callable[[Vector], str], steps: str) -> Iterator[str]:
        (v,) = p.operands
        stack = self.say.stack(p.matrices, False)
        made = f"{read(v)} @ {stack}.T"
        if v.time is None:
            made = self._everywhere(made, Vector("", sum((h.dim for h in p.heads), S.Zero)), steps)
        if len(p.heads) == 1:
            yield f"{self.say.word(p.heads[0].name)} = {made}"
            return
        whole = self.say.name(("whole", p.heads), f"{self.say.word(p.heads[0].name)}_all")
        yield f"{whole} = {made}"
        for k, head in enumerate(p.heads):
            ends = [self.say.size(sum((u.dim for u in p.heads[:i]), S.Zero)) for i in (k, k + 1)]
            yield f"{self.say.word(head.name)} = {whole}[..., {ends[0]}:{ends[1]}]"

    def _row(self, p: Product, read: Callable[[Vector], str]) -> Iterator[str]:
        stack = self.say.stack(p.matrices, True)
        words = [read(v) for v in p.operands]
        here = words[0]
        if len(words) > 1:
            names = tuple(v.name for v in p.operands)
            if names not in self.together or read != self.say.whole:
                yield f"{self._together(names)} = {self.say.style.joined(words, -1)}"
            here = self._together(names)
        yield f"{self.say.word(p.heads[0].name)} = {here} @ {stack}"

    def _together(self, names: tuple[str, ...]) -> str:
        """The word for several errors side by side."""
        wish = f"{names[0]}_to_{names[-1]}"
        return self.together.setdefault(names, self.say.name(("together", names), wish))
