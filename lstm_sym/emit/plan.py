"""plan(cell): the program of a cell as data, before it is written for any target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sympy import Add, S

from ..language.cell import Cell
from ..language.vectors import BAR, LOSS, Vector
from .backward import Backward
from .fold import folded
from .forward import forward
from .lift import lifted
from .lines import Gradient, Item, Line, lag
from .refine import Refined, refined
from .schedule import Block, scheduled


@dataclass(frozen=True)
class Plan:
    """A cell as a program: the pass of the signals, the pass of the errors, the sums over time.

    What a loss says to a carried signal that is no output is not among the terms of its error: a
    target adds it where it is given.

    ``forward`` computes every signal for t = 1..T, ``backward`` the errors, ``inputs`` those of the
    inputs. What is read of a signal beyond the ends is given, what is read of an error there is
    zero. ``arriving`` tells what arrives at a carried signal or an input from other steps: vectors,
    and how many steps later.
    """

    source: Cell
    fine: Refined
    forward: tuple[Block, ...]
    backward: tuple[Block, ...]
    inputs: tuple[Block, ...]
    gradients: tuple[Gradient, ...]
    arriving: Mapping[str, Sequence[tuple[Vector, int]]]

    @property
    def maybe(self) -> tuple[str, ...]:
        """The carried signals that are no outputs: a loss may speak to them, or not."""
        return tuple(s.name for s in self.source.carried if s.name not in self.source.outputs)

    @property
    def cell(self) -> Cell:
        return self.fine.cell

    @cached_property
    def before(self) -> dict[str, int]:
        """How many steps before time 1 each carried signal and each input is read."""
        return self._beyond(self.source.lags)

    @cached_property
    def after(self) -> dict[str, int]:
        """How many steps after T each carried signal and each input is read."""
        return self._beyond(self.source.leads)

    def _beyond(self, steps: Mapping[str, int]) -> dict[str, int]:
        names = [s.name for s in (*self.source.carried, *self.source.inputs)]
        return {n: steps[n] for n in names if steps.get(n)}

    @cached_property
    def pad(self) -> int:
        """How many steps beyond either end anything is read."""
        return max((*self.before.values(), *self.after.values()))

    def _read(self) -> Iterator[Vector]:
        for block in (*self.backward, *self.inputs):
            for item in block.items:
                yield from item.reads

    @cached_property
    def later(self) -> set[str]:
        """The signals of the forward pass that the backward pass or a gradient reads."""
        reads = [*self._read(), *(v for g in self.gradients for v in g.reads)]
        return {v.name for v in reads}


def plan(cell: Cell, fold: bool = True, lift: bool = True) -> Plan:
    """Return the program of a cell.

    ``fold`` writes every activation that is a tanh as one, ``lift`` takes out of the loops over
    time what they do not change. Raises EmitError for what no program is written of.
    """
    explicit = cell.explicit()
    fine = refined(explicit)
    back = Backward(fine, cell.name)
    errors = [_without(item, explicit) for item in back.items]
    own = tuple(item for s in cell.inputs for item in back.to_input(s.name))
    read = {v.name for item in (*errors, *own) for v in item.reads}
    read |= {v.name for g in back.gradients for v in g.reads} | set(fine.cell.outputs)
    steps = forward(fine, cell.name)
    steps = folded(steps, read) if fold else steps
    ahead, behind, inputs = (scheduled(part) for part in (steps, errors, own))
    names = {h.name for part in (steps, errors, own) for item in part for h in item.heads}
    if lift:
        ahead, behind, inputs = (lifted(part, names) for part in (ahead, behind, inputs))
    late = _late((*errors, *own))
    return Plan(explicit, fine, ahead, behind, inputs, back.gradients, late)


def _late(items: Iterable[Item]) -> dict[str, list[tuple[Vector, int]]]:
    found: dict[str, list[tuple[Vector, int]]] = {}
    for item in items:
        if isinstance(item, Line) and item.head.name.endswith(BAR):
            terms = [v for v in Add.make_args(item.body) if isinstance(v, Vector)]
            name = item.head.name.removesuffix(BAR)
            found[name] = [(v, -lag(v)) for v in terms if lag(v)]
    return found


def _without(item: Item, cell: Cell) -> Item:
    """The line of an error without what a loss says to a signal that is no output."""
    if not isinstance(item, Line):
        return item
    said = {v for v in item.reads if v.name.endswith(LOSS)}
    quiet = {v: S.Zero for v in said if v.name.removesuffix(LOSS) not in cell.outputs}
    return Line(item.head, item.body.xreplace(quiet), item.ids)
